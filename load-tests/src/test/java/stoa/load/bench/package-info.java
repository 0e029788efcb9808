/** How fast Stoa is, held against the limits of the same machine in the same run. */
@NullMarked
package stoa.load.bench;

import org.jspecify.annotations.NullMarked;
