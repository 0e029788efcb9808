/** What others ask of the user domain: shops, keys, accounts. */
@NullMarked
package stoa.messages.user;

import org.jspecify.annotations.NullMarked;
