/** The sandbox payment provider, asked over HTTP as everybody asks it. */
@NullMarked
package stoa.embedded.psp;

import org.jspecify.annotations.NullMarked;
