@NullMarked
package stoa.order;

import org.jspecify.annotations.NullMarked;
