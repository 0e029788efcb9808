package stoa.messages.user;

/** Which door an account is for; also the {@code aud} of its tokens, in lower case. */
public enum Door {
    SHOPPER,
    STAFF,
    /** Only in the tenant {@link TenantProfile#PLATFORM}. */
    OPERATOR
}
