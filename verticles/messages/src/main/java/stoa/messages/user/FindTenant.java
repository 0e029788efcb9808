package stoa.messages.user;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which shop is it? Exactly one of the two is given.
 *
 * @param host as in the Host header, without port, lower case
 */
public record FindTenant(@Nullable UUID id, @Nullable String host) {
    public static FindTenant byId(UUID id) {
        return new FindTenant(id, null);
    }

    public static FindTenant byHost(String host) {
        return new FindTenant(null, host);
    }
}
