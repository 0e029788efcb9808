import type { OrderEvent, OrderStatus } from '@stoa/data-access/core';
import { orderSteps } from './order-steps';

const event = (status: OrderStatus, at: string) => ({ status, at }) as OrderEvent;
const told = (status: OrderStatus, history: OrderEvent[]) =>
  orderSteps(status, 't0', history).map(({ text, state, at }) => [text, state, at]);

describe('the timeline of an order', () => {
  it('has times for what is done, and one step under way', () => {
    expect(told('PAID', [event('PLACED', 't0'), event('PLACED', 't1'), event('PAID', 't2')])).toEqual([
      ['timeline.placed', 'done', 't0'],
      ['timeline.paid', 'done', 't2'],
      ['timeline.packing', 'now', undefined],
      ['timeline.delivered', 'ahead', undefined],
    ]);
  });

  it('believes the status before the history, which may lag behind', () => {
    expect(told('SHIPPED', []).map(([, state]) => state)).toEqual(['done', 'done', 'done', 'now']);
  });

  it('counts money that is held as paid, and says when a part is on its way', () => {
    const steps = orderSteps('CONFIRMED', 't0', [event('CONFIRMED', 't1')], 'PARTIALLY_SHIPPED');
    expect(steps.map(({ text, state, at }) => [text, state, at])).toEqual([
      ['timeline.placed', 'done', 't0'],
      ['timeline.held', 'done', 't1'],
      ['timeline.partly', 'now', undefined],
      ['timeline.delivered', 'ahead', undefined],
    ]);
  });

  it('ends with a cancellation after what had happened', () => {
    expect(told('CANCELLED', [event('PLACED', 't0'), event('CANCELLED', 't3')])).toEqual([
      ['timeline.placed', 'done', 't0'],
      ['timeline.cancelled', 'stopped', 't3'],
    ]);
  });

  it('has nothing under way once delivered', () => {
    expect(told('DELIVERED', []).map(([, state]) => state)).toEqual(['done', 'done', 'done', 'done']);
  });
});
