import { computed, DOCUMENT, effect, inject } from '@angular/core';
import type { Cart, PriceBreakdown } from '@stoa/data-access/core';
import { patchState, signalStore, withComputed, withHooks, withMethods, withState } from '@ngrx/signals';
import { LOCAL_STORE, Problem, problemTypes, readStored, sum, times, writeStored } from '@stoa/shared';
import { CartItem, CartLine, isAbout, lineOf, LineTrouble, Pieces } from './cart-line';

/** What the shopper means to buy, whole: the state that the server is given. */
export interface Wanted {
  readonly lines: readonly Pieces[];
  readonly shippingMethod?: string;
  readonly country?: string;
}

interface CartState {
  readonly lines: readonly CartLine[];
  readonly shippingMethod: string | null;
  readonly country: string | null;
  /** The server's last answer: prices, shipping, tax. */
  readonly priced: Cart | null;
  /** Whether something has happened that the last answer does not know. */
  readonly isStale: boolean;
  /** Whether the server could not be asked. */
  readonly isCutOff: boolean;
  /** What was put in last, for the drawer; a new object each time, also for the same thing twice. */
  readonly added: { readonly line: CartLine } | null;
  readonly removed: { readonly line: CartLine; readonly index: number } | null;
}

/** Refusals that are told at the lines they are about. */
export const aboutLines: readonly string[] = [
  problemTypes.outOfStock,
  problemTypes.purchaseLimit,
  problemTypes.priceChanged,
];

const KEY = 'stoa.bag';
/** As many as the contract allows of one line, and as many lines. */
export const MOST_PIECES = 999;
export const MOST_LINES = 50;

function isLines(value: unknown): value is CartLine[] {
  return (
    Array.isArray(value) &&
    value.every(
      (line: Partial<CartLine> | null) =>
        typeof line?.variantId === 'string' &&
        typeof line.name === 'string' &&
        Number.isInteger(line.quantity) &&
        Number.isInteger(line.unitPrice?.amount),
    )
  );
}

const clamp = (quantity: number) => Math.min(MOST_PIECES, Math.max(1, Math.trunc(quantity) || 1));

/**
 * The bag as the shopper wants it, at once and also without a connection: kept in the browser, one for all tabs of the
 * shop. `CartSync` tells the server and brings back what it costs; until then `isUpdating` says that the sums are old.
 */
