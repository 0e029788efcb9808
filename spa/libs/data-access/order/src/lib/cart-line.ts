import type { Cart } from '@stoa/data-access/core';
import type { Money } from '@stoa/shared';

/** What a line needs to be shown and bought; taken from the catalogue when it is put into the bag. */
export interface CartItem {
  readonly variantId: string;
  readonly productId: string;
  readonly name: string;
  /** What tells the variant from its siblings; empty where there is one only. */
  readonly variant: string;
  readonly imageUrl: string | null;
  /** The price the shopper saw: the checkout refuses another one instead of taking it silently. */
  readonly unitPrice: Money;
}

/** What the server found about a line, shown there with the way to mend it. */
export interface LineTrouble {
  readonly available?: number;
  /** Whether `available` is what the shop sells to one buyer, rather than what is left. */
  readonly isLimit?: boolean;
  readonly unitPrice?: Money;
}

export interface CartLine extends CartItem {
  readonly quantity: number;
  readonly trouble?: LineTrouble;
}

export interface Pieces {
  readonly variantId: string;
  readonly quantity: number;
}

/**
 * A line as it is shown, after what the server says of it. Words of ours stay: it knows no variant's name.
 *
 * @param before the answer before this one
 */
export function lineOf(
  { variantId, quantity }: Pieces,
  held: readonly CartLine[],
  cart: Cart,
  before: Cart | null,
): CartLine {
  const told = cart.lines.find((line) => line.variantId === variantId);
  const shown = held.find((line) => line.variantId === variantId);
  const currency = cart.price?.currency ?? '';
  const line: CartLine = {
    variantId,
    quantity,
    productId: told?.productId ?? shown?.productId ?? '',
    name: shown?.name ?? told?.name ?? '',
    variant: shown?.variant ?? '',
    imageUrl: shown?.imageUrl ?? told?.imageUrl ?? null,
    unitPrice: told?.unitPrice ?? shown?.unitPrice ?? { amount: 0, currency },
  };
  // A price that rises by itself has to be taken by the shopper; one that falls, or rises because fewer are taken, is shown.
  const counted = before?.lines.find((other) => other.variantId === variantId)?.quantity ?? quantity;
  const hasRisen =
    shown && told?.unitPrice && counted === quantity && told.unitPrice.amount > shown.unitPrice.amount;
  if (hasRisen) return { ...line, unitPrice: shown.unitPrice, trouble: { unitPrice: told.unitPrice } };
  const trouble = troubleOf(told, quantity, shown?.trouble);
  return trouble ? { ...line, trouble } : line;
}

/** What a checkout refused stays to be looked at until the shopper has mended it. */
function troubleOf(
  told: Cart['lines'][number] | undefined,
  quantity: number,
  before: LineTrouble | undefined,
): LineTrouble | undefined {
  if (told?.state === 'NOT_SOLD') return { available: 0 };
  if (told?.state === 'SHORT' && told.available < quantity) return { available: told.available };
  return before?.unitPrice || before?.isLimit ? before : undefined;
}

/** Whether an answer is about exactly this. Where neither country nor method was chosen any will do. */
export function isAbout(
  cart: Cart,
  wanted: { readonly lines: readonly Pieces[]; readonly country?: string; readonly shippingMethod?: string },
): boolean {
  const pieces = new Map(cart.lines.map((line) => [line.variantId, line.quantity]));
  return (
    cart.lines.length === wanted.lines.length &&
    wanted.lines.every(({ variantId, quantity }) => pieces.get(variantId) === quantity) &&
    (wanted.country === undefined || wanted.country === cart.country) &&
    (wanted.shippingMethod === undefined || wanted.shippingMethod === cart.shippingMethod)
  );
}
