package stoa.gateway;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import stoa.platform.CardNumbers;

/** The id under which a request is logged: the client's own if it is well-formed, else a new one. Every answer carries it. */
final class Correlation implements Handler<RoutingContext> {
    static final String HEADER = "X-Correlation-ID";

    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._-]{8,64}");

    private final long unreadBodyMs;

    /** @param unreadBodyMs how long the rest of a body may still come in after the answer went out */
    Correlation(long unreadBodyMs) {
        this.unreadBodyMs = unreadBodyMs;
    }

    @Override
    public void handle(RoutingContext ctx) {
        // Nothing of the body is taken in before it is known who sends it: see Body.
        ctx.request().pause();
        var given = ctx.request().getHeader(HEADER);
        var id = given != null && isWelcome(given) ? given : made();
        Exchange.begin(ctx, id);
        ctx.response().putHeader(HEADER, id);
        ctx.addEndHandler(done -> drain(ctx));
        ctx.next();
    }

    /** It is written into logs, traces and events: so it is nobody's card number either. */
    private static boolean isWelcome(String given) {
        return WELL_FORMED.matcher(given).matches() && !CardNumbers.in(given);
    }

    static String made() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    /** A client that is still sending may read the answer first; but not for ever. */
    private void drain(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        request.resume();
        if (!request.isEnded()) {
            long timer = ctx.vertx()
                    .setTimer(unreadBodyMs, late -> request.connection().close());
            request.end().onComplete(ended -> ctx.vertx().cancelTimer(timer));
        }
    }
}
