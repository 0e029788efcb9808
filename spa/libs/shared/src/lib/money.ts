/** An amount in minor units (cents, pence) with its ISO 4217 currency. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(locale: string, currency: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, { style: 'currency', currency });
    formats.set(key, format);
  }
  return format;
}

/** Writes money as the locale writes it; the currency decides how many of the digits are minor units. */
export function formatMoney(money: Money, locale: string): string {
  const format = formatOf(locale, money.currency);
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(money.amount / 10 ** digits);
}

/** A whole number of pieces at a unit price; exact, because both are integers below 2^53. */
export function times(price: Money, pieces: number): Money {
  return { amount: price.amount * pieces, currency: price.currency };
}

/** Adds amounts of one currency; undefined where there is nothing to add, since a sum of nothing has no currency. */
export function sum(amounts: readonly Money[]): Money | undefined {
  const [first] = amounts;
  if (!first) return undefined;
  if (amounts.some((money) => money.currency !== first.currency)) {
    throw new Error(`Cannot add ${amounts.map((money) => money.currency).join(' and ')}`);
  }
  return { amount: amounts.reduce((total, money) => total + money.amount, 0), currency: first.currency };
}

/**
 * Money as somebody types it in that locale: digits, the locale's decimal sign or a point, nothing beyond the minor
 * units of the currency. Null for anything else.
 */
export function readMoney(typed: string, currency: string, locale: string): Money | null {
  const format = formatOf(locale, currency);
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const decimal = format.formatToParts(1.1).find(({ type }) => type === 'decimal')?.value ?? '.';
  const plain = typed.replace(/[^\d.,-]/g, '').replace(decimal, '.');
  const match = /^(\d{1,12})(?:\.(\d+))?$/.exec(plain);
  const [, whole, fraction = ''] = match ?? [];
  if (!whole || fraction.length > digits) return null;
  return { amount: Number(whole + fraction.padEnd(digits, '0')), currency };
}
