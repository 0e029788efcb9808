/** What travels the bus: who asks, and the records, enums and sealed interfaces of every domain. No behaviour lives here. */
@NullMarked
package stoa.messages;

import org.jspecify.annotations.NullMarked;
