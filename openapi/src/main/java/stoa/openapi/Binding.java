package stoa.openapi;

import io.vertx.core.Future;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import stoa.messages.Answer;
import stoa.messages.ApiRequest;
import stoa.messages.ApiResponse;
import stoa.messages.Json;

/**
 * Turns a validated request into the arguments of an operation, for the generated bindings. The gateway has checked every value against
 * the contract, so what does not fit here is a fault of ours and fails.
 */
final class Binding {
    private Binding() {}

    static <T> T path(ApiRequest request, String name, Class<T> type) {
        return required(request, name, value(request.path().get(name), type));
    }

    static <T> T query(ApiRequest request, String name, Class<T> type) {
        return required(request, name, queryIfGiven(request, name, type));
    }

    static <T> @Nullable T queryIfGiven(ApiRequest request, String name, Class<T> type) {
        var given = request.query().get(name);
        return given == null || given.isEmpty() ? null : value(given.getFirst(), type);
    }

    /** All values of a repeated parameter; none given is an empty list. */
    static <T> List<T> queries(ApiRequest request, String name, Class<T> type) {
        return request.query().getOrDefault(name, List.of()).stream()
                .map(text -> required(request, name, value(text, type)))
                .toList();
    }

    static <T> T header(ApiRequest request, String name, Class<T> type) {
        return required(request, name, headerIfGiven(request, name, type));
    }

    static <T> @Nullable T headerIfGiven(ApiRequest request, String name, Class<T> type) {
        return value(request.headers().get(name.toLowerCase(Locale.ROOT)), type);
    }

    static <T> T cookie(ApiRequest request, String name, Class<T> type) {
        return required(request, name, cookieIfGiven(request, name, type));
    }

    static <T> @Nullable T cookieIfGiven(ApiRequest request, String name, Class<T> type) {
        return value(request.cookies().get(name), type);
    }

    static <T> T body(ApiRequest request, Class<T> type) {
        return Json.MAPPER.treeToValue(Objects.requireNonNull(request.body(), request.operationId()), type);
    }

    static Future<ApiResponse> reply(Future<? extends Answer<?>> answer) {
        return answer.map(given -> new ApiResponse(given.status(), given.headers(), given.body()));
    }

    private static <T> @Nullable T value(@Nullable String text, Class<T> type) {
        if (text == null) {
            return null;
        }
        if (type == String.class) {
            return type.cast(text);
        }
        if (type == UUID.class) {
            return type.cast(UUID.fromString(text));
        }
        return Json.MAPPER.convertValue(text, type);
    }

    private static <T> T required(ApiRequest request, String name, @Nullable T value) {
        return Objects.requireNonNull(value, () -> request.operationId() + " without " + name);
    }
}
