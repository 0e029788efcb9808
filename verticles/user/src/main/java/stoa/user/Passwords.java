package stoa.user;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;
import stoa.platform.Refusal;

/**
 * Argon2id (RFC 9106) on threads of its own. One hash takes {@value #MEMORY_KIB} KiB and a good part of 100 ms, so few run at once,
 * few wait, and whoever comes beyond is refused with 503 rather than starving the rest.
 */
final class Passwords implements AutoCloseable {
    /** Memory and passes: the first choice of the OWASP password storage cheat sheet for one lane. */
    private static final int MEMORY_KIB = 19_456;

    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int THREADS = 2;
    /** About two seconds of work. */
    private static final int MOST_WAITING = 32;

    private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getDecoder();

    private final SecureRandom random = new SecureRandom();
    private final AtomicInteger waiting = new AtomicInteger();
    private final WorkerExecutor threads;
    private final int mostWaiting;
    /** Verified where there is no account, so that the time of an answer does not tell whether there is one. */
    private final String decoy;

    Passwords(Vertx vertx) {
        this(vertx, MOST_WAITING);
    }

    Passwords(Vertx vertx, int mostWaiting) {
        this.threads = vertx.createSharedWorkerExecutor("stoa-passwords", THREADS, 10, TimeUnit.SECONDS);
        this.mostWaiting = mostWaiting;
        this.decoy = phc(MEMORY_KIB, PASSES, LANES, randomBytes(SALT_BYTES), randomBytes(HASH_BYTES));
    }

    /** The PHC string of a new salt and the password. */
    Future<String> hash(String password) {
        return work(() -> {
            var salt = randomBytes(SALT_BYTES);
            return phc(
                    MEMORY_KIB, PASSES, LANES, salt, argon2id(password, salt, MEMORY_KIB, PASSES, LANES, HASH_BYTES));
        });
    }

    /** @param hash a PHC string, or null where there is none to compare with: then false, after the same work */
    Future<Boolean> verify(String password, @Nullable String hash) {
        var phc = hash == null ? decoy : hash;
        return work(() -> matches(password, phc)).map(same -> same && hash != null);
    }

    private <T> Future<T> work(Callable<T> work) {
        if (waiting.incrementAndGet() > mostWaiting) {
            waiting.decrementAndGet();
            return Future.failedFuture(Refusal.unavailable("Too many people are signing in at this moment.", 2));
        }
        return threads.executeBlocking(work, false)
                .<T>map(Objects::requireNonNull)
                .onComplete(done -> waiting.decrementAndGet());
    }

    private static boolean matches(String password, String phc) {
        // $argon2id$v=19$m=19456,t=2,p=1$salt$hash
        var parts = phc.split("\\$", -1);
        if (parts.length != 6 || !parts[1].equals("argon2id") || !parts[2].equals("v=19")) {
            throw new IllegalStateException("a stored password is not an Argon2id PHC string");
        }
        var cost = parts[3].split("[=,]", -1);
        var expected = DECODER.decode(parts[5]);
        var actual = argon2id(
                password,
                DECODER.decode(parts[4]),
                Integer.parseInt(cost[1]),
                Integer.parseInt(cost[3]),
                Integer.parseInt(cost[5]),
                expected.length);
        return MessageDigest.isEqual(expected, actual);
    }

    private static byte[] argon2id(String password, byte[] salt, int memoryKib, int passes, int lanes, int length) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKib)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        var hash = new byte[length];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }

    private static String phc(int memoryKib, int passes, int lanes, byte[] salt, byte[] hash) {
        return "$argon2id$v=19$m=" + memoryKib + ",t=" + passes + ",p=" + lanes + "$" + ENCODER.encodeToString(salt)
                + "$" + ENCODER.encodeToString(hash);
    }

    private byte[] randomBytes(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @Override
    public void close() {
        threads.close();
    }
}
