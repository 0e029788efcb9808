package stoa.platform;

/** The start is refused; the message is a sentence for whoever started it, and names the key. */
public final class BadConfiguration extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BadConfiguration(String message) {
        super(message);
    }

    public BadConfiguration(String message, Throwable cause) {
        super(message, cause);
    }

    /** Nobody can listen there: the port is taken, or the address is not this machine's. */
    public static BadConfiguration noListening(Setting setting, String host, int port, Throwable cause) {
        return new BadConfiguration(
                setting.key() + ": nobody can listen on " + host + ":" + port + ": " + cause.getMessage(), cause);
    }
}
