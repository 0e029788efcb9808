@NullMarked
package stoa.testkit;

import org.jspecify.annotations.NullMarked;
