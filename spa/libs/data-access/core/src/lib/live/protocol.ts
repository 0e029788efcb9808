import type { FulfilmentStatus, Money, OrderStatus, PaymentStatus, Problem } from '@stoa/data-access/api';

/** What the live line tells about an order: enough for a list row and a timeline step. */
export interface LiveOrder {
  readonly orderId: string;
  readonly number: string;
  readonly version: number;
  readonly status: OrderStatus;
  readonly payment: PaymentStatus;
  readonly fulfilment: FulfilmentStatus;
  readonly total: Money;
  readonly pieces: number;
  readonly contactName?: string;
  readonly at: string;
}

export interface Known {
  readonly orderId: string;
  readonly version: number;
}

export type Topic =
  | { readonly topic: 'order'; readonly orderId: string; readonly fromVersion: number }
  | { readonly topic: 'orders' | 'shop-orders'; readonly known?: readonly Known[] };

export type LiveCredentials =
  { readonly token: string } | { readonly orderToken: string; readonly orderId: string };

export type ClientMessage =
  | ({ readonly type: 'authenticate' } & LiveCredentials)
  | ({ readonly type: 'subscribe'; readonly id: string } & Topic)
  | { readonly type: 'unsubscribe'; readonly id: string }
  | { readonly type: 'ping' };

export type ServerMessage =
  | { readonly type: 'authenticated' }
  | { readonly type: 'subscribed'; readonly id: string }
  | { readonly type: 'order'; readonly id: string; readonly order: LiveOrder }
  | { readonly type: 'refused'; readonly id?: string; readonly problem: Problem }
  | { readonly type: 'pong' };

/** Close codes of the live line that mean something to us; every other one means: come back later. */
export const CLOSED_UNAUTHENTICATED = 4401;

/** At most so many known versions may be named when a list resumes. */
export const MOST_KNOWN = 200;

/** A message of the server; null for what this client does not know: a newer server may say more. */
export function readMessage(data: unknown): ServerMessage | null {
  if (typeof data !== 'string') return null;
  try {
    const value = JSON.parse(data) as ServerMessage;
    return ['authenticated', 'subscribed', 'order', 'refused', 'pong'].includes(value.type) ? value : null;
  } catch {
    return null;
  }
}
