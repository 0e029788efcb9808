/** What tests stand on: real servers, and guards that see what no single test looks at. */
@NullMarked
package stoa.testkit;

import org.jspecify.annotations.NullMarked;
