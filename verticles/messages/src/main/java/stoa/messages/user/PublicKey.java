package stoa.messages.user;

/** A public key on an elliptic curve (RFC 7518 section 6.2.1), the members named as there. */
public record PublicKey(String kty, String kid, String use, String alg, String crv, String x, String y) {}
