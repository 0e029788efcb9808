import { HttpTestingController, provideHttpClientTesting, TestRequest } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideShopHttp } from '@stoa/data-access/core';
import { CartStore } from './cart.store';
import { Buyer, CheckoutStore } from './checkout.store';
import { OrderKeys } from './order-keys';

const buyer: Buyer = {
  contact: { email: 'mara@example.org', name: 'Mara Lind' },
  address: { name: 'Mara Lind', line1: 'Hauptstraße 1', postalCode: '10115', city: 'Berlin', country: 'DE' },
  card: { number: '4242424242424242', expMonth: 12, expYear: 2034, cvc: '123' },
};
const unitPrice = { amount: 14900, currency: 'EUR' };
const answer = {
  order: {
    id: 'o1',
    number: 'N-1',
    placedDate: '2026-11-23T09:15:00Z',
    lines: [{ variantId: 'v1', quantity: 1 }],
  },
  orderToken: 'unguessable-unguessable',
};

function cartOf(version: number, quantity: number, more = {}) {
  const total = 14900 * quantity + 490;
  return {
    id: 'c1',
    status: 'OPEN',
    version,
    lines: [{ variantId: 'v1', quantity, state: 'AVAILABLE', available: 9, unitPrice }],
    price: {
      currency: 'EUR',
      lines: 14900 * quantity,
      adjustments: [],
      shipping: { method: 'parcel', name: 'Parcel', amount: 490 },
      tax: { mode: 'INCLUSIVE', added: 0, parts: [] },
      total,
    },
    shippingMethods: [{ method: 'parcel', name: 'Parcel', amount: 490 }],
    ...more,
  };
}

