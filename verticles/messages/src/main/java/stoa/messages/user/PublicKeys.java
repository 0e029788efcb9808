package stoa.messages.user;

import java.util.List;

/** A JWK set (RFC 7517 section 5); the first key is the one that signs now. */
public record PublicKeys(List<PublicKey> keys) {}
