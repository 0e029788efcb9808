package stoa.messages.user;

/** Which keys sign access tokens? */
public record AskKeys() {}
