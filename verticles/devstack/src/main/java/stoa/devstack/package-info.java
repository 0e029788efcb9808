/** One command on a bare machine: the servers that come along, two demo shops, and a node with everything. */
@NullMarked
package stoa.devstack;

import org.jspecify.annotations.NullMarked;
