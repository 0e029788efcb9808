import { inject } from '@angular/core';
import { patchState, signalStoreFeature, withMethods, withState } from '@ngrx/signals';
import { Problem, toProblem } from '@stoa/shared';
import { firstValueFrom, Observable } from 'rxjs';
import { CALLS, Calls, nextCursor } from '../calls';

interface Page<T> {
  readonly items: readonly T[];
  readonly links: Record<string, { href: string }>;
}

interface PagesState<T, Q> {
  readonly query: Q;
  readonly items: readonly T[];
  readonly next: string | null;
  readonly list: 'idle' | 'loading' | 'ready' | 'failed';
  readonly problem: Problem | null;
}

/** A list of the contract, page by page. What an older question brings late is forgotten. */
export function withPages<T extends object, Q extends object>(
  query: Q,
  read: (calls: Calls, query: Q, cursor: string | undefined) => Observable<Page<T>>,
) {
  return signalStoreFeature(
    withState<PagesState<T, Q>>({ query, items: [], next: null, list: 'idle', problem: null }),
    withMethods((store, calls = inject(CALLS)) => {
      let asked = 0;
      const load = async (cursor: string | undefined): Promise<void> => {
        const question = ++asked;
        patchState(store, { list: 'loading' as const, problem: null });
        try {
          const page = await firstValueFrom(read(calls, store.query() as Q, cursor));
          if (question !== asked) return;
          const items = cursor ? [...store.items(), ...page.items] : page.items;
          patchState(store, { items, next: nextCursor(page.links), list: 'ready' as const });
        } catch (thrown) {
          if (question === asked) patchState(store, { list: 'failed' as const, problem: toProblem(thrown) });
        }
      };
      return {
        ask: (wanted: Q): Promise<void> => {
          patchState(store, { query: wanted, items: [], next: null });
          return load(undefined);
        },
        /** Reads the first page again; what is shown stays until it is there. */
        reload: (): Promise<void> => load(undefined),
        more: (): Promise<void> => {
          const next = store.next();
          return next && store.list() === 'ready' ? load(next) : Promise.resolve();
        },
      };
    }),
  );
}
