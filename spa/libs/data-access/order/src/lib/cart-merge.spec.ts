import { merged } from './cart-merge';

const lines = (pieces: Record<string, number>) =>
  Object.entries(pieces).map(([variantId, quantity]) => ({ variantId, quantity }));

describe('two bags that grew apart', () => {
  it('keep what was clicked here, and take what changed there', () => {
    expect(merged(lines({ a: 1, b: 1 }), lines({ a: 2, b: 1 }), lines({ a: 1, b: 5, c: 1 }))).toEqual(
      lines({ a: 2, b: 5, c: 1 }),
    );
  });

  it('do not bring back what was taken out on either side', () => {
    expect(merged(lines({ a: 1, b: 1, c: 1 }), lines({ b: 1, c: 1 }), lines({ a: 1, c: 1 }))).toEqual(
      lines({ c: 1 }),
    );
  });

  it('are one as soon as they are equal', () => {
    expect(merged([], lines({ a: 1 }), lines({ a: 1 }))).toEqual(lines({ a: 1 }));
  });
});
