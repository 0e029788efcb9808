/** Load that also proves correctness: what was answered is held against the shop's books afterwards. */
@NullMarked
package stoa.load;

import org.jspecify.annotations.NullMarked;
