package stoa.platform;

import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Places for work in flight. A tenant gets one more only while it holds fewer than are still free: alone it gets half of them, two get a
 * third each, and there is always a place left for the next one who comes.
 */
public final class Places {
    private final int limit;
    private final AtomicInteger taken = new AtomicInteger();
    private final ConcurrentHashMap<UUID, Integer> byTenant = new ConcurrentHashMap<>();

    public Places(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("A limit of " + limit + " lets nothing in.");
        }
        this.limit = limit;
    }

    public boolean take(UUID tenant) {
        int mine = byTenant.merge(tenant, 1, Integer::sum);
        int all = taken.incrementAndGet();
        if (mine <= limit - all + 1) {
            return true;
        }
        free(tenant);
        return false;
    }

    /** Whether {@link #take} would find one at this moment. */
    public boolean open(UUID tenant) {
        return byTenant.getOrDefault(tenant, 0) < limit - taken.get();
    }

    public void free(UUID tenant) {
        taken.decrementAndGet();
        byTenant.computeIfPresent(tenant, (t, held) -> held == 1 ? null : held - 1);
    }

    public int taken() {
        return taken.get();
    }
}
