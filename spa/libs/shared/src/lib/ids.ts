/**
 * A random id of 32 hex digits for idempotency keys, subscriptions and correlation.
 * `crypto.randomUUID` exists only in secure contexts, and a shop in a local network may be served by plain HTTP.
 */
export function newId(): string {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
