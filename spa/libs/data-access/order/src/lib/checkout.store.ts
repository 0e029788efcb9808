import { inject } from '@angular/core';
import { patchState, signalStore, withMethods, withState } from '@ngrx/signals';
import { createCheckout, getCart, getPaymentSetup } from '@stoa/data-access/api';
import type { Address, Checkout, CheckoutInput, Contact, PaymentSetup } from '@stoa/data-access/core';
import { as, injectCalls, withCartToken } from '@stoa/data-access/core';
import {
  leavesOutcomeOpen,
  newId,
  Problem,
  problemTypes,
  readStored,
  TAB_STORE,
  toProblem,
  writeStored,
} from '@stoa/shared';
import { firstValueFrom } from 'rxjs';
import { Card, injectTokenise } from './card';
import { CartSync } from './cart-sync';
import { CartStore } from './cart.store';
import { OrderKeys } from './order-keys';

/**
 * One press of the button. Kept through retries and reloads until the server has clearly said yes or no: the same key
 * with the same body can make one order only.
 */
interface Attempt {
  readonly key: string;
  readonly body: CheckoutInput;
  /** A guest's key to the cart that is bought. */
  readonly cartToken: string | null;
}

export interface Buyer {
  readonly contact: Contact;
  readonly address: Address;
  readonly card: Card;
}

interface CheckoutState {
  readonly setup: PaymentSetup | null;
  /** `open`: it is not known whether the order was made; only asking again with the same key can tell. */
  readonly status: 'ready' | 'paying' | 'open' | 'refused';
  readonly problem: Problem | null;
  /** Whether the card was refused, before any order was made. */
  readonly isCardProblem: boolean;
  /** The order that was made, by this press or, from the same cart, by another one. */
  readonly orderId: string | null;
}

const KEY = 'stoa.checkout';

const isAttempt = (value: unknown): value is Attempt =>
  typeof (value as Attempt | null)?.key === 'string' && Array.isArray((value as Attempt).body?.lines);

type Bag = InstanceType<typeof CartStore>;

/** What is bought is what was shown: lines, prices, delivery and total. */
function bodyOf(bag: Bag, { contact, address }: Buyer): Omit<CheckoutInput, 'payment'> {
  const price = bag.price();
  const shippingMethod = price?.shipping?.method;
  return {
    lines: bag.lines().map(({ variantId, quantity, unitPrice }) => ({ variantId, quantity, unitPrice })),
    contact,
    shippingAddress: address,
    ...(shippingMethod ? { shippingMethod } : {}),
    ...(price ? { expectedTotal: { amount: price.total, currency: price.currency } } : {}),
  };
}

/** Buying what is in the bag. Provided by the checkout page: its state ends with the page, the attempt does not. */
export const CheckoutStore = signalStore(
  withState<CheckoutState>({
    setup: null,
    status: 'ready',
    problem: null,
    isCardProblem: false,
    orderId: null,
  }),
  withMethods((store) => {
    const calls = injectCalls();
    const cart = inject(CartStore);
    const sync = inject(CartSync);
    const keys = inject(OrderKeys);
    const tab = inject(TAB_STORE);

    const settle = ({ order, orderToken }: Checkout): void => {
      const { id, number, placedDate } = order;
      keys.keep({ orderId: id, number, placedDate, token: orderToken });
      sync.forget();
      cart.take(order.lines);
      writeStored(tab, KEY, null);
      patchState(store, { orderId: id, status: 'ready', problem: null });
    };
    /** Another tab was faster: the same bag became an order, and that one is shown instead of a second one. */
    const follow = async ({ body, cartToken }: Attempt): Promise<boolean> => {
      const cartId = body.cart?.cartId;
      if (!cartId) return false;
      const bought = await firstValueFrom(calls(getCart, { cartId }, withCartToken(cartToken)));
      if (!bought.orderId) return false;
      sync.forget();
      cart.take(body.lines);
      patchState(store, { orderId: bought.orderId, status: 'ready', problem: null });
      return true;
    };
    const fail = async (problem: Problem, attempt: Attempt): Promise<void> => {
      if (leavesOutcomeOpen(problem)) return patchState(store, { status: 'open', problem });
      writeStored(tab, KEY, null);
      if (problem.type === problemTypes.cartOrdered && (await follow(attempt).catch(() => false))) return;
      cart.note(
        problem,
        attempt.body.lines.map((line) => line.variantId),
      );
      sync.refresh();
      patchState(store, { status: 'refused', problem });
    };
    const _send = async (attempt: Attempt): Promise<void> => {
      patchState(store, { status: 'paying', problem: null, isCardProblem: false });
      try {
        const params = { 'Idempotency-Key': attempt.key, body: attempt.body };
        const call = calls(createCheckout, params, withCartToken(attempt.cartToken));
        settle(await firstValueFrom(call));
      } catch (thrown) {
        await fail(toProblem(thrown), attempt);
      }
    };
    return { _send };
  }),
  withMethods((store) => {
    const calls = injectCalls();
    const tokenise = injectTokenise();
    const cart = inject(CartStore);
    const sync = inject(CartSync);
    const tab = inject(TAB_STORE);
    return {
      async prepare(): Promise<void> {
        try {
          patchState(store, {
            setup: await firstValueFrom(calls(getPaymentSetup, {}, as(null))),
            problem: null,
          });
        } catch (thrown) {
          patchState(store, { problem: toProblem(thrown) });
        }
      },
      /** Takes up an attempt that a reload or a lost line left open. True where there was one. */
      async resume(): Promise<boolean> {
        const attempt = readStored(tab, KEY, isAttempt);
        if (!attempt || store.status() === 'paying') return attempt !== null;
        await store._send(attempt);
        return true;
      },
      /** A second press while the first one runs, or while its outcome is open, makes no second attempt. */
      async pay(buyer: Buyer): Promise<void> {
        const setup = store.setup();
        if (store.status() === 'paying' || !setup || cart.isEmpty()) return;
        if (store.status() === 'open') return void (await this.resume());
        const reference = sync.reference();
        if (!reference) return;
        patchState(store, { status: 'paying', problem: null, isCardProblem: false });
        // As it is now: another tab may buy and empty the bag while the card is looked at.
        const bought = bodyOf(cart, buyer);
        let token: string;
        try {
          token = await tokenise(setup, buyer.card);
        } catch (thrown) {
          return patchState(store, { status: 'refused', problem: toProblem(thrown), isCardProblem: true });
        }
        const { cartId, version, token: cartToken } = reference;
        const body: CheckoutInput = {
          ...bought,
          payment: { kind: 'card', token },
          cart: { cartId, version },
        };
        const attempt: Attempt = { key: newId(), body, cartToken };
        writeStored(tab, KEY, attempt);
        await store._send(attempt);
      },
    };
  }),
);
