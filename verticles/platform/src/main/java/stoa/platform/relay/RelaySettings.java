package stoa.platform.relay;

import java.time.Duration;
import stoa.platform.Config;

/**
 * How relay, inbox and jobs behave.
 *
 * @param amqp where the broker is
 * @param prefix of exchange and queues, so that installations can share a broker
 * @param prefetch most deliveries of one consumer that the broker hands out before they are acknowledged
 * @param batch most events or jobs taken up in one go
 * @param poll how often the database is looked at for events when nothing wakes
 * @param lease how long a partition stays with a node that does not renew it
 * @param redelivery when a confirmed event that was not consumed is published again; it is never parked for that
 * @param failing when an event whose consumer failed is tried again, and after how many failures it is parked
 * @param jobPoll how often the database is looked at for jobs
 * @param job when a failed job is tried again, and after how many attempts it is parked
 * @param keepDone how long what is done stays to be looked at
 */
public record RelaySettings(
        Config.Amqp amqp,
        String prefix,
        int prefetch,
        int batch,
        Duration poll,
        Duration lease,
        Retry redelivery,
        Retry failing,
        Duration jobPoll,
        Retry job,
        Duration keepDone) {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final int MOST_FAILURES = 12;

    public static RelaySettings of(Config config) {
        var relay = config.relay();
        return new RelaySettings(
                config.amqp(),
                "stoa",
                256,
                256,
                relay.poll(),
                relay.lease(),
                new Retry(relay.retry(), LONGEST_WAIT, Integer.MAX_VALUE),
                new Retry(relay.retry(), LONGEST_WAIT, MOST_FAILURES),
                relay.jobPoll(),
                new Retry(relay.retry(), LONGEST_WAIT, relay.jobMaxAttempts()),
                Duration.ofDays(3));
    }
}
