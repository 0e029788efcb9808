/** What must survive: events through the outbox and the broker, jobs, leases, and answers kept by key. */
@NullMarked
package stoa.platform.relay;

import org.jspecify.annotations.NullMarked;
