package stoa.order;

import io.vertx.core.Future;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Answer;
import stoa.messages.Caller;
import stoa.openapi.WorkOperations;
import stoa.openapi.model.ParkedWork;
import stoa.openapi.model.ParkedWorkPage;
import stoa.platform.Platform;

/** The operations of the contract under the tag Work. */
final class WorkApi implements WorkOperations {
    private record Asked(String kind, UUID workId) {}

    private final ParkedRows parked;
    private final Platform platform;
    private final Sweeper sweeper;

    WorkApi(ParkedRows parked, Platform platform, Sweeper sweeper) {
        this.parked = parked;
        this.platform = platform;
        this.sweeper = sweeper;
    }

    @Override
    public Future<Answer<ParkedWorkPage>> listParkedWork(Caller caller, int limit, @Nullable String cursor) {
        return parked.page(caller, limit, cursor).map(Answer::ok);
    }

    @Override
    public Future<Answer<ParkedWork>> redriveParkedWork(
            Caller caller, RedriveParkedWorkKind kind, UUID workId, String idempotencyKey) {
        var name = kind.value().toUpperCase(Locale.ROOT);
        return platform.idempotency()
                .once(
                        caller,
                        "redriveParkedWork",
                        idempotencyKey,
                        new Asked(name, workId),
                        ParkedWork.class,
                        sql -> parked.redrive(sql, name, workId).map(Answer::ok))
                .onSuccess(_ -> wake());
    }

    private void wake() {
        platform.outbox().wake();
        platform.jobs().wake();
        sweeper.hint();
    }
}
