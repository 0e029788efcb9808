import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideEffects } from '@ngrx/effects';
import { provideState, provideStore, Store } from '@ngrx/store';
import type { LiveOrder, Order, OrderSummary } from '@stoa/data-access/core';
import { Live, provideShopHttp } from '@stoa/data-access/core';
import { Subject } from 'rxjs';
import { OrderKeys } from './order-keys';
import {
  LiveActions,
  OrderPageActions,
  OrdersApiActions,
  StaffApiActions,
  StaffOrdersActions,
} from './orders.actions';
import { ordersEffects } from './orders.effects';
import { ordersFeature } from './orders.feature';
import { shopOrdersEffects } from './shop-orders.effects';
import { shopOrdersFeature } from './shop-orders.feature';

const order = (version: number, status: Order['status'] = 'PLACED') =>
  ({
    id: 'o1',
    number: 'N-1',
    version,
    status,
    payment: 'PENDING',
    fulfilment: 'UNFULFILLED',
    shipments: [],
    links: {},
  }) as unknown as Order;
const news = (version: number, status: Order['status'], orderId = 'o1') =>
  ({
    orderId,
    number: 'N-1',
    version,
    status,
    pieces: 1,
    total: { amount: 1, currency: 'EUR' },
    at: 'now',
  }) as LiveOrder;
const row = (id: string, version = 0) =>
  ({ id, number: id, version, status: 'PAID', placedDate: 'then', modifiedDate: 'then' }) as OrderSummary;
const history = { items: [], links: {} };

