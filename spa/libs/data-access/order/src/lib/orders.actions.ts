import { createActionGroup, emptyProps, props } from '@ngrx/store';
import type { LinePieces, LiveOrder, Order, OrderHistory, OrderPage } from '@stoa/data-access/core';
import type { Problem } from '@stoa/shared';
import type { OrderFilters } from './shop-orders.feature';

export const OrderPageActions = createActionGroup({
  source: 'Order Page',
  events: {
    Opened: props<{ orderId: string }>(),
    'Reload Requested': emptyProps(),
    'Cancel Requested': props<{ reason: string; key: string }>(),
    'Lines Cancel Requested': props<{ lines: LinePieces[]; reason: string; key: string }>(),
    'Approval Returned': emptyProps(),
    Closed: emptyProps(),
  },
});

export const MyOrdersActions = createActionGroup({
  source: 'My Orders Page',
  events: { Opened: emptyProps(), 'More Requested': emptyProps(), Closed: emptyProps() },
});

export const StaffOrdersActions = createActionGroup({
  source: 'Staff Orders Page',
  events: {
    Opened: props<{ filters: OrderFilters }>(),
    'More Requested': emptyProps(),
    'Waiting Shown': emptyProps(),
    'Line Restored': emptyProps(),
    'Ship Requested': props<{ orderId: string; key: string }>(),
    'Deliver Requested': props<{ orderId: string; key: string }>(),
    'Sheet Opened': props<{ orderId: string }>(),
    'Sheet Closed': emptyProps(),
    Closed: emptyProps(),
  },
});

export const OrdersApiActions = createActionGroup({
  source: 'Orders API',
  events: {
    'Order Loaded': props<{ order: Order; history: OrderHistory }>(),
    'Order Failed': props<{ problem: Problem }>(),
    'Cancel Failed': props<{ problem: Problem }>(),
    'Own Orders Loaded': props<{ page: OrderPage; isMore: boolean }>(),
    'Own Orders Failed': props<{ problem: Problem }>(),
  },
});

export const StaffApiActions = createActionGroup({
  source: 'Staff API',
  events: {
    'Orders Loaded': props<{ page: OrderPage; isMore: boolean }>(),
    'Orders Caught Up': props<{ page: OrderPage }>(),
    'Orders Failed': props<{ problem: Problem }>(),
    'Order Stepped': props<{ order: Order }>(),
    'Step Failed': props<{ orderId: string; problem: Problem }>(),
    'Sheet Loaded': props<{ order: Order; history: OrderHistory }>(),
    'Sheet Failed': props<{ problem: Problem }>(),
  },
});

export const LiveActions = createActionGroup({
  source: 'Live',
  events: {
    'Order Moved': props<{ order: LiveOrder }>(),
    'Own Order Moved': props<{ order: LiveOrder }>(),
    'Shop Order Moved': props<{ order: LiveOrder }>(),
  },
});
