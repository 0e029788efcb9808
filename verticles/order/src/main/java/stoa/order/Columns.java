package stoa.order;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Many rows as one array for each column, as set-based functions take them. */
final class Columns {
    private Columns() {}

    static <T, C> C[] column(List<T> rows, IntFunction<C[]> array, Function<T, ? extends @Nullable C> value) {
        return rows.stream().map(value).toArray(array);
    }

    /** {@code $1} up to {@code $count}. */
    static String placeholders(int count) {
        return String.join(
                ", ", IntStream.rangeClosed(1, count).mapToObj(n -> "$" + n).toList());
    }
}
