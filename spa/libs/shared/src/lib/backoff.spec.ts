import { backoff } from './backoff';

describe('backoff', () => {
  it('doubles up to its ceiling', () => {
    const always = [0, 1, 2, 3, 10].map((attempt) => backoff(attempt, 500, 4000, () => 1));
    expect(always).toEqual([500, 1000, 2000, 4000, 4000]);
  });

  it('never waits less than half, so that a server is not hammered by chance', () => {
    expect(backoff(2, 500, 4000, () => 0)).toBe(1000);
  });
});
