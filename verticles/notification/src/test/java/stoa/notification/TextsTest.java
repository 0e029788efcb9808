package stoa.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import stoa.messages.order.Receipt;

class TextsTest {
    private final Texts texts = Texts.load();

    @Test
    void aReaderGetsTheOwnLanguageAndTheOrdersCurrency() {
        var german = texts.write(Occasion.ORDER_PLACED, Receipts.of("de-AT", "EUR", 129_900), "Nordhang");
        assertEquals("de", german.locale());
        assertEquals("Deine Bestellung N-7K3F9Q bei Nordhang", german.subject());
        assertTrue(german.body().contains("Hallo Mara O'Neill,"), german.body());
        assertTrue(german.body().contains("1.299,00\u00a0€"), german.body());
        var english = texts.write(Occasion.ORDER_PLACED, Receipts.of("en-GB", "GBP", 950), "Kaffa");
        assertEquals("en", english.locale());
        assertTrue(english.body().contains("£9.50"), english.body());
    }

    @Test
    void aCurrencyWithoutMinorUnitsIsWrittenSo() {
        var yen = texts.write(Occasion.ORDER_PLACED, Receipts.of("en", "JPY", 1_200), "Kaffa");
        assertTrue(yen.body().contains("1,200") && !yen.body().contains("1,200.00"), yen.body());
    }

    @Test
    void whatLeadsFromTheLinesToTheTotalIsSaid() {
        var plain = Receipts.of("en", "EUR", 5_938);
        var added = texts.write(
                Occasion.ORDER_PLACED,
                Receipts.withExtras(plain, new Receipt.Extras(-500, "Parcel", 490, 948, 0)),
                "Nordhang");
        assertTrue(
                added.body()
                        .contains("Quantity price: -€5.00\nShipping (Parcel): €4.90\nPlus tax: €9.48\n\nTotal: €59.38"),
                added.body());
        var included = texts.write(
                Occasion.ORDER_PLACED,
                Receipts.withExtras(plain, new Receipt.Extras(0, "Parcel", 0, 0, 948)),
                "Nordhang");
        assertTrue(included.body().contains("Shipping (Parcel): €0.00\nTax included: €9.48\n"), included.body());
    }

    @Test
    void whoWantsAnUnknownLanguageReadsEnglish() {
        assertEquals(
                "en",
                texts.write(Occasion.ORDER_PLACED, Receipts.of("fi", "EUR", 1), "Nordhang")
                        .locale());
    }

    @ParameterizedTest
    @EnumSource
    void everyOccasionHasItsWordsAndNoneIsLeftOpen(Occasion occasion) {
        for (String language : List.of("en", "de")) {
            var text = texts.write(occasion, Receipts.of(language, "EUR", 100), "Nordhang");
            assertFalse(text.subject().isBlank());
            assertFalse((text.subject() + text.body()).matches("(?s).*\\{\\d.*"), text.body());
        }
    }

    @Test
    void noNameBreaksTheSubjectLine() {
        var text = texts.write(Occasion.ORDER_PLACED, Receipts.of("en", "EUR", 1), "Shop\r\nBcc: all@example.org");
        assertEquals("Your order N-7K3F9Q at Shop Bcc: all@example.org", text.subject());
    }

    @Test
    void aLongOrderIsCutToWhatAMessageHolds() {
        var order = Receipts.of("en", "EUR", 1);
        var lines = Collections.nCopies(50, new Receipt.Line("s", "x".repeat(300), 1, 1, 1));
        var text = texts.write(Occasion.ORDER_PLACED, Receipts.withLines(order, lines), "Kaffa");
        assertEquals(10_000, text.body().length());
    }
}
