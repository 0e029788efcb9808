/** What the tests of every verticle stand on, and the tests of the platform itself. */
@NullMarked
package stoa.platform;

import org.jspecify.annotations.NullMarked;
