/** What others ask of orders and stock, and what they tell. */
@NullMarked
package stoa.messages.order;

import org.jspecify.annotations.NullMarked;
