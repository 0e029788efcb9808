/** The servers that come along, so that a bare machine can run and test Stoa: PostgreSQL, Redis and an AMQP 0-9-1 broker, each real. */
@NullMarked
package stoa.embedded;

import org.jspecify.annotations.NullMarked;
