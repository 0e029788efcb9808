package stoa.embedded.psp;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All tokens, intents and charges, in memory and in the journal. Belongs to one event loop. */
final class Books {
    /**
     * A card made into a word.
     *
     * @param account whose publishable key was used
     */
    record Token(String id, String account, Behaviour behaviour) {
        JsonObject written() {
            return new JsonObject().put("token", id).put("account", account).put("card", behaviour.name());
        }
    }

    private final Map<String, Token> tokens = new HashMap<>();
    private final Map<String, String> tokenUses = new HashMap<>();
    private final Map<String, Intent> intents = new LinkedHashMap<>();
    private final Map<String, String> intentsByKey = new HashMap<>();
    private final Map<String, List<String>> intentsByReference = new HashMap<>();
    private final Map<String, String> intentsByAction = new HashMap<>();
    private final Map<String, List<String>> chargedIntents = new HashMap<>();
    private final SecureRandom random;
    private final Journal journal;

    private Books(SecureRandom random, Journal journal) {
        this.random = random;
        this.journal = journal;
    }

    /** Reads what was kept, and keeps it shorter from now on. */
    static Future<Books> open(Vertx vertx, @Nullable Path directory) {
        var lines = vertx.executeBlocking(() -> condense(directory)).map(Objects::requireNonNull);
        var random = vertx.executeBlocking(Books::ownRandom).map(Objects::requireNonNull);
        return lines.compose(_ -> Journal.open(vertx, directory))
                .compose(journal -> random.map(own -> new Books(own, journal)))
                .onSuccess(books -> books.restore(lines.result()));
    }

    /** The generator of the platform is shared by all threads behind a lock; an event loop needs its own. */
    private static SecureRandom ownRandom() throws GeneralSecurityException {
        var own = SecureRandom.getInstance("DRBG");
        own.nextInt();
        return own;
    }

    private static List<JsonObject> condense(@Nullable Path directory) throws IOException {
        var last = new LinkedHashMap<String, JsonObject>();
        for (var line : Journal.read(directory)) {
            last.put(
                    of(
                            line.getString("account"),
                            line.containsKey("card") ? line.getString("token") : line.getString("id")),
                    line);
        }
        var lines = List.copyOf(last.values());
        Journal.replace(directory, lines);
        return lines;
    }

    private void restore(List<JsonObject> lines) {
        lines.forEach(this::restore);
        chargedIntents.values().forEach(charged -> charged.sort(Comparator.comparingLong(this::chargeNumber)));
    }

    private long chargeNumber(String name) {
        var intent = intents.get(name);
        return intent == null || intent.charge() == null ? 0 : intent.charge().number();
    }

    private void restore(JsonObject line) {
        if (line.containsKey("card")) {
            var token = new Token(
                    line.getString("token"), line.getString("account"), Behaviour.valueOf(line.getString("card")));
            tokens.put(token.id, token);
        } else {
            remember(Intent.read(line));
        }
    }

    /** A new id such as {@code pi_0f3a...}. */
    String newId(String prefix) {
        var bytes = new byte[12];
        random.nextBytes(bytes);
        return prefix + "_" + HexFormat.of().formatHex(bytes);
    }

    Future<Token> keep(Token token) {
        tokens.put(token.id, token);
        return journal.append(token.written()).map(token);
    }

    /** What stands behind the token for this account, or null. */
    @Nullable
    Behaviour behaviourOf(String account, String token) {
        var made = tokens.get(token);
        if (made != null) {
            return made.account.equals(account) ? made.behaviour : null;
        }
        return Behaviour.ofToken(token).orElse(null);
    }

    /** Tokens made from a card pay once; the ones that every account may use pay always. */
    boolean usedUp(String token) {
        return tokenUses.containsKey(token);
    }

    Future<Intent> keep(Intent intent) {
        remember(intent);
        return journal.append(intent.written()).map(intent);
    }

    /** Shops choose ids, keys and references by themselves: each has its own of them. */
    private static String of(String account, String what) {
        return account + " " + what;
    }

    private void remember(Intent intent) {
        var name = of(intent.account(), intent.id());
        var before = intents.put(name, intent);
        if (before == null) {
            if (intent.idempotencyKey() != null) {
                intentsByKey.put(of(intent.account(), intent.idempotencyKey()), name);
            }
            if (tokens.containsKey(intent.terms().token())) {
                tokenUses.put(intent.terms().token(), name);
            }
            intentsByReference
                    .computeIfAbsent(of(intent.account(), intent.terms().reference()), _ -> new ArrayList<>(1))
                    .add(name);
        }
        if (intent.action() != null) {
            intentsByAction.put(intent.action(), name);
        }
        if (intent.charge() != null && (before == null || before.charge() == null)) {
            chargedIntents
                    .computeIfAbsent(intent.account(), _ -> new ArrayList<>())
                    .add(name);
        }
    }

    /** The intent of this account, or null. */
    @Nullable
    Intent intent(String account, String id) {
        return intents.get(of(account, id));
    }

    /** The intent whose page has this secret in its address, or null. */
    @Nullable
    Intent intentOfAction(String secret) {
        var id = intentsByAction.get(secret);
        return id == null ? null : intents.get(id);
    }

    @Nullable
    Intent intentOfKey(String account, String idempotencyKey) {
        var id = intentsByKey.get(of(account, idempotencyKey));
        return id == null ? null : intents.get(id);
    }

    List<Intent> intentsOf(String account, String reference) {
        return intentsByReference.getOrDefault(of(account, reference), List.of()).stream()
                .map(intents::get)
                .toList();
    }

    Collection<Intent> all() {
        return intents.values();
    }

    Intent.Charge newCharge(String account) {
        var before = chargedIntents.getOrDefault(account, List.of()).size();
        return new Intent.Charge(newId("ch"), before + 1L);
    }

    /**
     * Intents with a charge, oldest charge first.
     *
     * @param after how many to leave out
     */
    List<Intent> charged(String account, int after, int limit) {
        var charged = chargedIntents.getOrDefault(account, List.of());
        int from = Math.min(after, charged.size());
        int to = Math.min(from + limit, charged.size());
        return charged.subList(from, to).stream().map(intents::get).toList();
    }

    Future<Void> close() {
        return journal.close();
    }
}
