@NullMarked
package stoa.gateway;

import org.jspecify.annotations.NullMarked;
