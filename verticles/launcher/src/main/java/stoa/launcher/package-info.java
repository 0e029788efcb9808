/** From the configuration to running verticles: which of them, how many of each, alone or in a cluster. */
@NullMarked
package stoa.launcher;

import org.jspecify.annotations.NullMarked;
