/** Payments: an order's money is held, taken or given back once, whoever tells it first. */
@NullMarked
package stoa.payment;

import org.jspecify.annotations.NullMarked;
