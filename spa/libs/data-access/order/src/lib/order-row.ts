import type { LiveOrder, Money, OrderStatus, OrderSummary } from '@stoa/data-access/core';

/** An order as a list shows it, learned from a page of the list or from the live line. */
export interface OrderRow {
  readonly id: string;
  readonly number: string;
  readonly version: number;
  readonly status: OrderStatus;
  readonly total: Money;
  readonly pieces: number;
  readonly contactName: string;
  readonly placedDate: string;
  /** When it changed last. */
  readonly at: string;
  /** Whether it changed while the list was looked at. */
  readonly isFresh: boolean;
}

export function rowOfSummary(order: OrderSummary): OrderRow {
  const { id, number, version, status, total, pieces, contactName, placedDate, modifiedDate } = order;
  return {
    id,
    number,
    version,
    status,
    total,
    pieces,
    contactName,
    placedDate,
    at: modifiedDate,
    isFresh: false,
  };
}

/** What a list has to know about a change; the live line tells it, and a page of the list does too. */
export interface News extends Pick<
  LiveOrder,
  'orderId' | 'number' | 'version' | 'status' | 'payment' | 'fulfilment' | 'total' | 'pieces' | 'at'
> {
  readonly contactName?: string;
  readonly placedDate?: string;
}

export function newsOfSummary({ id: orderId, modifiedDate: at, ...order }: OrderSummary): News {
  return { ...order, orderId, at };
}

export function rowOfLive(order: News): OrderRow {
  const {
    orderId: id,
    number,
    version,
    status,
    total,
    pieces,
    contactName = '',
    at,
    placedDate = at,
  } = order;
  return { id, number, version, status, total, pieces, contactName, placedDate, at, isFresh: true };
}

/** A row after news of it. Older news, which arrives when two ways cross, changes nothing. */
export function moved(row: OrderRow, order: News): OrderRow {
  if (order.version <= row.version) return row;
  const { version, status, at } = order;
  return { ...row, version, status, at, isFresh: true };
}

/** Later pages behind earlier ones, each order once. */
export function joined(held: readonly OrderRow[], more: readonly OrderRow[]): readonly OrderRow[] {
  const known = new Set(held.map((row) => row.id));
  return [...held, ...more.filter((row) => !known.has(row.id))];
}
