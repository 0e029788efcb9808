/** What relays and job runners of all nodes tell each other. */
@NullMarked
package stoa.messages.relay;

import org.jspecify.annotations.NullMarked;
