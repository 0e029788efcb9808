@NullMarked
package stoa.platform.relay;

import org.jspecify.annotations.NullMarked;
