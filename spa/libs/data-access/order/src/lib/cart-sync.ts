import { DOCUMENT, effect, inject, Injectable, untracked } from '@angular/core';
import { createCart, getCart, updateCart } from '@stoa/data-access/api';
import type { Cart } from '@stoa/data-access/core';
import { injectCalls, SessionStore, withCartToken } from '@stoa/data-access/core';
import { LOCAL_STORE, newId, Problem, readStored, toProblem, writeStored } from '@stoa/shared';
import { firstValueFrom } from 'rxjs';
import { isAbout } from './cart-line';
import { merged } from './cart-merge';
import { CartStore, Wanted } from './cart.store';

/** The cart at the server, as the tabs of this browser share it. */
export interface HeldCart {
  readonly id: string;
  /** A guest's key to it; null for the cart of an account. */
  readonly token: string | null;
  readonly version: number;
  /** What both sides last agreed on. */
  readonly base: Wanted['lines'];
}

const KEY = 'stoa.cart';
/** So long after the last click many of them have become one state. */
const QUIET_MILLIS = 250;
/** Rounds of one conversation: another device that changes the same cart cannot keep this one talking for ever. */
const MOST_ROUNDS = 5;
const LOOK_AGAIN_MILLIS = 15_000;

const isHeld = (value: unknown): value is HeldCart =>
  typeof (value as HeldCart | null)?.id === 'string' && Array.isArray((value as HeldCart).base);

/** One tab of the shop talks at a time: two that opened a cart at once would leave one behind. */
function alone(work: () => Promise<void>): Promise<void> {
  const locks = globalThis.navigator?.locks;
  return locks ? (locks.request('stoa.cart', work) as Promise<void>) : work();
}

/**
 * Keeps the bag and the server's cart the same: the whole state at once, one request at a time, so that many clicks
 * are one state and not a queue of requests.
 */
@Injectable({ providedIn: 'root' })
export class CartSync {
  private readonly cart = inject(CartStore);
  private readonly session = inject(SessionStore);
  private readonly store = inject(LOCAL_STORE);
  private readonly calls = injectCalls();
  private quiet: ReturnType<typeof setTimeout> | undefined;
  private talking: Promise<void> | null = null;
  private isWanted = false;
  private wasShopper = this.session.isShopper();

