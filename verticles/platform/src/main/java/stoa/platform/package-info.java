/** What every verticle stands on: the bus, refusals, the outbox, coalescing, configuration. */
@NullMarked
package stoa.platform;

import org.jspecify.annotations.NullMarked;
