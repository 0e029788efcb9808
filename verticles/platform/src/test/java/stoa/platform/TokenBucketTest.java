package stoa.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** Two at once, one a second. */
    private final TokenBucket bucket = new TokenBucket(new Config.Rate(60, 2), 0);

    @Test
    void aBurstIsAllowedAndThenOneAtATime() {
        assertTrue(bucket.take(0).allowed());
        assertTrue(bucket.take(0).allowed());
        var refused = bucket.take(0);
        assertFalse(refused.allowed());
        assertEquals(1, refused.retryAfterSeconds());

        assertTrue(bucket.take(SECOND).allowed());
        assertFalse(bucket.take(SECOND).allowed());
    }

    @Test
    void itNeverHoldsMoreThanABurst() {
        assertEquals(1, bucket.take(1000 * SECOND).remaining());
    }

    @Test
    void whatOthersSpentIsLearned() {
        bucket.take(0);
        bucket.learn(1, -1.5, 0);

        var refused = bucket.take(0);
        assertFalse(refused.allowed());
        assertEquals(3, refused.retryAfterSeconds());
        assertEquals(0, bucket.untold());
    }

    @Test
    void whatWasSpentWhileTheOthersWereToldIsNotForgotten() {
        bucket.take(0);
        int told = bucket.untold();
        bucket.take(0);

        bucket.learn(told, 1, 0);

        assertEquals(1, bucket.untold());
        assertFalse(bucket.take(0).allowed());
    }

    @Test
    void aFullBucketIsAsGoodAsNone() {
        assertTrue(bucket.idle(0));
        bucket.take(0);
        assertFalse(bucket.idle(0));
        bucket.learn(1, 1, 0);
        assertTrue(bucket.idle(10 * SECOND));
    }
}
