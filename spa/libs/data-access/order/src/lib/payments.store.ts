import { inject } from '@angular/core';
import { patchState, signalStore, withMethods, withState } from '@ngrx/signals';
import { getPayment, listPayments } from '@stoa/data-access/api';
import type { Payment, PaymentDetails } from '@stoa/data-access/core';
import { as, CALLS, withPages } from '@stoa/data-access/core';
import { Problem, toProblem } from '@stoa/shared';
import { firstValueFrom } from 'rxjs';

interface PaymentQuery {
  readonly orderId?: string;
}

interface OpenPayment {
  readonly openId: string | null;
  readonly open: PaymentDetails | null;
  readonly openProblem: Problem | null;
}

/** Payments of the shop, newest first, and the one that is open with all that was posted for it. */
export const PaymentsStore = signalStore(
  withPages<Payment, PaymentQuery>({}, (calls, { orderId }, cursor) =>
    calls(listPayments, { orderId, cursor, limit: 50 }, as('staff')),
  ),
  withState<OpenPayment>({ openId: null, open: null, openProblem: null }),
  withMethods((store, calls = inject(CALLS)) => ({
    async show(paymentId: string): Promise<void> {
      patchState(store, { openId: paymentId, open: null, openProblem: null });
      try {
        const open = await firstValueFrom(calls(getPayment, { paymentId }, as('staff')));
        if (store.openId() === paymentId) patchState(store, { open });
      } catch (thrown) {
        if (store.openId() === paymentId) patchState(store, { openProblem: toProblem(thrown) });
      }
    },
    hide(): void {
      patchState(store, { openId: null, open: null });
    },
  })),
);
