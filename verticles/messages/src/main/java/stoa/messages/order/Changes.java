package stoa.messages.order;

import java.util.List;

/** The answer to {@link AskChanges} and {@link AskListChanges}. */
public record Changes(List<LiveOrder> orders) {}
