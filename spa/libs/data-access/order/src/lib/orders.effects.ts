import { inject } from '@angular/core';
import { Actions, createEffect, ofType } from '@ngrx/effects';
import { concatLatestFrom } from '@ngrx/operators';
import { Store } from '@ngrx/store';
import {
  cancelOrder,
  cancelOrderLines,
  confirmPayment,
  getOrder,
  getOrderHistory,
  listOrders,
} from '@stoa/data-access/api';
import type { Order } from '@stoa/data-access/core';
import { Authority, injectCalls, Live, withOrderToken } from '@stoa/data-access/core';
import { toProblem } from '@stoa/shared';
import {
  catchError,
  EMPTY,
  exhaustMap,
  filter,
  forkJoin,
  map,
  Observable,
  of,
  switchMap,
  takeUntil,
} from 'rxjs';
import { OrderKeys } from './order-keys';
import { LiveActions, MyOrdersActions, OrderPageActions, OrdersApiActions } from './orders.actions';
import { ordersFeature } from './orders.feature';

/** By what right this browser watches an order: the token of the purchase where it holds one, else the session. */
export function authorityOver(orderId: string, keys: OrderKeys): Authority {
  const orderToken = keys.tokenOf(orderId);
  return orderToken ? { orderToken, orderId } : { audience: 'shopper' };
}

function openOrder(store: Store): Observable<string> {
  return store.select(ordersFeature.selectOpenId).pipe(filter((id) => id !== null));
}

/** Read when the page opens, when asked, and behind every piece of news, which names less than the page shows. */
export const loadOrder = createEffect(
  (actions$ = inject(Actions), store = inject(Store), calls = injectCalls(), keys = inject(OrderKeys)) =>
    actions$.pipe(
      ofType(OrderPageActions.opened, OrderPageActions.reloadRequested, LiveActions.orderMoved),
      concatLatestFrom(() => openOrder(store)),
      switchMap(([, orderId]) => {
        const right = () => withOrderToken(keys.tokenOf(orderId));
        return forkJoin({
          order: calls(getOrder, { orderId }, right()),
          history: calls(getOrderHistory, { orderId }, right()),
        }).pipe(
          map((loaded) => OrdersApiActions.orderLoaded(loaded)),
          catchError((thrown) => of(OrdersApiActions.orderFailed({ problem: toProblem(thrown) }))),
        );
      }),
    ),
  { functional: true },
);

/** Watches from the first version that was read, so that nothing between reading and watching is missed. */
export const watchOrder = createEffect(
  (actions$ = inject(Actions), live = inject(Live), keys = inject(OrderKeys)) =>
    actions$.pipe(
      ofType(OrderPageActions.opened),
      switchMap(({ orderId }) =>
        actions$.pipe(
          ofType(OrdersApiActions.orderLoaded),
          filter(({ order }) => order.id === orderId),
          map(({ order }) => order),
          watchedOnce((order) => live.order(authorityOver(orderId, keys), orderId, order.version)),
          map((order) => LiveActions.orderMoved({ order })),
          takeUntil(actions$.pipe(ofType(OrderPageActions.closed))),
        ),
      ),
    ),
  { functional: true },
);

/** Starts at the first order and goes on with it, however often it is read again. */
function watchedOnce<T>(watch: (order: Order) => Observable<T>) {
  return (orders$: Observable<Order>): Observable<T> => orders$.pipe(exhaustMap(watch));
}

export const cancel = createEffect(
  (actions$ = inject(Actions), store = inject(Store), calls = injectCalls(), keys = inject(OrderKeys)) =>
    actions$.pipe(
      ofType(OrderPageActions.cancelRequested, OrderPageActions.linesCancelRequested),
      concatLatestFrom(() => openOrder(store)),
      exhaustMap(([action, orderId]) => {
        const { reason, key } = action;
        const right = withOrderToken(keys.tokenOf(orderId));
        const named = { orderId, 'Idempotency-Key': key };
        const call =
          'lines' in action
            ? calls(cancelOrderLines, { ...named, body: { lines: action.lines, reason } }, right)
            : calls(cancelOrder, { ...named, body: { reason } }, right);
        return call.pipe(
          map(() => OrderPageActions.reloadRequested()),
          catchError((thrown) => of(OrdersApiActions.cancelFailed({ problem: toProblem(thrown) }))),
        );
      }),
    ),
  { functional: true },
);

/**
 * The buyer is back from the provider's page: the shop looks at once what became of the payment. Where it cannot, it
 * learns it by itself a moment later, so a failure here is nobody's trouble.
 */
export const confirm = createEffect(
  (actions$ = inject(Actions), store = inject(Store), calls = injectCalls(), keys = inject(OrderKeys)) =>
    actions$.pipe(
      ofType(OrderPageActions.approvalReturned),
      concatLatestFrom(() => openOrder(store)),
      exhaustMap(([, orderId]) =>
        calls(confirmPayment, { orderId }, withOrderToken(keys.tokenOf(orderId))).pipe(
          map(() => OrderPageActions.reloadRequested()),
          catchError(() => EMPTY),
        ),
      ),
    ),
  { functional: true },
);

export const loadOwnOrders = createEffect(
  (actions$ = inject(Actions), store = inject(Store), calls = injectCalls()) =>
    actions$.pipe(
      ofType(MyOrdersActions.opened, MyOrdersActions.moreRequested),
      concatLatestFrom(() => store.select(ordersFeature.selectOwnNext)),
      switchMap(([action, next]) => {
        const isMore = action.type === MyOrdersActions.moreRequested.type;
        if (isMore && !next) return EMPTY;
        return calls(listOrders, { of: 'me', cursor: isMore ? (next ?? undefined) : undefined }).pipe(
          map((page) => OrdersApiActions.ownOrdersLoaded({ page, isMore })),
          catchError((thrown) => of(OrdersApiActions.ownOrdersFailed({ problem: toProblem(thrown) }))),
        );
      }),
    ),
  { functional: true },
);

export const watchOwnOrders = createEffect(
  (actions$ = inject(Actions), store = inject(Store), live = inject(Live)) => {
    const own = store.selectSignal(ordersFeature.selectOwn);
    return actions$.pipe(
      ofType(MyOrdersActions.opened),
      switchMap(() =>
        live
          .list({ audience: 'shopper' }, 'orders', () =>
            own().map(({ id, version }) => ({ orderId: id, version })),
          )
          .pipe(
            map((order) => LiveActions.ownOrderMoved({ order })),
            takeUntil(actions$.pipe(ofType(MyOrdersActions.closed))),
          ),
      ),
    );
  },
  { functional: true },
);

export const ordersEffects = { loadOrder, watchOrder, cancel, confirm, loadOwnOrders, watchOwnOrders };
