import type { FulfilmentStatus, OrderEvent, OrderStatus } from '@stoa/data-access/core';
import type { TimelineStep } from '@stoa/ui';

type Stage = Exclude<OrderStatus, 'CONFIRMED' | 'CANCELLED'>;

/** The way of an order: what each stage is called when it is reached, and while it is being reached. */
const way: readonly { status: Stage; text: string; coming: string; icon: string }[] = [
  { status: 'PLACED', text: 'timeline.placed', coming: 'timeline.placed', icon: 'receipt-text' },
  { status: 'PAID', text: 'timeline.paid', coming: 'timeline.paying', icon: 'credit-card' },
  { status: 'SHIPPED', text: 'timeline.shipped', coming: 'timeline.packing', icon: 'package' },
  { status: 'DELIVERED', text: 'timeline.delivered', coming: 'timeline.travelling', icon: 'truck' },
];

/** Money that is held counts as paid for the shopper: the shop takes it when it ships. */
const stageOf = (status: OrderStatus) => (status === 'CONFIRMED' ? 'PAID' : status);

/** When each stage was reached first. */
function reached(history: readonly OrderEvent[]): Map<OrderStatus, string> {
  const times = new Map<OrderStatus, string>();
  for (const { status: told, at } of history) {
    const status = stageOf(told);
    if (!times.has(status)) times.set(status, at);
  }
  return times;
}

/** An order's status and history as steps of its timeline. The status decides; the history only tells the times. */
export function orderSteps(
  status: OrderStatus,
  placedDate: string,
  history: readonly OrderEvent[],
  fulfilment: FulfilmentStatus = 'UNFULFILLED',
): readonly TimelineStep[] {
  const times = reached(history).set('PLACED', placedDate);
  if (status === 'CANCELLED') {
    const been = way.filter((stage) => times.has(stage.status));
    return [
      ...been.map(({ status: id, text, icon }) => ({
        id,
        text,
        icon,
        state: 'done' as const,
        at: times.get(id),
      })),
      { id: status, text: 'timeline.cancelled', icon: 'x', state: 'stopped' as const, at: times.get(status) },
    ];
  }
  const at = way.findIndex((stage) => stage.status === stageOf(status));
  return way.map(({ status: id, text, coming, icon }, index) => {
    if (index <= at) {
      const isHeld = id === 'PAID' && status === 'CONFIRMED';
      return { id, text: isHeld ? 'timeline.held' : text, icon, state: 'done' as const, at: times.get(id) };
    }
    const isPartly = id === 'SHIPPED' && fulfilment === 'PARTIALLY_SHIPPED';
    if (isPartly) return { id, text: 'timeline.partly', icon, state: 'now' as const };
    return index === at + 1
      ? { id, text: coming, icon, state: 'now' as const }
      : { id, text, icon, state: 'ahead' as const };
  });
}