describe('the checkout', () => {
  let server: HttpTestingController;

  beforeEach(() => {
    jest.useFakeTimers();
    localStorage.clear();
    sessionStorage.clear();
    open();
  });

  afterEach(() => {
    server.verify();
    jest.useRealTimers();
  });

  /** A page is opened anew; what the browser stores stays. */
  function open(): void {
    TestBed.resetTestingModule();
    TestBed.configureTestingModule({
      providers: [CheckoutStore, provideShopHttp(), provideHttpClientTesting()],
    });
    server = TestBed.inject(HttpTestingController);
  }

  const quiet = async () => {
    TestBed.tick();
    await jest.advanceTimersByTimeAsync(300);
  };
  const settle = () => jest.advanceTimersByTimeAsync(0);
  const checkout = () => TestBed.inject(CheckoutStore);
  const cart = () => TestBed.inject(CartStore);

  async function ready(): Promise<void> {
    cart().add({ variantId: 'v1', productId: 'p1', name: 'Boots', variant: '', imageUrl: null, unitPrice });
    void checkout().prepare();
    await settle();
    server
      .expectOne('/api/v1/payments/setup')
      .flush({ provider: 'sandbox', tokenizeUrl: 'https://psp.example/tokens', publishableKey: 'pk' });
    await quiet();
    server.expectOne('/api/v1/carts').flush({ cart: cartOf(1, 1), cartToken: 'cart-key' });
    await quiet();
  }
  /** The bag is told to the server, which answers what it costs. */
  async function told(version: number, quantity: number): Promise<void> {
    await quiet();
    server.expectOne('/api/v1/carts/c1').flush(cartOf(version, quantity));
    await quiet();
  }
  async function tokenised(token = 'tok_1'): Promise<void> {
    await settle();
    server.expectOne('https://psp.example/tokens').flush({ token });
    await settle();
  }
  function order(): TestRequest {
    return server.expectOne('/api/v1/checkouts');
  }

  it('gives the card to the provider alone, and the order its token', async () => {
    await ready();
    void checkout().pay(buyer);
    const card = server.expectOne('https://psp.example/tokens');
    expect(card.request.body).toEqual({ publishableKey: 'pk', card: buyer.card });
    card.flush({ token: 'tok_1' });
    await settle();
    const request = order();
    expect(JSON.stringify(request.request.body)).not.toContain('4242');
    expect(request.request.body).toMatchObject({
      lines: [{ variantId: 'v1', quantity: 1, unitPrice }],
      payment: { kind: 'card', token: 'tok_1' },
      shippingMethod: 'parcel',
      expectedTotal: { amount: 15390, currency: 'EUR' },
      cart: { cartId: 'c1', version: 1 },
    });
    expect(request.request.headers.get('X-Cart-Token')).toBe('cart-key');
    request.flush(answer);
    await settle();
    expect(checkout().orderId()).toBe('o1');
    expect(cart().isEmpty()).toBe(true);
    expect(TestBed.inject(OrderKeys).tokenOf('o1')).toBe('unguessable-unguessable');
    expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain('4242');
  });

  it('makes one attempt of two presses', async () => {
    await ready();
    void checkout().pay(buyer);
    void checkout().pay(buyer);
    await tokenised();
    order().flush(answer);
    await settle();
  });

  it('asks again with the same key and body after a reload', async () => {
    await ready();
    void checkout().pay(buyer);
    await tokenised();
    const before = order();
    const { headers, body } = before.request;
    open();
    void checkout().resume();
    await settle();
    const after = order();
    expect(after.request.headers.get('Idempotency-Key')).toBe(headers.get('Idempotency-Key'));
    expect(after.request.body).toEqual(body);
    after.flush(answer);
    await settle();
    expect(checkout().orderId()).toBe('o1');
    expect(await checkout().resume()).toBe(false);
  });

  it('does not know the outcome when no answer came, and then asks for it rather than paying anew', async () => {
    await ready();
    void checkout().pay(buyer);
    await tokenised();
    const key = 'Idempotency-Key';
    const first = order();
    first.flush(null, { status: 503, statusText: 'Busy', headers: { 'Retry-After': '60' } });
    await settle();
    expect(checkout().status()).toBe('open');
    void checkout().pay(buyer);
    await settle();
    const second = order();
    expect(second.request.headers.get(key)).toBe(first.request.headers.get(key));
    second.flush(answer);
    await settle();
    expect(checkout().orderId()).toBe('o1');
  });

  it('makes a new key after a clear no, and shows it at the line', async () => {
    await ready();
    cart().setQuantity('v1', 3);
    await told(2, 3);
    void checkout().pay(buyer);
    await tokenised();
    const first = order();
    const problem = {
      type: '/problems/out-of-stock',
      title: 'Not enough in stock',
      status: 409,
      errors: [{ pointer: '/lines/0/quantity', detail: 'only 2 left', available: 2 }],
    };
    first.flush(problem, { status: 409, statusText: 'Conflict' });
    await settle();
    expect(checkout().status()).toBe('refused');
    expect(cart().lines()[0]?.trouble?.available).toBe(2);
    cart().mend('v1');
    await told(3, 2);
    void checkout().pay(buyer);
    await tokenised('tok_2');
    const second = order();
    expect(second.request.headers.get('Idempotency-Key')).not.toBe(
      first.request.headers.get('Idempotency-Key'),
    );
    expect(second.request.body).toMatchObject({ lines: [{ quantity: 2 }], payment: { token: 'tok_2' } });
    second.flush(answer);
    await settle();
  });

  it('shows the order that another tab has made of the same bag, instead of making a second one', async () => {
    await ready();
    void checkout().pay(buyer);
    cart().take([{ variantId: 'v1', quantity: 1 }]);
    await tokenised();
    const problem = { type: '/problems/cart-ordered', title: 'Bought already', status: 409 };
    order().flush(problem, { status: 409, statusText: 'Conflict' });
    await settle();
    server.expectOne('/api/v1/carts/c1').flush(cartOf(2, 1, { status: 'ORDERED', orderId: 'o7' }));
    await quiet();
    expect(checkout().orderId()).toBe('o7');
    expect(cart().isEmpty()).toBe(true);
  });

  it('does not pay a sum that is being computed', async () => {
    await ready();
    cart().setQuantity('v1', 2);
    void checkout().pay(buyer);
    await settle();
    server.expectNone('https://psp.example/tokens');
    await told(2, 2);
  });

  it('makes no order with a card that the provider refuses', async () => {
    await ready();
    void checkout().pay(buyer);
    const problem = { type: '/problems/card', title: 'Refused', status: 402 };
    server.expectOne('https://psp.example/tokens').flush(problem, { status: 402, statusText: 'No' });
    await settle();
    expect(checkout().isCardProblem()).toBe(true);
    expect(sessionStorage.getItem('stoa.checkout')).toBeNull();
  });
});
