package stoa.platform;

/** An address of the bus with the types of what is asked and answered there. */
public record Question<Q, A>(String address, Class<Q> ask, Class<A> answer) {}
