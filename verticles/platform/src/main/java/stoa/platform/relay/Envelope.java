package stoa.platform.relay;

import java.time.format.DateTimeFormatter;
import java.util.UUID;
import stoa.messages.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.util.RawValue;

/**
 * A CloudEvents 1.0 envelope in structured JSON, and of one that came back what a consumer needs to find the event.
 */
record Envelope(UUID id, String type, UUID tenant, String correlationId) {
    private static final String TYPE_PREFIX = "dev.stoa.";

    static byte[] write(String source, OutboxRows.Waiting event) {
        var json = Json.MAPPER.createObjectNode();
        json.put("specversion", "1.0");
        json.put("id", event.id().toString());
        json.put("source", "/stoa/" + source);
        json.put("type", TYPE_PREFIX + event.type());
        json.put("subject", event.aggregate().toString());
        json.put("time", event.at().format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
        json.put("datacontenttype", "application/json");
        json.put("dataschema", "urn:stoa:event:" + event.type() + ":" + event.version());
        json.put("tenant", event.tenant().toString());
        json.put("aggregateversion", event.aggregateVersion());
        json.put("correlationid", event.correlationId());
        json.putRawValue("data", new RawValue(event.data()));
        return Json.MAPPER.writeValueAsBytes(json);
    }

    /** @throws IllegalArgumentException where it is none of ours */
    static Envelope read(byte[] bytes) {
        try {
            JsonNode json = Json.MAPPER.readTree(bytes);
            String type = json.path("type").asString("");
            if (!type.startsWith(TYPE_PREFIX)) {
                throw new IllegalArgumentException("no event of Stoa");
            }
            return new Envelope(
                    UUID.fromString(json.path("id").asString("")),
                    type.substring(TYPE_PREFIX.length()),
                    UUID.fromString(json.path("tenant").asString("")),
                    json.path("correlationid").asString(""));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no JSON", e);
        }
    }
}
