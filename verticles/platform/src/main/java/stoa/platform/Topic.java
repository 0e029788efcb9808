package stoa.platform;

/** An address of the bus where facts are told to all who listen. */
public record Topic<M>(String address, Class<M> message) {}