export const CartStore = signalStore(
  { providedIn: 'root' },
  withState<CartState>({
    lines: [],
    shippingMethod: null,
    country: null,
    priced: null,
    isStale: false,
    isCutOff: false,
    added: null,
    removed: null,
  }),
  withComputed(({ lines, shippingMethod, country }) => ({
    wanted: computed<Wanted>(() => ({
      lines: lines().map(({ variantId, quantity }) => ({ variantId, quantity })),
      ...(shippingMethod() ? { shippingMethod: shippingMethod() ?? undefined } : {}),
      ...(country() ? { country: country() ?? undefined } : {}),
    })),
    count: computed(() => lines().reduce((pieces, line) => pieces + line.quantity, 0)),
    total: computed(() => sum(lines().map((line) => times(line.unitPrice, line.quantity)))),
    isEmpty: computed(() => lines().length === 0),
    isTroubled: computed(() => lines().some((line) => line.trouble)),
  })),
  withComputed(({ priced, wanted, isStale, isEmpty }) => ({
    /** The sums of the last answer; they stay in sight while newer ones are on their way. */
    price: computed<PriceBreakdown | null>(() => priced()?.price ?? null),
    shippingMethods: computed(() => priced()?.shippingMethods ?? []),
    isUpdating: computed(() => {
      const answer = priced();
      return !isEmpty() && (isStale() || !answer || !isAbout(answer, wanted()));
    }),
  })),
  withMethods((store) => {
    const change = (variantId: string, mend: (line: CartLine) => CartLine) =>
      patchState(store, {
        lines: store.lines().map((line) => (line.variantId === variantId ? mend(line) : line)),
      });
    return {
      add(item: CartItem, quantity = 1): void {
        const held = store.lines().find((line) => line.variantId === item.variantId);
        const line: CartLine = { ...item, quantity: clamp((held?.quantity ?? 0) + quantity) };
        const lines = held
          ? store.lines().map((other) => (other === held ? line : other))
          : [...store.lines(), line].slice(0, MOST_LINES);
        patchState(store, { lines, added: { line } });
      },
      setQuantity(variantId: string, quantity: number): void {
        change(variantId, ({ trouble, ...line }) => {
          const wanted = clamp(quantity);
          const stillShort = trouble?.available !== undefined && wanted > trouble.available;
          return stillShort || trouble?.unitPrice
            ? { ...line, quantity: wanted, trouble }
            : { ...line, quantity: wanted };
        });
      },
      remove(variantId: string): void {
        const index = store.lines().findIndex((line) => line.variantId === variantId);
        const line = store.lines()[index];
        if (!line) return;
        patchState(store, {
          lines: store.lines().filter((other) => other !== line),
          removed: { line, index },
        });
      },
      /** Puts back what was removed last, where it stood. */
      undoRemove(): void {
        const removed = store.removed();
        if (!removed) return;
        const lines = [...store.lines()];
        lines.splice(removed.index, 0, removed.line);
        patchState(store, { lines, removed: null });
      },
      chooseShipping(shippingMethod: string): void {
        patchState(store, { shippingMethod });
      },
      /** Where it shall go decides how it can be sent. */
      sendTo(country: string): void {
        if (country !== store.country()) patchState(store, { country, shippingMethod: null });
      },
      seen(): void {
        patchState(store, { added: null });
      },
    };
  }),
  // What comes from outside: the server's findings, the finished order, another tab.
  withMethods((store) => ({
    /** Mends a line the way the server proposed: as many as there are, at the price of now; none left removes it. */
    mend(variantId: string): void {
      const trouble = store.lines().find((line) => line.variantId === variantId)?.trouble;
      if (trouble?.available === 0) return store.remove(variantId);
      patchState(store, {
        lines: store.lines().map((line) =>
          line.variantId === variantId
            ? {
                ...line,
                quantity: Math.min(line.quantity, trouble?.available ?? line.quantity),
                unitPrice: trouble?.unitPrice ?? line.unitPrice,
                trouble: undefined,
              }
            : line,
        ),
      });
    },
    /**
     * Notes at each line what a refused checkout said about it.
     * @param bought variant ids in the order in which the refused request named its lines
     * @returns whether the problem was about lines
     */
    note(problem: Problem, bought: readonly string[]): boolean {
      if (!aboutLines.includes(problem.type)) return false;
      const isLimit = problem.type === problemTypes.purchaseLimit;
      const troubles = new Map<string, LineTrouble>();
      for (const fault of problem.errors ?? []) {
        const index = /^#?\/lines\/(\d+)/.exec(fault.pointer)?.[1];
        const variantId = index === undefined ? undefined : bought[Number(index)];
        if (!variantId) continue;
        const { available, unitPrice } = fault;
        troubles.set(variantId, { available, unitPrice, ...(isLimit ? { isLimit } : {}) });
      }
      patchState(store, {
        lines: store.lines().map((line) => ({ ...line, trouble: troubles.get(line.variantId) })),
      });
      return troubles.size > 0;
    },
    /** After the order was made: takes out what it holds, and leaves what another tab added meanwhile. */
    take(bought: readonly { variantId: string; quantity: number }[]): void {
      const lines = store.lines().flatMap((line) => {
        const taken = bought.find((other) => other.variantId === line.variantId)?.quantity ?? 0;
        return taken >= line.quantity ? [] : [{ ...line, quantity: line.quantity - taken }];
      });
      patchState(store, { lines, added: null, removed: null });
    },
    /** Takes the server's answer: what it costs, what is left, and lines that came from another device. */
    answered(cart: Cart, lines: Wanted['lines']): void {
      patchState(store, {
        lines: lines.map((line) => lineOf(line, store.lines(), cart, store.priced())),
        priced: cart,
        isStale: false,
        isCutOff: false,
      });
    },
    clear(): void {
      patchState(store, { lines: [], priced: null, added: null, removed: null });
    },
    outdated(): void {
      patchState(store, { isStale: true });
    },
    cutOff(): void {
      patchState(store, { isCutOff: true });
    },
    /** Replaces the lines by what another tab of the shop wrote. */
    adopt(lines: readonly CartLine[]): void {
      if (JSON.stringify(lines) !== JSON.stringify(store.lines())) patchState(store, { lines });
    },
  })),
  withHooks((store, kept = inject(LOCAL_STORE), window = inject(DOCUMENT).defaultView) => ({
    onInit() {
      store.adopt(readStored(kept, KEY, isLines) ?? []);
      effect(() => writeStored(kept, KEY, store.lines()));
      window?.addEventListener('storage', (event) => {
        if (event.key === KEY || event.key === null) store.adopt(readStored(kept, KEY, isLines) ?? []);
      });
    },
  })),
);
