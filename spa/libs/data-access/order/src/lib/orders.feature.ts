import { createFeature, createReducer, on } from '@ngrx/store';
import type { LiveOrder, Order, OrderEvent } from '@stoa/data-access/core';
import { nextCursor } from '@stoa/data-access/core';
import type { Problem } from '@stoa/shared';
import { joined, moved, OrderRow, rowOfLive, rowOfSummary } from './order-row';
import { LiveActions, MyOrdersActions, OrderPageActions, OrdersApiActions } from './orders.actions';

export interface OrdersState {
  readonly openId: string | null;
  readonly open: Order | null;
  readonly history: readonly OrderEvent[];
  readonly openProblem: Problem | null;
  readonly isCancelling: boolean;
  readonly cancelProblem: Problem | null;
  readonly own: readonly OrderRow[];
  readonly ownNext: string | null;
  readonly ownList: 'idle' | 'loading' | 'ready' | 'failed';
  readonly ownProblem: Problem | null;
}

const initialState: OrdersState = {
  openId: null,
  open: null,
  history: [],
  openProblem: null,
  isCancelling: false,
  cancelProblem: null,
  own: [],
  ownNext: null,
  ownList: 'idle',
  ownProblem: null,
};

/** What is known of the open order after news of it; the whole of it is read again behind this. */
function advanced(state: OrdersState, news: LiveOrder): OrdersState {
  const { open } = state;
  if (!open || open.id !== news.orderId || news.version <= open.version) return state;
  const { version, status, payment, fulfilment, at } = news;
  const step: OrderEvent = { version, status, payment, fulfilment, at, actor: 'system', reason: '' };
  return {
    ...state,
    open: { ...open, version, status, payment, fulfilment, modifiedDate: at },
    history: [...state.history.filter((event) => event.version < version), step],
  };
}

export const ordersFeature = createFeature({
  name: 'orders',
  reducer: createReducer(
    initialState,
    on(OrderPageActions.opened, (state, { orderId }): OrdersState => ({
      ...state,
      openId: orderId,
      open: state.open?.id === orderId ? state.open : null,
      history: state.open?.id === orderId ? state.history : [],
      openProblem: null,
      isCancelling: false,
      cancelProblem: null,
    })),
    on(OrderPageActions.closed, (state): OrdersState => ({ ...state, openId: null })),
    on(OrderPageActions.cancelRequested, OrderPageActions.linesCancelRequested, (state): OrdersState => ({
      ...state,
      isCancelling: true,
      cancelProblem: null,
    })),
    on(OrdersApiActions.orderLoaded, (state, { order, history }): OrdersState => {
      const isOlder = state.open?.id === order.id && order.version < state.open.version;
      if (order.id !== state.openId || isOlder) return state;
      return { ...state, open: order, history: history.items, openProblem: null, isCancelling: false };
    }),
    on(OrdersApiActions.orderFailed, (state, { problem }): OrdersState => ({
      ...state,
      openProblem: problem,
    })),
    on(OrdersApiActions.cancelFailed, (state, { problem }): OrdersState => ({
      ...state,
      isCancelling: false,
      cancelProblem: problem,
    })),
    on(LiveActions.orderMoved, (state, { order }): OrdersState => advanced(state, order)),
    on(MyOrdersActions.opened, (state): OrdersState => ({ ...state, ownList: 'loading', ownProblem: null })),
    on(OrdersApiActions.ownOrdersLoaded, (state, { page, isMore }): OrdersState => ({
      ...state,
      own: joined(isMore ? state.own : [], page.items.map(rowOfSummary)),
      ownNext: nextCursor(page.links),
      ownList: 'ready',
    })),
    on(OrdersApiActions.ownOrdersFailed, (state, { problem }): OrdersState => ({
      ...state,
      ownList: 'failed',
      ownProblem: problem,
    })),
    on(LiveActions.ownOrderMoved, (state, { order }): OrdersState => ({
      ...state,
      own: state.own.some((row) => row.id === order.orderId)
        ? state.own.map((row) => (row.id === order.orderId ? moved(row, order) : row))
        : [rowOfLive(order), ...state.own],
    })),
  ),
});
