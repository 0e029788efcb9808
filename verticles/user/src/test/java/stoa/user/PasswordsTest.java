package stoa.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import stoa.platform.Refusal;
import stoa.testkit.Outcome;

class PasswordsTest {
    private static final Vertx VERTX = Vertx.vertx();

    @AfterAll
    static void close() {
        Outcome.of(VERTX.close());
    }

    @Test
    void theSamePasswordHashesDifferentlyEachTimeAndIsKnownAgain() {
        try (var passwords = new Passwords(VERTX)) {
            var one = Outcome.of(passwords.hash("a long pass phrase"));
            var two = Outcome.of(passwords.hash("a long pass phrase"));
            assertTrue(one.startsWith("$argon2id$v=19$m=19456,t=2,p=1$"), one);
            assertNotEquals(one, two);
            assertTrue(Outcome.of(passwords.verify("a long pass phrase", one)));
            assertFalse(Outcome.of(passwords.verify("A long pass phrase", one)));
            assertFalse(
                    Outcome.of(passwords.verify("a long pass phrase", null)), "without an account nothing is right");
        }
    }

    /** By the reference implementation: argon2 -id -v 13 -t 2 -m 16 (64 MiB), from its own test vectors. */
    @Test
    void aHashOfTheReferenceImplementationIsUnderstood() {
        var known = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        try (var passwords = new Passwords(VERTX)) {
            assertTrue(Outcome.of(passwords.verify("password", known)));
        }
    }

    @Test
    void whoComesBeyondTheQueueIsRefused() {
        try (var passwords = new Passwords(VERTX, 1)) {
            var first = passwords.hash("a long pass phrase");
            var second = Outcome.failure(Refusal.class, passwords.hash("a long pass phrase"));
            assertEquals(503, second.status());
            Outcome.of(first);
            Outcome.of(passwords.hash("the place is free again"));
        }
    }
}
