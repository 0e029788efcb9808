/** Stock, checkout and orders: a checkout is one transaction over all of them, so they belong to one owner. */
@NullMarked
package stoa.order;

import org.jspecify.annotations.NullMarked;
