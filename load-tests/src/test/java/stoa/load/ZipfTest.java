package stoa.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ZipfTest {
    private static final int DRAWS = 100_000;

    @Test
    void theFirstIsTwiceAsPopularAsTheSecondAndTenTimesAsTheTenth() {
        int[] met = draw(new Zipf(100, 1), 100);
        assertEquals(2, (double) met[0] / met[1], 0.2);
        assertEquals(10, (double) met[0] / met[9], 1.5);
        assertTrue(met[99] > 0);
    }

    @Test
    void withoutAnExponentAllAreAlike() {
        int[] met = draw(new Zipf(10, 0), 10);
        for (int times : met) {
            assertEquals(DRAWS / 10.0, times, DRAWS / 100.0);
        }
    }

    private static int[] draw(Zipf zipf, int articles) {
        var chance = new Random(1);
        int[] met = new int[articles];
        for (int i = 0; i < DRAWS; i++) {
            met[zipf.next(chance)]++;
        }
        return met;
    }
}
