package stoa.messages.user;

import java.util.UUID;

/**
 * The account is there.
 *
 * @param created false where the address was taken already; then {@code id} is that account, unchanged
 */
public record AccountCreated(UUID id, boolean created) {}
