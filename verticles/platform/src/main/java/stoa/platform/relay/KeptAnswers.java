package stoa.platform.relay;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import stoa.messages.Answer;
import stoa.messages.Caller;
import stoa.messages.Json;
import stoa.platform.Idempotency;
import stoa.platform.Refusal;
import stoa.tenancy.CommitUnknown;
import stoa.tenancy.Sql;
import stoa.tenancy.Tenancy;

/**
 * Answers kept by key, in the database. The key's row is the first thing a transaction writes: of two equal requests the second waits
 * there for the first one's commit, finds the key taken, and reads the answer in a new transaction.
 */
public final class KeptAnswers implements Idempotency {
    /** The header that tells a replay from the first answer. */
    public static final String REPLAYED = "Idempotent-Replayed";

    /** A key whose time is over is as good as new; one that is kept is left alone. */
    private static final String TAKE = """
            insert into idempotency_key as k (tenant_id, principal, operation, key, body_hash, expires_at)
            values ($1, $2, $3, $4, $5, clock_timestamp() + interval '24 hours')
            on conflict (tenant_id, principal, operation, key) do update
            set body_hash = excluded.body_hash, expires_at = excluded.expires_at, status = null, headers = '{}', body = null
            where k.expires_at <= clock_timestamp()
            returning key""";

    private static final String KEEP = """
            update idempotency_key set status = $5, headers = ($6::text)::jsonb, body = ($7::text)::jsonb
            where tenant_id = $1 and principal = $2 and operation = $3 and key = $4""";

    private static final String READ = """
            select body_hash, status, headers::text as headers, body::text as body from idempotency_key
            where tenant_id = $1 and principal = $2 and operation = $3 and key = $4
              and expires_at > clock_timestamp() and status is not null""";

    /** How often a key that was taken and then gone is tried anew; its holder has failed each time. */
    private static final int MOST_ROUNDS = 3;

    /** Ends the transaction of the request that came second. */
    private static final class Taken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Taken() {
            super("the key is taken", null, false, false);
        }
    }

    private record Key(Caller caller, String operation, String key, Buffer hash) {
        private Tuple tuple() {
            return Tuple.of(caller.tenant(), caller.actor(), operation, key);
        }

        /** Fails with a refusal where the key is none that this caller alone can have. */
        private static Future<Key> of(Caller caller, String operation, String key, Object body) {
            try {
                var hash = Buffer.buffer(Idempotency.fingerprint(body));
                return Future.succeededFuture(new Key(caller, operation, Idempotency.own(caller, key), hash));
            } catch (Refusal e) {
                return Future.failedFuture(e);
            }
        }
    }

    private final Tenancy tenancy;

    public KeptAnswers(Tenancy tenancy) {
        this.tenancy = tenancy;
    }

    @Override
    public <T> Future<Answer<T>> once(
            Caller caller,
            String operationId,
            String key,
            Object body,
            Class<T> type,
            Function<Sql, Future<Answer<T>>> work) {
        return Key.of(caller, operationId, key, body).compose(own -> round(own, type, work, 1));
    }

    private <T> Future<Answer<T>> round(Key key, Class<T> type, Function<Sql, Future<Answer<T>>> work, int round) {
        return tenancy.write(key.caller(), sql -> act(sql, key, work)).recover(e -> {
            if (!(e instanceof Taken) && !(e instanceof CommitUnknown)) {
                return Future.failedFuture(e);
            }
            return read(key, type).compose(kept -> {
                if (kept != null) {
                    return Future.succeededFuture(kept);
                }
                return round < MOST_ROUNDS
                        ? round(key, type, work, round + 1)
                        : Future.failedFuture(Refusal.unavailable("The same request is being worked on.", 1));
            });
        });
    }

    private static <T> Future<Answer<T>> act(Sql sql, Key key, Function<Sql, Future<Answer<T>>> work) {
        var take = key.tuple().addBuffer(key.hash());
        return sql.query(TAKE, take).compose(taken -> {
            if (taken.size() == 0) {
                return Future.failedFuture(new Taken());
            }
            return work.apply(sql).compose(answer -> keep(sql, key, answer));
        });
    }

    private static <T> Future<Answer<T>> keep(Sql sql, Key key, Answer<T> answer) {
        var args = key.tuple()
                .addInteger(answer.status())
                .addString(Json.MAPPER.writeValueAsString(answer.headers()))
                .addString(answer.body() == null ? null : Json.MAPPER.writeValueAsString(answer.body()));
        return sql.query(KEEP, args).map(answer);
    }

    @Override
    public <T> Future<@Nullable Answer<T>> kept(
            Caller caller, String operationId, String key, Object body, Class<T> type) {
        return Key.of(caller, operationId, key, body).compose(own -> read(own, type));
    }

    private <T> Future<@Nullable Answer<T>> read(Key key, Class<T> type) {
        return tenancy.read(key.caller(), sql -> sql.query(READ, key.tuple())).compose(rows -> {
            if (rows.size() == 0) {
                return Future.succeededFuture();
            }
            var row = rows.iterator().next();
            return row.getBuffer("body_hash").equals(key.hash())
                    ? Future.succeededFuture(replay(row, type))
                    : Future.failedFuture(reused());
        });
    }

    private static <T> Answer<T> replay(Row row, Class<T> type) {
        Map<String, String> headers = new TreeMap<>();
        Json.MAPPER
                .readTree(row.getString("headers"))
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asString()));
        headers.put(REPLAYED, "true");
        String body = row.getString("body");
        return new Answer<>(
                row.getInteger("status"), body == null ? null : Json.MAPPER.readValue(body, type), Map.copyOf(headers));
    }

    private static Refusal reused() {
        return Refusal.unprocessable(
                "/problems/idempotency-key-reused",
                "The key was used for something else",
                "This Idempotency-Key came with another body before; use a new one.",
                List.of());
    }
}
