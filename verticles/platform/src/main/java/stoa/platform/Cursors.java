package stoa.platform;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import stoa.messages.Caller;
import stoa.messages.Json;
import tools.jackson.core.JacksonException;

/** Where the next page of a list begins: signed, and good only for the tenant, the list, the filters and the sort it was made for. */
public final class Cursors {
    private static final String PURPOSE = "cursor";
    private static final int BINDING_BYTES = 12;

    private final Signer signer;

    public Cursors(Signer signer) {
        this.signer = signer;
    }

    /**
     * @param list the operationId
     * @param filters a record or map with all that chooses and orders the rows; equal ones become equal JSON
     * @param position a record with the last row's sort key and id
     */
    public String seal(Caller caller, String list, Object filters, Object position) {
        return signer.seal(PURPOSE, binding(caller, list, filters) + Json.MAPPER.writeValueAsString(position));
    }

    /** @throws Refusal 400 where it is not ours or was made for another list */
    public <P> P open(Caller caller, String list, Object filters, String cursor, Class<P> position) {
        String payload = signer.open(PURPOSE, cursor);
        String binding = binding(caller, list, filters);
        if (payload == null || !payload.startsWith(binding)) {
            throw refused();
        }
        try {
            return Json.MAPPER.readValue(payload.substring(binding.length()), position);
        } catch (JacksonException e) {
            throw refused(); // made by a version that wrote another position
        }
    }

    private static Refusal refused() {
        return Refusal.invalid(
                "The cursor does not belong to this list.",
                List.of(Refusal.Fault.of(
                        "#/query/cursor", "Take it from a link of the same list, with the same filters and sort.")));
    }

    /** Fixed length, so that it cannot run into the position. */
    private static String binding(Caller caller, String list, Object filters) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update((caller.tenant() + "\n" + list + "\n").getBytes(StandardCharsets.UTF_8));
            byte[] hash = sha.digest(Json.MAPPER.writeValueAsBytes(filters));
            return Base64.getUrlEncoder().encodeToString(hash).substring(0, BINDING_BYTES * 4 / 3);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
