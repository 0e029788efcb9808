package stoa.messages.relay;

import java.util.UUID;

/**
 * Events or jobs stand in the database since a moment ago. Losing this costs only the time until the next poll.
 *
 * @param node that has committed them
 */
public record WorkCommitted(UUID node) {}
