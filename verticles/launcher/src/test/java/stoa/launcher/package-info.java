/** The whole house: nodes as processes, killed and clustered, in front of servers that stay. */
@NullMarked
package stoa.launcher;

import org.jspecify.annotations.NullMarked;
