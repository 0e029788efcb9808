/** Payments against a real provider and a real database. */
@NullMarked
package stoa.payment;

import org.jspecify.annotations.NullMarked;
