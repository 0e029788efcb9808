import { DOCUMENT, inject, Injectable, signal } from '@angular/core';
import { LOCAL_STORE, readStored, writeStored } from '@stoa/shared';

/** The key to an order bought as a guest on this device. */
export interface OrderKey {
  readonly orderId: string;
  readonly number: string;
  readonly token: string;
  readonly placedDate: string;
}

const KEY = 'stoa.orders';
const MOST = 20;

const isKeys = (value: unknown): value is OrderKey[] =>
  Array.isArray(value) &&
  value.every(
    (key: Partial<OrderKey> | null) => typeof key?.orderId === 'string' && typeof key.token === 'string',
  );

/** What this browser may open without signing in, newest first. */
@Injectable({ providedIn: 'root' })
export class OrderKeys {
  private readonly store = inject(LOCAL_STORE);
  private readonly held = signal<readonly OrderKey[]>(readStored(this.store, KEY, isKeys) ?? []);

  readonly all = this.held.asReadonly();

  constructor() {
    // An order that another tab has made opens in this one, too.
    inject(DOCUMENT).defaultView?.addEventListener('storage', (event) => {
      if (event.key === KEY || event.key === null) this.held.set(readStored(this.store, KEY, isKeys) ?? []);
    });
  }

  keep(key: OrderKey): void {
    this.held.update((keys) =>
      [key, ...keys.filter((other) => other.orderId !== key.orderId)].slice(0, MOST),
    );
    writeStored(this.store, KEY, this.held());
  }

  tokenOf(orderId: string): string | null {
    return this.held().find((key) => key.orderId === orderId)?.token ?? null;
  }
}
