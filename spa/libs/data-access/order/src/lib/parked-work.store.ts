import { inject } from '@angular/core';
import { patchState, signalStore, withMethods, withState } from '@ngrx/signals';
import { listParkedWork, redriveParkedWork } from '@stoa/data-access/api';
import type { ParkedWork } from '@stoa/data-access/core';
import { as, CALLS, withPages } from '@stoa/data-access/core';
import { newId, Problem, toProblem } from '@stoa/shared';
import { firstValueFrom } from 'rxjs';

interface Driving {
  /** Ids of work that is being tried again. */
  readonly driven: readonly string[];
  readonly driveProblem: Problem | null;
}

/** Work that failed as often as it may, and the button that tries it again. */
export const ParkedWorkStore = signalStore(
  withPages<ParkedWork, object>({}, (calls, _query, cursor) =>
    calls(listParkedWork, { cursor }, as('staff')),
  ),
  withState<Driving>({ driven: [], driveProblem: null }),
  withMethods((store, calls = inject(CALLS)) => ({
    async redrive({ kind, id }: ParkedWork): Promise<void> {
      if (store.driven().includes(id)) return;
      patchState(store, { driven: [...store.driven(), id], driveProblem: null });
      try {
        const params = { kind, workId: id, 'Idempotency-Key': newId() };
        await firstValueFrom(calls(redriveParkedWork, params, as('staff')));
        patchState(store, { items: store.items().filter((work) => work.id !== id) });
      } catch (thrown) {
        patchState(store, { driveProblem: toProblem(thrown) });
      } finally {
        patchState(store, { driven: store.driven().filter((other) => other !== id) });
      }
    },
  })),
);
