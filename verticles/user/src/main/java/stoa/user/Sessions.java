package stoa.user;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.messages.user.Door;
import stoa.platform.Signer;
import stoa.tenancy.Ids;
import stoa.tenancy.Sql;
import stoa.tenancy.Tenancy;

/**
 * Families of refresh tokens: each token is good for one refresh, and its successor for the next. Whoever shows an old one has a copy of
 * it, or is the owner after a thief: nobody can tell, so the family ends (RFC 9700 section 4.14.2).
 */
final class Sessions {
    /**
     * What a refresh came to.
     *
     * @param age of the cookie
     */
    record Refreshed(Accounts.Known account, RefreshToken token, Duration age) {}

    /** Two tabs that wake at once show the same token; within this time the second gets what the first got. */
    static final Duration GRACE = Duration.ofSeconds(10);

    private static final int PURGED_AT_ONCE = 20;

    private static final String START = """
            insert into refresh_family (id, account_id, audience, token_hash, rotated_at, idle_until, expires_at)
            values ($1, $2, $3, $4, now(), now() + $5 * interval '1 second', now() + $6 * interval '1 second')
            """;

    private static final String PURGE = """
            delete from refresh_family where id in (
                select id from refresh_family where expires_at < now() - interval '30 days' order by expires_at limit $1
                for update skip locked)
            """;

    private static final String FIND = """
            select f.token_hash, f.previous_hash, f.rotated_at > now() - $2 * interval '1 second' as fresh,
                a.id, a.audience, a.email, a.name, a.scopes
            from refresh_family f join account a on a.id = f.account_id and a.deleted_at is null
            where f.id = $1 and f.audience = $3 and f.ended_at is null and f.idle_until > now() and f.expires_at > now()
            for update of f
            """;

    private static final String ROTATE = """
            update refresh_family
            set previous_hash = token_hash, token_hash = $2, rotated_at = now(),
                idle_until = least(now() + $3 * interval '1 second', expires_at)
            where id = $1
            """;

    private static final String END =
            "update refresh_family set ended_at = now(), ended_because = $2 where id = $1 and ended_at is null";

    private final Tenancy tenancy;
    private final Signer signer;
    private final Duration shopperIdle;

    /** @param shopperIdle how long a shopper may stay away and is still known */
    Sessions(Tenancy tenancy, Signer signer, Duration shopperIdle) {
        this.tenancy = tenancy;
        this.signer = signer;
        this.shopperIdle = shopperIdle;
    }

    /** @param caller the person who has just signed in */
    Future<Refreshed> start(Caller caller, Accounts.Known account) {
        var token = RefreshToken.first(Ids.next());
        var lifetime = lifetime(account.door());
        var family = Tuple.of(
                token.family(),
                account.id(),
                Accounts.name(account.door()),
                Buffer.buffer(token.hash()),
                lifetime.idle().toSeconds(),
                lifetime.absolute().toSeconds());
        return tenancy.write(
                        caller,
                        sql -> sql.query(START, family).compose(done -> sql.query(PURGE, Tuple.of(PURGED_AT_ONCE))))
                .map(done -> new Refreshed(account, token, lifetime.idle()));
    }

    /** Empty where the token is not good: unknown, over, ended, or stolen, which the caller is not told apart. */
    Future<Optional<Refreshed>> refresh(Caller caller, Door door, RefreshToken shown) {
        return tenancy.write(
                caller,
                sql -> sql.query(FIND, Tuple.of(shown.family(), GRACE.toSeconds(), Accounts.name(door)))
                        .compose(rows -> rows.size() == 0
                                ? Future.succeededFuture(Optional.empty())
                                : advance(sql, shown, rows.iterator().next())));
    }

    Future<Void> end(Caller caller, UUID family, String because) {
        return tenancy.call(caller, END, Tuple.of(family, because), rows -> rows)
                .mapEmpty();
    }

    private Future<Optional<Refreshed>> advance(Sql sql, RefreshToken shown, Row row) {
        var account = Accounts.known(row, false);
        var idle = lifetime(account.door()).idle();
        var next = new Refreshed(account, shown.next(signer), idle);
        if (same(shown, row.getBuffer("token_hash"))) {
            var rotated = Tuple.of(shown.family(), Buffer.buffer(next.token().hash()), idle.toSeconds());
            return sql.query(ROTATE, rotated).map(done -> Optional.of(next));
        }
        if (row.getBoolean("fresh") && same(shown, row.getBuffer("previous_hash"))) {
            return Future.succeededFuture(Optional.of(next));
        }
        return sql.query(END, Tuple.of(shown.family(), "token used again")).map(done -> Optional.empty());
    }

    private static boolean same(RefreshToken shown, @Nullable Buffer hash) {
        return hash != null && MessageDigest.isEqual(shown.hash(), hash.getBytes());
    }

    private record Lifetime(Duration idle, Duration absolute) {}

    /** Documented in docs/guides/sessions.md (OWASP ASVS 5.0, V7.1.1): staff are asked again every working day. */
    private Lifetime lifetime(Door door) {
        return switch (door) {
            case SHOPPER -> new Lifetime(shopperIdle, shopperIdle.multipliedBy(3));
            case STAFF -> new Lifetime(Duration.ofHours(2), Duration.ofHours(12));
            case OPERATOR -> new Lifetime(Duration.ofMinutes(30), Duration.ofHours(8));
        };
    }
}
