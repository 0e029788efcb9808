package stoa.platform.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import stoa.messages.Answer;
import stoa.messages.Caller;
import stoa.platform.GuestToken;
import stoa.platform.Refusal;
import stoa.tenancy.MigratedDatabase;
import stoa.tenancy.Sql;
import stoa.tenancy.Tenancy;
import stoa.tenancy.TestTenant;
import stoa.testkit.Outcome;

class KeptAnswersTest {
    record Wish(String name, int number) {}

    record Thing(UUID id, String name) {}

    private static final Vertx VERTX = Vertx.vertx();
    private static final Tenancy TENANCY = MigratedDatabase.shared().open(VERTX);

    private final AtomicInteger acts = new AtomicInteger();
    private final KeptAnswers answers = new KeptAnswers(TENANCY);

    @AfterAll
    static void close() {
        Outcome.of(TENANCY.close().compose(v -> VERTX.close()));
    }

    private static TestTenant shop() {
        return Outcome.of(TestTenant.create(TENANCY));
    }

    private Function<Sql, Future<Answer<Thing>>> making(String name) {
        return sql -> sql.query("select pg_sleep(0.05)").map(rows -> {
            acts.incrementAndGet();
            return Answer.created(new Thing(UUID.randomUUID(), name), "/things/1");
        });
    }

    private Future<Answer<Thing>> make(Caller caller, String key, Wish wish) {
        return answers.once(caller, "makeThing", key, wish, Thing.class, making(wish.name()));
    }

    @Test
    void theSameRequestTwiceActsOnceAndGetsTheSameAnswer() {
        var caller = shop().user(UUID.randomUUID());
        var first = Outcome.of(make(caller, "key-0001", new Wish("a", 1)));
        var second = Outcome.of(make(caller, "key-0001", new Wish("a", 1)));
        assertEquals(1, acts.get());
        assertEquals(first.body(), second.body());
        assertEquals(201, second.status());
        assertNull(first.headers().get(KeptAnswers.REPLAYED));
        assertEquals(Map.of("Location", "/things/1", KeptAnswers.REPLAYED, "true"), second.headers());
    }

    @Test
    void ofTwoEqualRequestsAtOnceOneActsAndTheOtherReadsItsAnswer() {
        var caller = shop().user(UUID.randomUUID());
        var first = make(caller, "key-0002", new Wish("a", 1));
        var second = make(caller, "key-0002", new Wish("a", 1));
        assertEquals(Outcome.of(first).body(), Outcome.of(second).body());
        assertEquals(1, acts.get());
        assertEquals(
                1,
                Stream.of(first, second)
                        .filter(a -> a.result().headers().containsKey(KeptAnswers.REPLAYED))
                        .count());
    }

    @Test
    void theSameKeyWithAnotherBodyIsRefused() {
        var caller = shop().user(UUID.randomUUID());
        Outcome.of(make(caller, "key-0003", new Wish("a", 1)));
        var refusal = Outcome.failure(Refusal.class, make(caller, "key-0003", new Wish("a", 2)));
        assertEquals(422, refusal.status());
        assertEquals("/problems/idempotency-key-reused", refusal.type());
        assertEquals(1, acts.get());
    }

    @Test
    void aRefusalIsNotKept() {
        var caller = shop().user(UUID.randomUUID());
        var wish = new Wish("a", 1);
        Outcome.failure(
                Refusal.class,
                answers.once(
                        caller,
                        "makeThing",
                        "key-0004",
                        wish,
                        Thing.class,
                        sql -> Future.failedFuture(Refusal.notFound("thing"))));
        Outcome.of(make(caller, "key-0004", wish));
        assertEquals(1, acts.get());
    }

    @Test
    void whenTheFirstOfTwoIsRefusedTheOtherActs() {
        var caller = shop().user(UUID.randomUUID());
        var wish = new Wish("a", 1);
        var taken = Promise.<Void>promise();
        var first = answers.<Thing>once(caller, "makeThing", "key-0005", wish, Thing.class, sql -> {
            taken.complete();
            return sql.query("select pg_sleep(0.1)").compose(rows -> Future.failedFuture(Refusal.notFound("thing")));
        });
        Outcome.of(taken.future());
        var second = make(caller, "key-0005", wish);
        Outcome.failure(Refusal.class, first);
        Outcome.of(second);
        assertEquals(1, acts.get());
    }

