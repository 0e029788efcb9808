package stoa.notification;

import java.math.BigDecimal;
import java.text.MessageFormat;
import java.text.NumberFormat;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import stoa.messages.order.Receipt;
import stoa.platform.Languages;

/** The words of every message, by language. */
final class Texts {
    /** @param locale of the words, which may be another than the reader wanted */
    record Text(String locale, String subject, String body) {}

    private static final List<String> LANGUAGES = List.of("en", "de");
    private static final int MAX_SUBJECT = 300;
    private static final int MAX_BODY = 10_000;

    private final Map<String, ResourceBundle> bundles;

    private Texts(Map<String, ResourceBundle> bundles) {
        this.bundles = bundles;
    }

    /** Reads resources, so not on an event loop. */
    static Texts load() {
        var noFallback = ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);
        return new Texts(LANGUAGES.stream()
                .collect(Collectors.toMap(
                        language -> language,
                        language -> ResourceBundle.getBundle(
                                "stoa.notification.texts", Locale.forLanguageTag(language), noFallback))));
    }

    /** @param shop its name */
    Text write(Occasion occasion, Receipt order, String shop) {
        String language = Languages.pick(order.locale(), LANGUAGES, "en");
        var words = bundles.get(language);
        if (words == null) {
            throw new IllegalStateException("No words in " + language);
        }
        var money = money(language, order);
        String lines = order.lines().stream()
                .map(line -> format(
                        words,
                        "line",
                        Integer.toString(line.quantity()),
                        line.name(),
                        money.format(units(order, line.total()))))
                .collect(Collectors.joining());
        String[] values = {
            order.name(),
            order.number(),
            lines,
            money.format(units(order, order.total())),
            shop,
            shipment(words, order),
            extras(words, order, money)
        };
        return new Text(
                language,
                bounded(oneLine(format(words, occasion.kind() + ".subject", values)), MAX_SUBJECT),
                bounded(format(words, occasion.kind() + ".body", values), MAX_BODY));
    }

    /** What leads from the lines to the total; what is nothing is not mentioned. */
    private static String extras(ResourceBundle words, Receipt order, NumberFormat money) {
        var extras = order.extras();
        var shipping = extras.shippingMethod() == null
                ? ""
                : format(words, "shipping", extras.shippingMethod(), money.format(units(order, extras.shipping())));
        return amount(words, "adjustments", order, money, extras.adjustments())
                + shipping
                + amount(words, "taxAdded", order, money, extras.taxAdded())
                + amount(words, "taxIncluded", order, money, extras.taxIncluded());
    }

    private static String amount(ResourceBundle words, String key, Receipt order, NumberFormat money, long amount) {
        return amount == 0 ? "" : format(words, key, money.format(units(order, amount)));
    }

    private static String shipment(ResourceBundle words, Receipt order) {
        return order.carrier() == null || order.trackingNumber() == null
                ? ""
                : format(words, "shipment", order.carrier(), order.trackingNumber());
    }

    private static String format(ResourceBundle words, String key, @Nullable String... values) {
        return new MessageFormat(words.getString(key), words.getLocale()).format(values);
    }

    /** The currency is the order's, how it is written is the reader's. */
    private static NumberFormat money(String language, Receipt order) {
        var format = NumberFormat.getCurrencyInstance(Locale.forLanguageTag(language));
        var currency = Currency.getInstance(order.currency());
        format.setCurrency(currency);
        format.setMinimumFractionDigits(currency.getDefaultFractionDigits());
        format.setMaximumFractionDigits(currency.getDefaultFractionDigits());
        return format;
    }

    private static BigDecimal units(Receipt order, long minor) {
        return BigDecimal.valueOf(minor, Currency.getInstance(order.currency()).getDefaultFractionDigits());
    }

    /** A line break in a subject would begin another header of the mail (RFC 5322 section 2.2). */
    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }

    private static String bounded(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length - 1) + "…";
    }
}
