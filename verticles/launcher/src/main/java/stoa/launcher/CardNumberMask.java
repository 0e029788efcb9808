package stoa.launcher;

import net.logstash.logback.mask.ValueMasker;
import org.jspecify.annotations.Nullable;
import stoa.platform.CardNumbers;
import tools.jackson.core.TokenStreamContext;

/** What looks like a card number leaves no trace in a log, whoever wrote the line; named in {@code logback.xml}. */
public final class CardNumberMask implements ValueMasker {
    /** Null leaves the value as it is. */
    @Override
    public @Nullable Object mask(TokenStreamContext context, @Nullable Object value) {
        if (!(value instanceof CharSequence) && !(value instanceof Number)) {
            return null;
        }
        var text = value.toString();
        var masked = CardNumbers.masked(text);
        return masked.equals(text) ? null : masked;
    }
}
