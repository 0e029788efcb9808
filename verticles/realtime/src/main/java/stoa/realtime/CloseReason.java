package stoa.realtime;

/** Why the server ends a socket. Codes from 4000 on are private to the application (RFC 6455 section 7.4.2). */
enum CloseReason {
    BAD_MESSAGE(4400, "not a message of this protocol"),
    NOT_AUTHENTICATED(4401, "not authenticated in time, or no longer"),
    IDLE(4408, "nothing heard for too long"),
    MESSAGE_TOO_LARGE(4413, "message too large"),
    TOO_MANY_SUBSCRIPTIONS(4422, "too many subscriptions"),
    TOO_MANY_MESSAGES(4429, "too many messages"),
    TOO_SLOW(4503, "does not read what is sent; come back and resume"),
    GOING(1001, "the server is going; come back and resume");

    final short code;
    final String text;

    CloseReason(int code, String text) {
        this.code = (short) code;
        this.text = text;
    }
}
