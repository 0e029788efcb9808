import { inject } from '@angular/core';
import { Actions, createEffect, ofType } from '@ngrx/effects';
import { concatLatestFrom } from '@ngrx/operators';
import { Store } from '@ngrx/store';
import { deliverOrder, getOrder, getOrderHistory, listOrders, shipOrder } from '@stoa/data-access/api';
import type { Order } from '@stoa/data-access/core';
import { as, injectCalls, Live } from '@stoa/data-access/core';
import { Problem, problemTypes, toProblem } from '@stoa/shared';
import {
  catchError,
  EMPTY,
  filter,
  forkJoin,
  map,
  mergeMap,
  Observable,
  of,
  switchMap,
  takeUntil,
  throwError,
} from 'rxjs';
import { LiveActions, StaffApiActions, StaffOrdersActions } from './orders.actions';
import { shopOrdersFeature } from './shop-orders.feature';

const staff = () => as('staff');
const PAGE = 50;

export const loadShopOrders = createEffect(
  (actions$ = inject(Actions), store = inject(Store), calls = injectCalls()) =>
    actions$.pipe(
      ofType(StaffOrdersActions.opened, StaffOrdersActions.moreRequested),
      concatLatestFrom(() => store.select(shopOrdersFeature.selectShopOrdersState)),
      switchMap(([action, state]) => {
        const isMore = action.type === StaffOrdersActions.moreRequested.type;
        if (isMore && !state.next) return EMPTY;
        return calls(
          listOrders,
          {
            of: 'shop',
            limit: PAGE,
            ...state.filters,
            cursor: isMore ? (state.next ?? undefined) : undefined,
          },
          staff(),
        ).pipe(
          map((page) => StaffApiActions.ordersLoaded({ page, isMore })),
          catchError((thrown) => of(StaffApiActions.ordersFailed({ problem: toProblem(thrown) }))),
        );
      }),
    ),
  { functional: true },
);

/** The line names what moved of what was known; orders that are new since then stand on the first page. */
export const catchUp = createEffect(
  (actions$ = inject(Actions), store = inject(Store), calls = injectCalls()) =>
    actions$.pipe(
      ofType(StaffOrdersActions.lineRestored),
      concatLatestFrom(() => store.select(shopOrdersFeature.selectShopOrdersState)),
      switchMap(([, { filters }]) =>
        calls(listOrders, { of: 'shop', limit: PAGE, ...filters }, staff()).pipe(
          map((page) => StaffApiActions.ordersCaughtUp({ page })),
          catchError((thrown) => of(StaffApiActions.ordersFailed({ problem: toProblem(thrown) }))),
        ),
      ),
    ),
  { functional: true },
);

/** Watches while the page is open. The first subscription waits for the list, so that it can name what is known. */
export const watchShopOrders = createEffect(
  (actions$ = inject(Actions), store = inject(Store), live = inject(Live)) => {
    const known = store.selectSignal(shopOrdersFeature.selectKnown);
    return actions$.pipe(
      ofType(StaffOrdersActions.opened),
      switchMap(() =>
        live.list({ audience: 'staff' }, 'shop-orders', known).pipe(
          map((order) => LiveActions.shopOrderMoved({ order })),
          takeUntil(actions$.pipe(ofType(StaffOrdersActions.closed))),
        ),
      ),
    );
  },
  { functional: true },
);

export const ship = createEffect(
  (actions$ = inject(Actions), calls = injectCalls()) =>
    actions$.pipe(
      ofType(StaffOrdersActions.shipRequested),
      mergeMap(({ orderId, key }) =>
        outcome(orderId, calls(shipOrder, { orderId, 'Idempotency-Key': key, body: {} }, staff())),
      ),
    ),
  { functional: true },
);

/** A row does not name its shipment: the order does. */
export const deliver = createEffect(
  (actions$ = inject(Actions), calls = injectCalls()) =>
    actions$.pipe(
      ofType(StaffOrdersActions.deliverRequested),
      mergeMap(({ orderId, key }) =>
        outcome(
          orderId,
          calls(getOrder, { orderId }, staff()).pipe(
            switchMap((order) => {
              const shipment = order.shipments.find(({ status }) => status === 'SHIPPED');
              return shipment
                ? calls(deliverOrder, { orderId, shipmentId: shipment.id, 'Idempotency-Key': key }, staff())
                : throwError(() => nothingUnderWay);
            }),
          ),
        ),
      ),
    ),
  { functional: true },
);

const nothingUnderWay: Problem = {
  type: problemTypes.unknown,
  title: 'Nothing of this order is under way',
  status: 409,
};

function outcome(orderId: string, call: Observable<Order>) {
  return call.pipe(
    map((order) => StaffApiActions.orderStepped({ order })),
    catchError((thrown) => of(StaffApiActions.stepFailed({ orderId, problem: toProblem(thrown) }))),
  );
}

/** Read when the sheet opens, and again when its order moves. */
export const loadSheet = createEffect(
  (actions$ = inject(Actions), store = inject(Store), calls = injectCalls()) =>
    actions$.pipe(
      ofType(StaffOrdersActions.sheetOpened, StaffApiActions.orderStepped, LiveActions.shopOrderMoved),
      concatLatestFrom(() => store.select(shopOrdersFeature.selectSheetId)),
      filter(([action, sheetId]) => sheetId !== null && orderIdOf(action) === sheetId),
      switchMap(([, sheetId]) => {
        const orderId = sheetId ?? '';
        return forkJoin({
          order: calls(getOrder, { orderId }, staff()),
          history: calls(getOrderHistory, { orderId }, staff()),
        }).pipe(
          map((loaded) => StaffApiActions.sheetLoaded(loaded)),
          catchError((thrown) => of(StaffApiActions.sheetFailed({ problem: toProblem(thrown) }))),
          takeUntil(actions$.pipe(ofType(StaffOrdersActions.sheetClosed))),
        );
      }),
    ),
  { functional: true },
);

function orderIdOf(
  action:
    | ReturnType<typeof StaffOrdersActions.sheetOpened>
    | ReturnType<typeof StaffApiActions.orderStepped>
    | ReturnType<typeof LiveActions.shopOrderMoved>,
): string {
  if ('orderId' in action) return action.orderId;
  return 'id' in action.order ? action.order.id : action.order.orderId;
}

export const shopOrdersEffects = { loadShopOrders, catchUp, watchShopOrders, ship, deliver, loadSheet };
