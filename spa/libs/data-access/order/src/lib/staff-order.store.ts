import { inject } from '@angular/core';
import { patchState, signalStore, withMethods, withState } from '@ngrx/signals';
import { Store } from '@ngrx/store';
import {
  addOrderNote,
  cancelOrder,
  cancelOrderLines,
  deliverOrder,
  holdOrder,
  listOrderNotes,
  refundOrder,
  releaseOrder,
  shipOrder,
} from '@stoa/data-access/api';
import type { LinePieces, Order, OrderNote, ShipmentInput } from '@stoa/data-access/core';
import { as, CALLS } from '@stoa/data-access/core';
import { Money, newId, Problem, toProblem } from '@stoa/shared';
import { firstValueFrom, Observable } from 'rxjs';
import { StaffApiActions } from './orders.actions';

interface StaffOrderState {
  /** What is being done to the order; one thing at a time. */
  readonly acting: string | null;
  readonly problem: Problem | null;
  readonly notes: readonly OrderNote[];
}

/** What staff do with the one order they have open. Provided by its sheet; the lists hear of each step. */
export const StaffOrderStore = signalStore(
  withState<StaffOrderState>({ acting: null, problem: null, notes: [] }),
  withMethods((store, calls = inject(CALLS), lists = inject(Store)) => {
    const attempt = async (what: string, work: () => Promise<void>): Promise<boolean> => {
      if (store.acting()) return false;
      patchState(store, { acting: what, problem: null });
      try {
        await work();
        return true;
      } catch (thrown) {
        patchState(store, { problem: toProblem(thrown) });
        return false;
      } finally {
        patchState(store, { acting: null });
      }
    };
    const step = (what: string, call: Observable<Order>): Promise<boolean> =>
      attempt(what, async () => {
        lists.dispatch(StaffApiActions.orderStepped({ order: await firstValueFrom(call) }));
      });
    const of = (orderId: string) => ({ orderId, 'Idempotency-Key': newId() });
    const staff = () => as('staff');
    return {
      ship: (id: string, body: ShipmentInput) => step('ship', calls(shipOrder, { ...of(id), body }, staff())),
      deliver: (id: string, shipmentId: string) =>
        step('deliver', calls(deliverOrder, { ...of(id), shipmentId }, staff())),
      cancel: (id: string, reason: string) =>
        step('cancel', calls(cancelOrder, { ...of(id), body: { reason } }, staff())),
      cancelLines: (id: string, lines: LinePieces[], reason: string) =>
        step('cancel', calls(cancelOrderLines, { ...of(id), body: { lines, reason } }, staff())),
      refund: (id: string, amount: Money, reason: string) =>
        step('refund', calls(refundOrder, { ...of(id), body: { amount, reason } }, staff())),
      hold: (id: string, reason: string) =>
        step('hold', calls(holdOrder, { ...of(id), body: { reason } }, staff())),
      release: (id: string, reason: string) =>
        step('release', calls(releaseOrder, { ...of(id), body: { reason } }, staff())),
      note: (id: string, text: string) =>
        attempt('note', async () => {
          const call = calls(addOrderNote, { ...of(id), body: { text } }, staff());
          patchState(store, { notes: [...store.notes(), await firstValueFrom(call)] });
        }),
      async readNotes(orderId: string): Promise<void> {
        try {
          const { items } = await firstValueFrom(calls(listOrderNotes, { orderId }, staff()));
          patchState(store, { notes: items });
        } catch (thrown) {
          patchState(store, { problem: toProblem(thrown) });
        }
      },
    };
  }),
);
