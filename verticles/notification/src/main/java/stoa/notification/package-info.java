/** Messages to people: what to tell them, in which words, and the mailbox of the shop. */
@NullMarked
package stoa.notification;

import org.jspecify.annotations.NullMarked;
