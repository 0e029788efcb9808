import type { Wanted } from './cart.store';

type Lines = Wanted['lines'];

/**
 * One bag out of two that grew apart: what was changed here since both were equal stands, of all else the server knows
 * better. So a click that was made while another device changed something is neither lost nor repeated.
 *
 * @param base what both sides last agreed on
 * @param mine as it is shown here
 * @param theirs as the server has it
 */
export function merged(base: Lines, mine: Lines, theirs: Lines): Lines {
  const before = pieces(base);
  const here = pieces(mine);
  const there = pieces(theirs);
  const order = [...new Set([...here.keys(), ...there.keys()])];
  return order.flatMap((variantId) => {
    const isChangedHere = here.get(variantId) !== before.get(variantId);
    const quantity = isChangedHere ? here.get(variantId) : there.get(variantId);
    return quantity === undefined ? [] : [{ variantId, quantity }];
  });
}

function pieces(lines: Lines): Map<string, number> {
  return new Map(lines.map(({ variantId, quantity }) => [variantId, quantity]));
}