describe('orders', () => {
  let store: Store;
  let server: HttpTestingController;
  let line: Subject<LiveOrder>;
  let watched: unknown[][];

  beforeEach(() => {
    jest.useFakeTimers();
    localStorage.clear();
    line = new Subject();
    watched = [];
    const live = {
      order: (...asked: unknown[]) => (watched.push(asked), line),
      list: (...asked: unknown[]) => (watched.push(asked), line),
    };
    TestBed.configureTestingModule({
      providers: [
        provideShopHttp(),
        provideHttpClientTesting(),
        provideStore(),
        provideState(ordersFeature),
        provideState(shopOrdersFeature),
        provideEffects(ordersEffects, shopOrdersEffects),
        { provide: Live, useValue: live },
      ],
    });
    store = TestBed.inject(Store);
    server = TestBed.inject(HttpTestingController);
  });

  afterEach(() => jest.useRealTimers());

  const settle = () => jest.advanceTimersByTimeAsync(0);
  const open = () => store.selectSignal(ordersFeature.selectOpen)();
  const shop = () => store.selectSignal(shopOrdersFeature.selectShopOrdersState)();

  it('are read with the key of the purchase, and watched from the version that was read', async () => {
    TestBed.inject(OrderKeys).keep({ orderId: 'o1', number: 'N-1', token: 'guest-key', placedDate: 'then' });
    store.dispatch(OrderPageActions.opened({ orderId: 'o1' }));
    await settle();
    const read = server.expectOne('/api/v1/orders/o1');
    expect(read.request.headers.get('X-Order-Token')).toBe('guest-key');
    read.flush(order(1));
    server.expectOne('/api/v1/orders/o1/history').flush(history);
    await settle();
    expect(open()?.version).toBe(1);
    expect(watched).toEqual([[{ orderToken: 'guest-key', orderId: 'o1' }, 'o1', 1]]);
  });

  it('show news at once and read the rest behind it', async () => {
    store.dispatch(OrderPageActions.opened({ orderId: 'o1' }));
    await settle();
    server.expectOne('/api/v1/orders/o1').flush(order(1));
    server.expectOne('/api/v1/orders/o1/history').flush(history);
    await settle();
    line.next(news(2, 'PAID'));
    expect(open()).toMatchObject({ version: 2, status: 'PAID' });
    await settle();
    server.expectOne('/api/v1/orders/o1').flush({ ...order(2, 'PAID'), payment: 'CAPTURED' });
    server.expectOne('/api/v1/orders/o1/history').flush(history);
    await settle();
    expect(open()?.payment).toBe('CAPTURED');
    expect(watched).toHaveLength(1);
  });

  it('never go back to an older version, whichever way is slower', () => {
    store.dispatch(OrderPageActions.opened({ orderId: 'o1' }));
    store.dispatch(OrdersApiActions.orderLoaded({ order: order(3, 'SHIPPED'), history }));
    store.dispatch(LiveActions.orderMoved({ order: news(2, 'PAID') }));
    store.dispatch(OrdersApiActions.orderLoaded({ order: order(2, 'PAID'), history }));
    expect(open()).toMatchObject({ version: 3, status: 'SHIPPED' });
  });

  it('that are closed are not filled by a late answer', () => {
    store.dispatch(OrderPageActions.opened({ orderId: 'o1' }));
    store.dispatch(OrderPageActions.opened({ orderId: 'o2' }));
    store.dispatch(OrdersApiActions.orderLoaded({ order: order(1), history }));
    expect(open()).toBeNull();
  });

  describe('of the shop', () => {
    beforeEach(() => {
      store.dispatch(StaffOrdersActions.opened({ filters: {} }));
      store.dispatch(
        StaffApiActions.ordersLoaded({ page: { items: [row('a'), row('b')], links: {} }, isMore: false }),
      );
    });

    it('wait when they are new, so that no row moves under the pointer', () => {
      store.dispatch(LiveActions.shopOrderMoved({ order: news(0, 'PLACED', 'c') }));
      expect(shop().rows.map(({ id }) => id)).toEqual(['a', 'b']);
      expect(shop().waiting.map(({ id }) => id)).toEqual(['c']);
      store.dispatch(LiveActions.shopOrderMoved({ order: news(1, 'PAID', 'c') }));
      store.dispatch(StaffOrdersActions.waitingShown());
      expect(shop().rows.map(({ id, status }) => [id, status])).toEqual([
        ['c', 'PAID'],
        ['a', 'PAID'],
        ['b', 'PAID'],
      ]);
      expect(shop().waiting).toEqual([]);
    });

    it('change where they stand, also when the filter would not show them any more', () => {
      store.dispatch(LiveActions.shopOrderMoved({ order: news(1, 'SHIPPED', 'b') }));
      expect(shop().rows[1]).toMatchObject({ id: 'b', status: 'SHIPPED', isFresh: true });
      store.dispatch(LiveActions.shopOrderMoved({ order: news(0, 'PLACED', 'b') }));
      expect(shop().rows[1]?.status).toBe('SHIPPED');
    });

    it('that came while the line was down wait like the others', () => {
      const page = { items: [row('d'), row('c'), row('a', 4), row('b')], links: {} };
      store.dispatch(StaffApiActions.ordersCaughtUp({ page }));
      expect(shop().waiting.map(({ id }) => id)).toEqual(['d', 'c']);
      expect(shop().rows[0]?.version).toBe(4);
    });

    it('are shipped once per press, and delivered by the shipment that is under way', async () => {
      server.match(() => true);
      store.dispatch(StaffOrdersActions.deliverRequested({ orderId: 'a', key: 'key-12345' }));
      expect(shop().busy).toEqual(['a']);
      await settle();
      server
        .expectOne('/api/v1/orders/a')
        .flush({ ...order(2, 'SHIPPED'), id: 'a', shipments: [{ id: 's1', status: 'SHIPPED' }] });
      await settle();
      const delivery = server.expectOne('/api/v1/orders/a/shipments/s1/delivery');
      expect(delivery.request.headers.get('Idempotency-Key')).toBe('key-12345');
      delivery.flush({ ...order(3, 'DELIVERED'), id: 'a' });
      await settle();
      expect(shop().rows[0]).toMatchObject({ id: 'a', status: 'DELIVERED' });
      expect(shop().busy).toEqual([]);
    });
  });
});
