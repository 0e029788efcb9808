import { createFeature, createReducer, createSelector, on } from '@ngrx/store';
import type { FulfilmentStatus, Order, OrderEvent, OrderStatus, PaymentStatus } from '@stoa/data-access/core';
import { nextCursor } from '@stoa/data-access/core';
import type { Problem } from '@stoa/shared';
import { joined, moved, News, newsOfSummary, OrderRow, rowOfLive, rowOfSummary } from './order-row';
import { LiveActions, StaffApiActions, StaffOrdersActions } from './orders.actions';

/** How the orders of the list must stand; what is left out does not matter. */
export interface OrderFilters {
  readonly status?: OrderStatus;
  readonly payment?: PaymentStatus;
  readonly fulfilment?: FulfilmentStatus;
  /** Only those that staff have stopped. */
  readonly held?: true;
}

export interface ShopOrdersState {
  readonly filters: OrderFilters;
  readonly rows: readonly OrderRow[];
  /** New orders, kept back until asked for, so that no row jumps under the pointer. */
  readonly waiting: readonly OrderRow[];
  readonly next: string | null;
  readonly list: 'idle' | 'loading' | 'ready' | 'failed';
  readonly problem: Problem | null;
  /** Orders with a step under way. */
  readonly busy: readonly string[];
  readonly stepProblem: { readonly orderId: string; readonly problem: Problem } | null;
  readonly sheetId: string | null;
  readonly sheet: Order | null;
  readonly sheetHistory: readonly OrderEvent[];
  readonly sheetProblem: Problem | null;
}

const initialState: ShopOrdersState = {
  filters: {},
  rows: [],
  waiting: [],
  next: null,
  list: 'idle',
  problem: null,
  busy: [],
  stepProblem: null,
  sheetId: null,
  sheet: null,
  sheetHistory: [],
  sheetProblem: null,
};

const patched = (rows: readonly OrderRow[], news: News) =>
  rows.map((row) => (row.id === news.orderId ? moved(row, news) : row));

/** Nothing is stopped as soon as it is placed: what is new and held comes with the next look. */
const isWanted = ({ status, payment, fulfilment, held }: OrderFilters, news: News): boolean =>
  !held &&
  (!status || status === news.status) &&
  (!payment || payment === news.payment) &&
  (!fulfilment || fulfilment === news.fulfilment);

/** A known order changes where it stands, also when it leaves the filter: a row that vanishes is a lost place. */
function told(state: ShopOrdersState, news: News): ShopOrdersState {
  const isKnown = [...state.rows, ...state.waiting].some((row) => row.id === news.orderId);
  if (isKnown) {
    return { ...state, rows: patched(state.rows, news), waiting: patched(state.waiting, news) };
  }
  return isWanted(state.filters, news) ? { ...state, waiting: [rowOfLive(news), ...state.waiting] } : state;
}

function stepped(state: ShopOrdersState, order: Order): ShopOrdersState {
  const { version, status, modifiedDate } = order;
  return {
    ...state,
    rows: state.rows.map((row) =>
      row.id === order.id && version > row.version
        ? { ...row, version, status, at: modifiedDate, isFresh: true }
        : row,
    ),
    busy: state.busy.filter((id) => id !== order.id),
    sheet: state.sheet?.id === order.id && version >= state.sheet.version ? order : state.sheet,
  };
}

const begun = (state: ShopOrdersState, { orderId }: { orderId: string }): ShopOrdersState => ({
  ...state,
  busy: [...state.busy, orderId],
  stepProblem: null,
});

export const shopOrdersFeature = createFeature({
  name: 'shopOrders',
  reducer: createReducer(
    initialState,
    on(StaffOrdersActions.opened, (state, { filters }): ShopOrdersState => ({
      ...state,
      filters,
      rows: JSON.stringify(state.filters) === JSON.stringify(filters) ? state.rows : [],
      waiting: [],
      list: 'loading',
      problem: null,
      stepProblem: null,
    })),
    on(StaffApiActions.ordersLoaded, (state, { page, isMore }): ShopOrdersState => {
      const rows = joined(isMore ? state.rows : [], page.items.map(rowOfSummary));
      const shown = new Set(rows.map((row) => row.id));
      const waiting = state.waiting.filter((row) => !shown.has(row.id));
      return { ...state, rows, waiting, next: nextCursor(page.links), list: 'ready' };
    }),
    on(StaffApiActions.ordersFailed, (state, { problem }): ShopOrdersState => ({
      ...state,
      list: 'failed',
      problem,
    })),
    on(LiveActions.shopOrderMoved, (state, { order }): ShopOrdersState => told(state, order)),
    on(StaffApiActions.ordersCaughtUp, (state, { page }): ShopOrdersState =>
      page.items.toReversed().map(newsOfSummary).reduce(told, state),
    ),
    on(StaffOrdersActions.waitingShown, (state): ShopOrdersState => ({
      ...state,
      rows: joined(state.waiting, state.rows),
      waiting: [],
    })),
    on(StaffOrdersActions.shipRequested, StaffOrdersActions.deliverRequested, begun),
    on(StaffApiActions.orderStepped, (state, { order }): ShopOrdersState => stepped(state, order)),
    on(StaffApiActions.stepFailed, (state, { orderId, problem }): ShopOrdersState => ({
      ...state,
      busy: state.busy.filter((id) => id !== orderId),
      stepProblem: { orderId, problem },
    })),
    on(StaffOrdersActions.sheetOpened, (state, { orderId }): ShopOrdersState => ({
      ...state,
      sheetId: orderId,
      sheet: null,
      sheetHistory: [],
      sheetProblem: null,
    })),
    on(StaffOrdersActions.sheetClosed, (state): ShopOrdersState => ({
      ...state,
      sheetId: null,
      sheet: null,
    })),
    on(StaffApiActions.sheetLoaded, (state, { order, history }): ShopOrdersState =>
      order.id === state.sheetId ? { ...state, sheet: order, sheetHistory: history.items } : state,
    ),
    on(StaffApiActions.sheetFailed, (state, { problem }): ShopOrdersState => ({
      ...state,
      sheetProblem: problem,
    })),
  ),
  extraSelectors: ({ selectRows, selectWaiting }) => ({
    selectKnown: createSelector(selectRows, selectWaiting, (rows, waiting) =>
      [...waiting, ...rows].map(({ id, version }) => ({ orderId: id, version })),
    ),
  }),
});
