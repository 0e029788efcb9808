import { formatMoney, readMoney, sum, times } from './money';

describe('money', () => {
  it('is written as the locale writes it', () => {
    expect(formatMoney({ amount: 8490, currency: 'EUR' }, 'de-DE')).toBe('84,90\u00a0€');
    expect(formatMoney({ amount: 8490, currency: 'GBP' }, 'en-GB')).toBe('£84.90');
  });

  it('lets the currency decide how many digits are minor units', () => {
    expect(formatMoney({ amount: 500, currency: 'JPY' }, 'en')).toBe('¥500');
  });

  it('multiplies and adds exactly', () => {
    const total = sum([times({ amount: 1999, currency: 'EUR' }, 3), { amount: 3, currency: 'EUR' }]);
    expect(total).toEqual({ amount: 6000, currency: 'EUR' });
  });

  it('has no sum of nothing', () => {
    expect(sum([])).toBeUndefined();
  });

  it('refuses to add two currencies', () => {
    expect(() => sum([times({ amount: 1, currency: 'EUR' }, 1), { amount: 1, currency: 'GBP' }])).toThrow(
      'Cannot add EUR and GBP',
    );
  });

  it.each([
    ['12,50', 'EUR', 'de-DE', 1250],
    ['12.50 €', 'EUR', 'de-DE', 1250],
    ['£7.5', 'GBP', 'en-GB', 750],
    ['7', 'GBP', 'en-GB', 700],
    ['500', 'JPY', 'ja-JP', 500],
  ])('is read from %s %s in %s', (typed, currency, locale, amount) => {
    expect(readMoney(typed, currency, locale)).toEqual({ amount, currency });
  });

  it.each(['', 'much', '1.005', '-3', '1,000.50', '12.5.0'])('is not read from "%s"', (typed) => {
    expect(readMoney(typed, 'GBP', 'en-GB')).toBeNull();
  });
});
