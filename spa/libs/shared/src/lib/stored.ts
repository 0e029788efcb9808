import { DOCUMENT, inject, InjectionToken } from '@angular/core';

/** Where small values outlive a page; the same shape on a server, where nothing does. */
export type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

function inMemory(): Store {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

/** A browser may refuse storage altogether (private mode, policy): the shop then works until the page is closed. */
function browserStore(pick: (window: Window) => Storage): Store {
  try {
    const window = inject(DOCUMENT).defaultView;
    return window ? pick(window) : inMemory();
  } catch {
    return inMemory();
  }
}

/** Kept until the shopper clears it; shared by the tabs of one shop. */
export const LOCAL_STORE = new InjectionToken<Store>('local store', {
  providedIn: 'root',
  factory: () => browserStore((window) => window.localStorage),
});

/** Kept as long as the tab, through reloads. */
export const TAB_STORE = new InjectionToken<Store>('tab store', {
  providedIn: 'root',
  factory: () => browserStore((window) => window.sessionStorage),
});

/** Reads a JSON value; what cannot be read or has the wrong shape counts as absent. */
export function readStored<T>(store: Store, key: string, accept: (value: unknown) => value is T): T | null {
  try {
    const text = store.getItem(key);
    const value: unknown = text === null ? null : JSON.parse(text);
    return accept(value) ? value : null;
  } catch {
    return null;
  }
}

/** Writes a JSON value. A full or forbidden store loses the value and not the page. */
export function writeStored(store: Store, key: string, value: unknown): void {
  try {
    if (value === null || value === undefined) store.removeItem(key);
    else store.setItem(key, JSON.stringify(value));
  } catch {
    // Nothing to mend: the value lives on in memory.
  }
}
