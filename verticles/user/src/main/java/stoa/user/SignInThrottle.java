package stoa.user;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.List;
import stoa.messages.Caller;
import stoa.messages.user.Door;
import stoa.platform.Refusal;
import stoa.platform.Signer;
import stoa.tenancy.Tenancy;

/**
 * Guessing passwords is slow: an account from one address, an account from everywhere, and an address on all accounts each have so many
 * attempts in {@value #WINDOW_MINUTES} minutes (OWASP ASVS 5.0, V6.3.1). Attempts that are refused do not count, so that nobody can lock
 * the owner out from one other address. An attempt counts before the password is looked at: a hundred at once are a hundred.
 */
final class SignInThrottle {
    static final int ACCOUNT_AND_ADDRESS = 10;
    static final int ACCOUNT = 100;
    static final int ADDRESS = 100;
    private static final int WINDOW_MINUTES = 15;
    /** Rows that are long over, removed with each attempt, so that nobody has to sweep. */
    private static final int PURGED_AT_ONCE = 20;

    /** Rows are taken in the order of their key, in which every attempt locks them. */
    private static final String COUNT = """
            with asked as (
                select subject, most from unnest($1::bytea[], $2::int[]) as a (subject, most)
            ), over as (
                select s.first_at from asked a join sign_in_attempt s on s.subject = a.subject
                where s.failures >= a.most and s.first_at > now() - make_interval(mins => $3)
            ), counted as (
                insert into sign_in_attempt as s (subject, failures, first_at, last_at)
                select a.subject, 1, now(), now() from asked a where not exists (select from over) order by a.subject
                on conflict (tenant_id, subject) do update set
                    failures = case when s.first_at > now() - make_interval(mins => $3) then s.failures + 1 else 1 end,
                    first_at = case when s.first_at > now() - make_interval(mins => $3) then s.first_at else now() end,
                    last_at = now()
                returning s.subject, s.failures, s.first_at
            ), late as (
                -- counted by others between the look and the count
                select c.first_at from counted c join asked a on a.subject = c.subject where c.failures > a.most
            )
            select coalesce(max(ceil(extract(epoch from b.first_at + make_interval(mins => $3) - now()))), 0)::int as wait_seconds
            from (select first_at from over union all select first_at from late) b
            """;

    private static final String FORGIVE = """
            with held as (
                select subject from sign_in_attempt where subject = any($2) order by subject for update
            )
            update sign_in_attempt s set failures = case when s.subject = $1 then 0 else greatest(s.failures - 1, 0) end
            from held where held.subject = s.subject
            """;

    private static final String PURGE = """
            delete from sign_in_attempt where subject in (
                select subject from sign_in_attempt where last_at < now() - make_interval(mins => $1) order by last_at limit $2
                for update skip locked)
            """;

    /** What one sign-in counts against; holds keyed hashes only. */
    record Attempt(Buffer accountAndAddress, Buffer account, Buffer address) {
        private Buffer[] subjects() {
            return new Buffer[] {accountAndAddress, account, address};
        }
    }

    private record Limit(Buffer subject, int most) {}

    private final Tenancy tenancy;
    private final Signer signer;

    SignInThrottle(Tenancy tenancy, Signer signer) {
        this.tenancy = tenancy;
        this.signer = signer;
    }

    Attempt attempt(Caller caller, Door door, String email, String address) {
        var account = caller.tenant() + " " + door + " " + Accounts.key(email);
        return new Attempt(
                subject("account and address", account + " " + address),
                subject("account", account),
                subject("address", caller.tenant() + " " + address));
    }

    /** Fails with 429 where there were too many; counts the attempt otherwise. */
    Future<Void> count(Caller caller, Attempt attempt) {
        var limits = List.of(
                        new Limit(attempt.accountAndAddress(), ACCOUNT_AND_ADDRESS),
                        new Limit(attempt.account(), ACCOUNT),
                        new Limit(attempt.address(), ADDRESS))
                .stream()
                .sorted(Comparator.comparing(limit -> limit.subject().toString(StandardCharsets.ISO_8859_1)))
                .toList();
        var subjects = limits.stream().map(Limit::subject).toArray(Buffer[]::new);
        var most = limits.stream().map(Limit::most).toArray(Integer[]::new);
        return tenancy.call(
                        caller,
                        COUNT,
                        Tuple.of(subjects, most, WINDOW_MINUTES),
                        rows -> rows.iterator().next().getInteger("wait_seconds"))
                .compose(waitSeconds ->
                        waitSeconds == 0 ? Future.succeededFuture() : Future.failedFuture(tooMany(waitSeconds)));
    }

    /** The person was who they said: the attempt was none. */
    Future<Void> forgive(Caller caller, Attempt attempt) {
        return tenancy.write(
                caller,
                sql -> sql.query(FORGIVE, Tuple.of(attempt.accountAndAddress()).addArrayOfBuffer(attempt.subjects()))
                        .compose(done -> sql.query(PURGE, Tuple.of(WINDOW_MINUTES, PURGED_AT_ONCE)))
                        .mapEmpty());
    }

    private static Refusal tooMany(int waitSeconds) {
        return new Refusal(
                429,
                "/problems/too-many-attempts",
                "Too many attempts",
                "Too many failed sign-ins. Wait " + waitSeconds + " seconds.",
                List.of(),
                waitSeconds,
                null);
    }

    private Buffer subject(String kind, String value) {
        try {
            var sealed = signer.seal("sign-in " + kind, value);
            return Buffer.buffer(MessageDigest.getInstance("SHA-256").digest(sealed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
