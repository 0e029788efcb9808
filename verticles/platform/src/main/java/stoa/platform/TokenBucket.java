package stoa.platform;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** One bucket as this node knows it. Without locks, because several event loops meet here. */
final class TokenBucket {
    /** @param untold spent here since the others were told */
    private record State(double tokens, long atNanos, int untold) {}

    private final Config.Rate rate;
    private final double perNano;
    private final AtomicReference<State> state;

    TokenBucket(Config.Rate rate, long nowNanos) {
        this.rate = rate;
        perNano = (double) rate.perMinute() / TimeUnit.MINUTES.toNanos(1);
        state = new AtomicReference<>(new State(rate.burst(), nowNanos, 0));
    }

    Config.Rate rate() {
        return rate;
    }

    RateLimits.Grant take(long nowNanos) {
        while (true) {
            State before = state.get();
            double tokens = refilled(before, nowNanos);
            if (tokens < 1) {
                int waitSeconds = (int) Math.ceil((1 - tokens) / perNano / TimeUnit.SECONDS.toNanos(1));
                return new RateLimits.Grant(false, 0, Math.max(1, waitSeconds));
            }
            if (state.compareAndSet(before, new State(tokens - 1, nowNanos, before.untold + 1))) {
                return new RateLimits.Grant(true, (int) (tokens - 1), 0);
            }
        }
    }

    int untold() {
        return state.get().untold;
    }

    /**
     * What all nodes have left after they were told.
     *
     * @param told of what was spent here; what was spent since then is still to be taken off
     */
    void learn(int told, double left, long nowNanos) {
        state.updateAndGet(s -> new State(left - (s.untold - told), nowNanos, s.untold - told));
    }

    /** Full and nothing to tell: as good as none. */
    boolean idle(long nowNanos) {
        State s = state.get();
        return s.untold == 0 && refilled(s, nowNanos) >= rate.burst();
    }

    private double refilled(State s, long nowNanos) {
        return Math.min(rate.burst(), s.tokens + Math.max(0, nowNanos - s.atNanos) * perNano);
    }
}
