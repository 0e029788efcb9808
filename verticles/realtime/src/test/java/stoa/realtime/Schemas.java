package stoa.realtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import stoa.messages.Json;
import tools.jackson.databind.JsonNode;

/** The published schemas of the live protocol. */
final class Schemas {
    private static final JsonNode SERVER_DOCUMENT = read("server.schema.json");
    private static final Schema SERVER = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SERVER_DOCUMENT);

    private Schemas() {}

    /** Fails where the server has said something that the schema does not know. */
    static void server(JsonNode message) {
        assertEquals(List.of(), SERVER.validate(message), message::toString);
    }

    /** Whether the server may say this. */
    static boolean knows(String type) {
        return SERVER_DOCUMENT.toString().contains('"' + type + '"');
    }

    private static JsonNode read(String name) {
        try (InputStream file = Objects.requireNonNull(Schemas.class.getResourceAsStream(name), name)) {
            return Json.MAPPER.readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
