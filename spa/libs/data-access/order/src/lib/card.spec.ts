import { isCardNumber, readExpiry } from './card';

describe('a card', () => {
  it('has a number with a right check digit', () => {
    expect(isCardNumber('4242 4242 4242 4242')).toBe(true);
    expect(isCardNumber('4242 4242 4242 4241')).toBe(false);
    expect(isCardNumber('4242')).toBe(false);
    expect(isCardNumber('4242 4242 4242 424x')).toBe(false);
  });

  it('is valid through its last month', () => {
    const now = new Date(2026, 10, 23);
    expect(readExpiry('11/26', now)).toEqual({ expMonth: 11, expYear: 2026 });
    expect(readExpiry('10 / 26', now)).toBeNull();
    expect(readExpiry('1/2030', now)).toEqual({ expMonth: 1, expYear: 2030 });
    expect(readExpiry('13/30', now)).toBeNull();
    expect(readExpiry('soon', now)).toBeNull();
  });
});
