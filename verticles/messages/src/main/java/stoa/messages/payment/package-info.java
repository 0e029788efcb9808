/** What others ask of payments, and what payments tell. */
@NullMarked
package stoa.messages.payment;

import org.jspecify.annotations.NullMarked;
