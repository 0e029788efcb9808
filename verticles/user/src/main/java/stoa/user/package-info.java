/** Shops, people and sessions. */
@NullMarked
package stoa.user;

import org.jspecify.annotations.NullMarked;
