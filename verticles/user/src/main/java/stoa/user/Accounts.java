package stoa.user;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Caller;
import stoa.messages.user.AccountCreated;
import stoa.messages.user.CreateAccount;
import stoa.messages.user.Door;
import stoa.messages.user.TenantProfile;
import stoa.platform.Refusal;
import stoa.tenancy.Ids;
import stoa.tenancy.Tenancy;

/** The people of a shop: at each of its doors an e-mail address stands for one account. */
final class Accounts {
    /** @param hash PHC string of the password, or null where the account has none */
    record Known(
            UUID id,
            Door door,
            String email,
            String name,
            List<String> scopes,
            @Nullable String hash) {

        /** Without address, name and hash: records print themselves into logs. */
        @Override
        public String toString() {
            return "Known[id=" + id + "]";
        }
    }

    private static final String BY_ID =
            "select a.id, a.audience, a.email, a.name, a.scopes from account a where a.id = $1 and a.deleted_at is null";

    private static final String BY_EMAIL = """
            select a.id, a.audience, a.email, a.name, a.scopes, c.hash from account a
            left join credential c on c.account_id = a.id and c.kind = 'password' and c.deleted_at is null
            where a.audience = $1 and a.email_key = $2 and a.deleted_at is null
            """;

    private final Tenancy tenancy;
    private final Passwords passwords;

    Accounts(Tenancy tenancy, Passwords passwords) {
        this.tenancy = tenancy;
        this.passwords = passwords;
    }

    /** Only for the platform itself: 403 for others, 422 for a password against {@link PasswordRules}. */
    Future<AccountCreated> create(Caller caller, CreateAccount wanted, TenantProfile shop) {
        if (!caller.may(Caller.SYSTEM_SCOPE)) {
            return Future.failedFuture(Refusal.forbidden("Accounts are made by the platform."));
        }
        if ((wanted.door() == Door.OPERATOR) != caller.tenant().equals(TenantProfile.PLATFORM)) {
            return Future.failedFuture(Refusal.unprocessable(
                    "/problems/wrong-audience",
                    "Wrong audience",
                    "Operators belong to the platform's own tenant, and nobody else does.",
                    List.of()));
        }
        if (wanted.password() == null) {
            return insert(caller, wanted, null);
        }
        PasswordRules.check(wanted.password(), List.of(shop.slug(), shop.name(), wanted.name(), wanted.email()));
        return passwords.hash(wanted.password()).compose(hash -> insert(caller, wanted, hash));
    }

    Future<Optional<Known>> byEmail(Caller caller, Door door, String email) {
        return tenancy.read(
                caller,
                sql -> sql.query(BY_EMAIL, Tuple.of(name(door), key(email))).map(rows -> first(rows, true)));
    }

    Future<Optional<Known>> byId(Caller caller, UUID id) {
        return tenancy.read(caller, sql -> sql.query(BY_ID, Tuple.of(id)).map(rows -> first(rows, false)));
    }

    private static Optional<Known> first(RowSet<Row> rows, boolean withHash) {
        return rows.size() == 0
                ? Optional.empty()
                : Optional.of(known(rows.iterator().next(), withHash));
    }

    /** As the database and the tokens write it. */
    static String name(Door door) {
        return door.name().toLowerCase(Locale.ROOT);
    }

    /** Addresses are compared without case, as practically every mail server does. */
    static String key(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }

    static Known known(Row row, boolean withHash) {
        return new Known(
                row.getUUID("id"),
                Door.valueOf(row.getString("audience").toUpperCase(Locale.ROOT)),
                row.getString("email"),
                row.getString("name"),
                List.of(row.getArrayOfStrings("scopes")),
                withHash ? row.getString("hash") : null);
    }

    private Future<AccountCreated> insert(Caller caller, CreateAccount wanted, @Nullable String hash) {
        var id = Ids.next();
        var account = Tuple.of(
                id,
                name(wanted.door()),
                wanted.email().strip(),
                key(wanted.email()),
                wanted.name(),
                wanted.scopes().toArray(String[]::new));
        return tenancy.write(
                        caller,
                        sql -> sql.query("""
                        insert into account (id, audience, email, email_key, name, scopes)
                        values ($1, $2, $3, $4, $5, $6)
                        on conflict (tenant_id, audience, email_key) where deleted_at is null do nothing
                        """, account).compose(inserted -> {
                            if (inserted.rowCount() == 0) {
                                return Future.succeededFuture(false);
                            }
                            return hash == null
                                    ? Future.succeededFuture(true)
                                    : sql.query(
                                                    "insert into credential (id, account_id, kind, hash)"
                                                            + " values ($1, $2, 'password', $3)",
                                                    Tuple.of(Ids.next(), id, hash))
                                            .map(true);
                        }))
                .compose(created ->
                        created ? Future.succeededFuture(new AccountCreated(id, true)) : existing(caller, wanted));
    }

    private Future<AccountCreated> existing(Caller caller, CreateAccount wanted) {
        return byEmail(caller, wanted.door(), wanted.email())
                .map(found -> new AccountCreated(
                        found.orElseThrow(() -> Refusal.unavailable("The account vanished while it was looked for.", 1))
                                .id(),
                        false));
    }
}