    @Test
    void aKeyIsGoodForOneShopOnePersonAndOneOperation() {
        var shop = shop();
        var wish = new Wish("a", 1);
        var person = UUID.randomUUID();
        Outcome.of(make(shop.user(person), "key-0006", wish));
        Outcome.of(make(shop().user(person), "key-0006", wish));
        Outcome.of(make(shop.user(UUID.randomUUID()), "key-0006", wish));
        Outcome.of(answers.once(shop.user(person), "makeOther", "key-0006", wish, Thing.class, making("b")));
        assertEquals(4, acts.get());
    }

    @Test
    void aGuestWhoShowsNoTokenNeedsAKeyThatNobodyGuesses() {
        var guest = shop().guest();
        var wish = new Wish("a", 1);
        for (var guessable : List.of(
                "key-0001",
                "0123456789abcdef0123456789abcdef",
                "00000000-0000-1000-8000-000000000001",
                "f" + UUID.randomUUID())) {
            var refused = Outcome.failure(Refusal.class, make(guest, guessable, wish));
            assertEquals(422, refused.status(), guessable);
            assertEquals("/problems/idempotency-key-guessable", refused.type());
            Outcome.failure(Refusal.class, answers.kept(guest, "makeThing", guessable, wish, Thing.class));
        }
        assertEquals(0, acts.get());

        var key = "buy-" + UUID.randomUUID();
        assertEquals(
                Outcome.of(make(guest, key, wish)).body(),
                Outcome.of(make(guest, key, wish)).body());
        assertEquals(1, acts.get());
    }

    @Test
    void guestsWhoHoldTokensAreNotGivenEachOthersAnswers() {
        var shop = shop();
        var wish = new Wish("a", 1);
        var key = UUID.randomUUID().toString();
        var cart = UUID.randomUUID();
        var holders = List.of(
                shop.guest(),
                GuestToken.CART.holding(shop.guest(), cart),
                GuestToken.CART.holding(shop.guest(), UUID.randomUUID()),
                GuestToken.ORDER.holding(shop.guest(), UUID.randomUUID()));

        var things = holders.stream()
                .map(holder -> Outcome.of(make(holder, key, wish)).body())
                .distinct()
                .count();

        assertEquals(4, things);
        Outcome.of(make(GuestToken.CART.holding(shop.guest(), cart), key, wish));
        assertEquals(4, acts.get(), "who shows the same token is the same guest");
    }

    @Test
    void aKeyWhoseTimeIsOverIsAsGoodAsNew() {
        var caller = shop().user(UUID.randomUUID());
        Outcome.of(make(caller, "key-0007", new Wish("a", 1)));
        Outcome.of(TENANCY.write(
                caller,
                sql -> sql.query("update idempotency_key set expires_at = clock_timestamp() where key = 'key-0007'")));
        var answer = Outcome.of(make(caller, "key-0007", new Wish("b", 2)));
        assertEquals("b", answer.body() == null ? null : answer.body().name());
        assertEquals(2, acts.get());
    }

    @Test
    void bodiesThatSayTheSameAreTheSameInWhateverOrder() {
        var caller = shop().user(UUID.randomUUID());
        Outcome.of(make(caller, "key-0008", new Wish("a", 1)));
        var same = new TreeMap<>(Map.of("number", 1, "name", "a"));
        assertEquals("a", keptName(caller, "key-0008", same));
        assertEquals("", keptName(caller, "key-9999", same));
    }

    /** Of the thing that is kept for the key, or nothing. */
    private String keptName(Caller caller, String key, Object body) {
        return Outcome.of(answers.kept(caller, "makeThing", key, body, Thing.class)
                .map(kept ->
                        kept == null || kept.body() == null ? "" : kept.body().name()));
    }
}
