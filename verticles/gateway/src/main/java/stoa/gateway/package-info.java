/** The only HTTP door: it routes by the contract, learns who asks in which shop, checks what is asked, and passes it on over the bus. */
@NullMarked
package stoa.gateway;

import org.jspecify.annotations.NullMarked;
