import { DOCUMENT, inject } from '@angular/core';
import { patchState, signalStore, withMethods, withState } from '@ngrx/signals';
import { getShop, type Shop } from '@stoa/data-access/api';
import { Language, Problem, toProblem } from '@stoa/shared';
import { firstValueFrom } from 'rxjs';
import { injectCalls } from '../calls';
import { as } from '../http/about';

interface ShopState {
  readonly shop: Shop | null;
  readonly problem: Problem | null;
}

/** The shop behind this host name: name, currency, languages, face. Loaded before the first page. */
export const ShopStore = signalStore(
  { providedIn: 'root' },
  withState<ShopState>({ shop: null, problem: null }),
  withMethods((store) => {
    const calls = injectCalls();
    const language = inject(Language);
    let inLanguage: string | null = null;
    const root = inject(DOCUMENT).documentElement;
    const load = async (): Promise<void> => {
      try {
        inLanguage = language.current();
        const shop = await firstValueFrom(calls(getShop, {}, as(null)));
        language.settle(shop);
        // The server has written the face into the page already; this only serves pages that came without it.
        if (root.dataset['face'] !== shop.theme.face) root.dataset['face'] = shop.theme.face;
        patchState(store, { shop, problem: null });
      } catch (thrown) {
        // A shop that is known already stays: its words in another language are not worth the whole page.
        if (!store.shop()) patchState(store, { problem: toProblem(thrown) });
      }
    };
    return {
      /** Never rejects: a shop that cannot be loaded is a page of its own. */
      load,
      /** Reads the shop's words again when the language is another one than they were read in. */
      async follow(): Promise<void> {
        if (inLanguage !== null && inLanguage !== language.current()) await load();
      },
    };
  }),
);
