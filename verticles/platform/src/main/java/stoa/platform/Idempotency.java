package stoa.platform;

import io.vertx.core.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import stoa.messages.Answer;
import stoa.messages.Caller;
import stoa.tenancy.Sql;

/** Creating twice is creating once: the answer to a key is kept for 24 hours, written in the transaction of the effect. */
public interface Idempotency {
    /**
     * Runs {@code work} in a transaction of its own, unless the key is known: then its answer comes back with
     * {@code Idempotent-Replayed: true}, or 422 where the body differs.
     *
     * @param body what was asked, hashed as canonical JSON
     * @param type of the answer's body
     */
    <T> Future<Answer<T>> once(
            Caller caller,
            String operationId,
            String key,
            Object body,
            Class<T> type,
            Function<Sql, Future<Answer<T>>> work);

    /**
     * The answer that is kept for a key, as a replay; null where there is none. For work that writes its key itself, such as a batch.
     * Refused with 422 where the body differs.
     */
    <T> Future<@Nullable Answer<T>> kept(Caller caller, String operationId, String key, Object body, Class<T> type);

    /**
     * The key as it is kept, so that nobody is given what another was answered. People are told apart by their account; a guest has none, and
     * is who holds the token of an order or a cart, or who has made a key that nobody can guess.
     *
     * @throws Refusal 422 where a guest who shows no token comes with a key that others may have, too
     */
    static String own(Caller caller, String key) {
        return OwnKey.of(caller, key);
    }

    /** SHA-256 of the body as canonical JSON (members sorted), as it stands in {@code idempotency_key.body_hash}. */
    static byte[] fingerprint(Object body) {
        return Fingerprint.of(body);
    }
}