  constructor() {
    effect(() => {
      this.cart.wanted();
      untracked(() => this.soon());
    });
    effect(() => {
      const isShopper = this.session.isShopper();
      untracked(() => this.changedHands(isShopper));
    });
    const document = inject(DOCUMENT);
    document.defaultView?.addEventListener('online', () => this.refresh());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.refresh();
    });
  }

  /** What a checkout names, so that the cart is closed by the order it becomes; null while sums are on their way. */
  reference(): { cartId: string; version: number; token: string | null } | null {
    const held = this.held();
    return held && !this.cart.isUpdating()
      ? { cartId: held.id, version: held.version, token: held.token }
      : null;
  }

  /** Reads prices and stock anew. */
  refresh(): void {
    if (this.cart.isEmpty() && !this.held()) return;
    this.cart.outdated();
    this.soon();
  }

  /** After the order was made: the next thing that is put in begins another cart. */
  forget(): void {
    writeStored(this.store, KEY, null);
  }

  private held(): HeldCart | null {
    return readStored(this.store, KEY, isHeld);
  }

  private keep(cart: Cart, token: string | null): void {
    const base = linesOf(cart);
    writeStored(this.store, KEY, { id: cart.id, token, version: cart.version, base } satisfies HeldCart);
  }

  /** The bag of an account stays with the account; what a guest had goes along into it. */
  private changedHands(isShopper: boolean): void {
    if (this.wasShopper && !isShopper) {
      this.forget();
      this.cart.clear();
    }
    this.wasShopper = isShopper;
    if (isShopper) this.soon();
  }

  private soon(): void {
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => void this.talk(), QUIET_MILLIS);
  }

  private talk(): Promise<void> {
    this.isWanted = true;
    this.talking ??= this.conversation().finally(() => (this.talking = null));
    return this.talking;
  }

  private async conversation(): Promise<void> {
    try {
      for (let round = 0; this.isWanted && round < MOST_ROUNDS; round++) {
        this.isWanted = false;
        await alone(() => this.settle());
      }
    } catch (thrown) {
      this.failed(toProblem(thrown));
    }
  }

  private failed(problem: Problem): void {
    this.cart.cutOff();
    clearTimeout(this.quiet);
    const wait = (problem.retryAfter ?? 0) * 1000 + LOOK_AGAIN_MILLIS;
    this.quiet = setTimeout(() => void this.talk(), wait);
  }

  /** One exchange: opens, changes or reads the cart, whatever is due. */
  private async settle(): Promise<void> {
    const held = this.held();
    const wanted = this.cart.wanted();
    const isOthers = held && this.session.isShopper() === (held.token !== null);
    if (!held || isOthers) return this.open(isOthers ? held.token : null, wanted);
    const known = this.cart.priced();
    if (known?.id === held.id && !this.cart.isStale() && isAbout(known, wanted)) return;
    try {
      await (this.isSaid(held, wanted) ? this.read(held) : this.change(held, wanted));
    } catch (thrown) {
      await this.mend(toProblem(thrown), held);
    }
  }

  /** Whether the server was told all of this before, so that only its answer is wanted. */
  private isSaid({ id, base }: HeldCart, wanted: Wanted): boolean {
    const known = this.cart.priced();
    if (known?.id === id) return isAbout(known, wanted);
    return JSON.stringify(wanted) === JSON.stringify({ lines: base });
  }

  /** A cart is opened when there is something to put in; whoever signs in is given the one of the account. */
  private async open(guestToken: string | null, wanted: Wanted): Promise<void> {
    const isShopper = this.session.isShopper();
    if (!isShopper && wanted.lines.length === 0) return;
    const body = { ...wanted, lines: [...wanted.lines] };
    const call = this.calls(
      createCart,
      { 'Idempotency-Key': newId(), body },
      withCartToken(isShopper ? guestToken : null),
    );
    const { cart, cartToken = null } = await firstValueFrom(call);
    this.take(cart, cartToken, wanted.lines);
  }

  private async read(held: HeldCart): Promise<void> {
    const call = this.calls(getCart, { cartId: held.id }, withCartToken(held.token));
    this.take(await firstValueFrom(call), held.token, held.base);
  }

  private async change(held: HeldCart, wanted: Wanted): Promise<void> {
    const body = { ...wanted, lines: [...wanted.lines] };
    const params = { cartId: held.id, 'If-Match': `"${held.version}"`, body };
    const cart = await firstValueFrom(this.calls(updateCart, params, withCartToken(held.token)));
    this.take(cart, held.token, wanted.lines);
  }

  /**
   * Takes an answer. What was clicked since the question was asked stands, and is told in the next round.
   * @param base what both sides agreed on when the question was asked
   */
  private take(cart: Cart, token: string | null, base: Wanted['lines']): void {
    if (cart.status !== 'OPEN') return this.closed(cart, base);
    this.keep(cart, token);
    this.cart.answered(cart, merged(base, this.cart.wanted().lines, linesOf(cart)));
    if (!isAbout(cart, this.cart.wanted())) this.isWanted = true;
  }

  /** What was bought, perhaps in another tab, is not in the bag any more. */
  private closed(cart: Cart, base: Wanted['lines']): void {
    this.forget();
    if (cart.status === 'ORDERED') this.cart.take(base);
    this.isWanted = true;
  }

  private async mend(problem: Problem, held: HeldCart): Promise<void> {
    if (problem.status === 412 || problem.status === 409) {
      this.isWanted = true;
      return this.read(held);
    }
    if (![401, 403, 404, 410].includes(problem.status)) throw problem;
    // Expired, or of somebody else: the bag here begins a new one.
    this.forget();
    this.isWanted = true;
  }
}

function linesOf(cart: Cart): Wanted['lines'] {
  return cart.lines.map(({ variantId, quantity }) => ({ variantId, quantity }));
}
