/**
 * Milliseconds to wait before the given attempt (0 is the first retry): doubles each time up to the ceiling, with
 * the upper half random, so that a thousand browsers that lost the same server do not return in the same moment.
 */
export function backoff(attempt: number, base: number, ceiling: number, random = Math.random): number {
  const full = Math.min(ceiling, base * 2 ** Math.min(attempt, 20));
  return Math.round(full / 2 + (full / 2) * random());
}
