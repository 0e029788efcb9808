import { DOCUMENT, inject, Injectable, InjectionToken, Signal, signal, WritableSignal } from '@angular/core';
import type { Audience } from '@stoa/data-access/api';
import { Observable } from 'rxjs';
import { API_ROOT } from '../http/about';
import { SessionStore } from '../session/session.store';
import { LineState, LiveLine, Socket } from './line';
import { LiveCredentials, Known, LiveOrder, MOST_KNOWN, Topic } from './protocol';

export type { LineState } from './line';

/** By what right the line is opened: a session, or the token of one order. */
export type Authority =
  { readonly audience: Audience } | { readonly orderToken: string; readonly orderId: string };

/** Opens the socket; replaced in tests. */
export const OPEN_SOCKET = new InjectionToken<() => Socket>('open socket', {
  providedIn: 'root',
  factory: () => {
    const { location } = inject(DOCUMENT);
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    return () => new WebSocket(`${scheme}://${location.host}${API_ROOT}/live`);
  },
});

interface Held {
  readonly line: LiveLine;
  readonly state: WritableSignal<LineState>;
}

const keyOf = (authority: Authority) =>
  'audience' in authority ? authority.audience : `order ${authority.orderId}`;

/** Orders as they change. One connection per authority, shared by everything on the page that watches by it. */
@Injectable({ providedIn: 'root' })
export class Live {
  private readonly session = inject(SessionStore);
  private readonly openSocket = inject(OPEN_SOCKET);
  private readonly lines = new Map<string, Held>();

  constructor() {
    const document = inject(DOCUMENT);
    document.defaultView?.addEventListener('online', () => this.hurry());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.hurry();
    });
  }

  /** How the line of this authority stands; pages say so when it is down. */
  state(authority: Authority): Signal<LineState> {
    return this.held(authority).state.asReadonly();
  }

  /**
   * Every version of one order after the given one, each once, in order. Ends when the server refuses the order:
   * reading it then tells why.
   */
  order(authority: Authority, orderId: string, fromVersion: number): Observable<LiveOrder> {
    let version = fromVersion;
    return this.watch(
      authority,
      () => ({ topic: 'order', orderId, fromVersion: version }),
      (order) => {
        const isNews = order.version > version;
        version = Math.max(version, order.version);
        return isNews;
      },
    );
  }

  /** Changes of a list. What the list holds is named at each (re)connection, so that the server tells what moved. */
  list(
    authority: Authority,
    topic: 'orders' | 'shop-orders',
    known: () => readonly Known[],
  ): Observable<LiveOrder> {
    return this.watch(
      authority,
      () => {
        const held = known().slice(0, MOST_KNOWN);
        return held.length ? { topic, known: held } : { topic };
      },
      () => true,
    );
  }

  private watch(
    authority: Authority,
    topic: () => Topic,
    isNews: (order: LiveOrder) => boolean,
  ): Observable<LiveOrder> {
    return new Observable((subscriber) =>
      this.held(authority).line.watch({
        topic,
        order: (order) => isNews(order) && subscriber.next(order),
        refused: () => subscriber.complete(),
      }),
    );
  }

  private held(authority: Authority): Held {
    const key = keyOf(authority);
    let held = this.lines.get(key);
    if (!held) {
      const state = signal<LineState>('resting');
      const line = new LiveLine({
        open: this.openSocket,
        credentials: (refused) => this.credentials(authority, refused),
        state: (next) => state.set(next),
      });
      held = { line, state };
      this.lines.set(key, held);
    }
    return held;
  }

  private async credentials(authority: Authority, refused: boolean): Promise<LiveCredentials | null> {
    if ('orderToken' in authority) {
      return refused ? null : { orderToken: authority.orderToken, orderId: authority.orderId };
    }
    const token = await this.session.token(authority.audience);
    const good = token && refused ? await this.session.renew(authority.audience, token) : token;
    return good ? { token: good } : null;
  }

  private hurry(): void {
    this.lines.forEach(({ line }) => line.hurry());
  }
}
