package stoa.launcher;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.platform.Config;
import stoa.tenancy.Tenancy;

/** Is the database there? At the start a node waits for it, with a sentence, but not for ever: it then serves 503 until it comes. */
final class DatabaseCheck {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseCheck.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int TRIES = 5;

    private DatabaseCheck() {}

    /** Succeeds with a word, or fails with the reason. */
    static Future<String> look(Tenancy tenancy) {
        return tenancy.schedule(sql -> sql.query("select 1")).map(rows -> "there");
    }

    static Future<Void> await(Vertx vertx, Tenancy tenancy, Config.Database database) {
        return await(vertx, tenancy, database, TRIES);
    }

    private static Future<Void> await(Vertx vertx, Tenancy tenancy, Config.Database database, int tries) {
        return look(tenancy).<Void>mapEmpty().recover(e -> {
            if (tries == 0) {
                LOG.warn(
                        "PostgreSQL at {} is still not there; starting without it and answering 503 until it comes",
                        database.url());
                return Future.succeededFuture();
            }
            LOG.warn("PostgreSQL at {} is not there yet: {}. Waiting for it", database.url(), e.getMessage());
            return vertx.timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS)
                    .compose(t -> await(vertx, tenancy, database, tries - 1));
        });
    }
}
