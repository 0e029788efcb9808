package stoa.messages.user;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Make an account in the caller's tenant.
 *
 * @param scopes what it may do, as the contract names it
 * @param password 12 to 256 characters of any kind, or null for an account that cannot sign in by password
 */
public record CreateAccount(
        String email,
        String name,
        Door door,
        List<String> scopes,
        @Nullable String password) {

    /** Without the password: records print themselves into logs. */
    @Override
    public String toString() {
        return "CreateAccount[door=" + door + ", scopes=" + scopes + "]";
    }
}
