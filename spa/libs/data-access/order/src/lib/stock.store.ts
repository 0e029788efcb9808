import { inject } from '@angular/core';
import { patchState, signalStore, withMethods, withState } from '@ngrx/signals';
import { listStock, listStockMovements, setStock } from '@stoa/data-access/api';
import type { Stock, StockMovement, StockMovementInput } from '@stoa/data-access/core';
import { as, CALLS, withPages } from '@stoa/data-access/core';
import { newId, Problem, toProblem } from '@stoa/shared';
import { firstValueFrom } from 'rxjs';

export const stockStates = ['all', 'low', 'out', 'owed'] as const;
export type StockFilter = (typeof stockStates)[number];

interface StockQuery {
  readonly state: StockFilter;
}

interface OpenVariant {
  readonly open: Stock | null;
  readonly movements: readonly StockMovement[];
  readonly isBooking: boolean;
  readonly bookProblem: Problem | null;
}

/** What the shop has of everything, and the ledger of the variant that is open. */
export const StockStore = signalStore(
  withPages<Stock, StockQuery>({ state: 'all' }, (calls, { state }, cursor) =>
    calls(listStock, { state, cursor, limit: 50 }, as('staff')),
  ),
  withState<OpenVariant>({ open: null, movements: [], isBooking: false, bookProblem: null }),
  withMethods((store, calls = inject(CALLS)) => {
    const readMovements = async (variantId: string): Promise<void> => {
      try {
        const { items } = await firstValueFrom(calls(listStockMovements, { variantId }, as('staff')));
        if (store.open()?.variantId === variantId) patchState(store, { movements: items });
      } catch (thrown) {
        patchState(store, { bookProblem: toProblem(thrown) });
      }
    };
    return {
      show(stock: Stock): Promise<void> {
        patchState(store, { open: stock, movements: [], bookProblem: null });
        return readMovements(stock.variantId);
      },
      hide(): void {
        patchState(store, { open: null });
      },
      /** Books one movement; the row and the ledger then say what it came to. */
      async book(body: StockMovementInput): Promise<boolean> {
        if (store.isBooking()) return false;
        patchState(store, { isBooking: true, bookProblem: null });
        try {
          const call = calls(setStock, { 'Idempotency-Key': newId(), body }, as('staff'));
          const after = await firstValueFrom(call);
          const items = store
            .items()
            .map((row) => (row.variantId === after.variantId ? { ...row, ...after } : row));
          const open = items.find((row) => row.variantId === after.variantId) ?? store.open();
          patchState(store, { items, open });
          await readMovements(after.variantId);
          return true;
        } catch (thrown) {
          patchState(store, { bookProblem: toProblem(thrown) });
          return false;
        } finally {
          patchState(store, { isBooking: false });
        }
      },
    };
  }),
);
