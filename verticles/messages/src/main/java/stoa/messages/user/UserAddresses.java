package stoa.messages.user;

/** Where the user domain is asked. */
public final class UserAddresses {
    /** {@link FindTenant} -> {@link TenantProfile}; 404 where there is no such shop. Asked as {@link TenantProfile#PLATFORM}, for nobody has a shop yet. */
    public static final String TENANT = "user.tenant";

    /** {@link AskKeys} -> {@link PublicKeys}: the public keys of the access tokens (RFC 7517). */
    public static final String JWKS = "user.jwks";

    /** {@link CreateAccount} -> {@link AccountCreated}; only the platform itself may ask. */
    public static final String CREATE_ACCOUNT = "user.createAccount";

    private UserAddresses() {}
}
