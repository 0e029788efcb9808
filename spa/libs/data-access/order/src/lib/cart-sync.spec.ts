import { HttpTestingController, provideHttpClientTesting, TestRequest } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import type { Cart } from '@stoa/data-access/core';
import { provideShopHttp, SessionStore } from '@stoa/data-access/core';
import type { CartItem } from './cart-line';
import { CartSync } from './cart-sync';
import { CartStore } from './cart.store';

const price = (amount: number) => ({ amount, currency: 'EUR' });
const boots: CartItem = {
  variantId: 'boots',
  productId: 'p1',
  name: 'Boots',
  variant: '42',
  imageUrl: null,
  unitPrice: price(100),
};
const tent: CartItem = { ...boots, variantId: 'tent', productId: 'p2', name: 'Tent' };

function cartOf(version: number, pieces: Record<string, number>, more: Partial<Cart> = {}): Cart {
  const lines = Object.entries(pieces).map(([variantId, quantity]) => ({
    variantId,
    quantity,
    state: 'AVAILABLE',
    available: 50,
    unitPrice: price(100),
    total: price(100 * quantity),
  }));
  const goods = lines.reduce((sum, { quantity }) => sum + 100 * quantity, 0);
  return {
    id: 'c1',
    status: 'OPEN',
    version,
    lines,
    price: {
      currency: 'EUR',
      lines: goods,
      adjustments: [],
      tax: { mode: 'INCLUSIVE', added: 0, parts: [] },
      total: goods,
    },
    shippingMethods: [],
    ...more,
  } as unknown as Cart;
}

describe('the bag and the cart at the server', () => {
  let server: HttpTestingController;

  beforeEach(() => {
    jest.useFakeTimers();
    localStorage.clear();
    open();
  });

  afterEach(() => {
    server.verify();
    jest.useRealTimers();
  });

  function open(): void {
    TestBed.resetTestingModule();
    TestBed.configureTestingModule({ providers: [provideShopHttp(), provideHttpClientTesting()] });
    server = TestBed.inject(HttpTestingController);
    TestBed.inject(CartSync);
  }

  const bag = () => TestBed.inject(CartStore);
  const quiet = async () => {
    TestBed.tick();
    await jest.advanceTimersByTimeAsync(300);
  };
  const pieces = ({ request }: TestRequest) =>
    Object.fromEntries(
      (request.body as { lines: { variantId: string; quantity: number }[] }).lines.map((line) => [
        line.variantId,
        line.quantity,
      ]),
    );

  async function opened(): Promise<void> {
    bag().add(boots);
    await quiet();
    server.expectOne('/api/v1/carts').flush({ cart: cartOf(1, { boots: 1 }), cartToken: 'guest-key' });
    await quiet();
  }

  it('asks for nothing while nothing is in it', async () => {
    await quiet();
    server.verify();
  });

  it('says that its sums are old until the server has answered', async () => {
    bag().add(boots);
    expect(bag().isUpdating()).toBe(true);
    await quiet();
    server.expectOne('/api/v1/carts').flush({ cart: cartOf(1, { boots: 1 }), cartToken: 'guest-key' });
    await quiet();
    expect(bag().isUpdating()).toBe(false);
    expect(bag().price()?.total).toBe(100);
    expect(TestBed.inject(CartSync).reference()).toEqual({ cartId: 'c1', version: 1, token: 'guest-key' });
  });

  it('tells many clicks as one state, and what was clicked meanwhile as the next one', async () => {
    await opened();
    for (let click = 2; click <= 9; click++) bag().setQuantity('boots', click);
    await quiet();
    const first = server.expectOne('/api/v1/carts/c1');
    expect(first.request.headers.get('If-Match')).toBe('"1"');
    expect(first.request.headers.get('X-Cart-Token')).toBe('guest-key');
    expect(pieces(first)).toEqual({ boots: 9 });
    bag().setQuantity('boots', 12);
    await quiet();
    server.verify();
    first.flush(cartOf(2, { boots: 9 }));
    await quiet();
    const second = server.expectOne('/api/v1/carts/c1');
    expect(second.request.headers.get('If-Match')).toBe('"2"');
    expect(pieces(second)).toEqual({ boots: 12 });
    expect(bag().lines()[0]?.quantity).toBe(12);
    second.flush(cartOf(3, { boots: 12 }));
    await quiet();
    expect(bag().isUpdating()).toBe(false);
  });

  it('loses no click to another device', async () => {
    await opened();
    bag().setQuantity('boots', 3);
    await quiet();
    const stale = { type: '/problems/stale', title: 'Stale', status: 412 };
    server.expectOne('/api/v1/carts/c1').flush(stale, { status: 412, statusText: 'Stale' });
    await quiet();
    server.expectOne(({ method }) => method === 'GET').flush(cartOf(7, { boots: 1, tent: 2 }));
    await quiet();
    const again = server.expectOne('/api/v1/carts/c1');
    expect(again.request.headers.get('If-Match')).toBe('"7"');
    expect(pieces(again)).toEqual({ boots: 3, tent: 2 });
    again.flush(cartOf(8, { boots: 3, tent: 2 }));
    await quiet();
    expect(bag().count()).toBe(5);
  });

  it('shows after a reload what another device has put in', async () => {
    await opened();
    open();
    await quiet();
    server.expectOne(({ method }) => method === 'GET').flush(cartOf(2, { boots: 1, tent: 4 }));
    await quiet();
    expect(bag().count()).toBe(5);
  });

  it('says at the line that fewer are left', async () => {
    await opened();
    bag().setQuantity('boots', 5);
    await quiet();
    const short = cartOf(2, { boots: 5 });
    server
      .expectOne('/api/v1/carts/c1')
      .flush({ ...short, lines: [{ ...short.lines[0], state: 'SHORT', available: 2 }] });
    await quiet();
    expect(bag().lines()[0]?.trouble).toEqual({ available: 2 });
  });

  it('takes a lower price, and asks about a higher one', async () => {
    await opened();
    const at = (version: number, amount: number) => {
      const cart = cartOf(version, { boots: 1 });
      return { ...cart, lines: [{ ...cart.lines[0], unitPrice: price(amount) }] };
    };
    for (const amount of [90, 110]) {
      TestBed.inject(CartSync).refresh();
      await quiet();
      server.expectOne(({ method }) => method === 'GET').flush(at(1, amount));
      await quiet();
    }
    expect(bag().lines()[0]).toMatchObject({ unitPrice: price(90), trouble: { unitPrice: price(110) } });
    bag().mend('boots');
    expect(bag().lines()[0]).toMatchObject({ unitPrice: price(110) });
    expect(bag().isTroubled()).toBe(false);
  });

  it('gives up what was bought in another tab', async () => {
    await opened();
    TestBed.inject(CartSync).refresh();
    await quiet();
    server
      .expectOne(({ method }) => method === 'GET')
      .flush(cartOf(2, { boots: 1 }, { status: 'ORDERED', orderId: 'o1' }));
    await quiet();
    expect(bag().isEmpty()).toBe(true);
  });

  it('begins anew with what is shown when the cart has expired', async () => {
    await opened();
    bag().add(tent);
    await quiet();
    const gone = { type: '/problems/not-found', title: 'Gone', status: 404 };
    server.expectOne('/api/v1/carts/c1').flush(gone, { status: 404, statusText: 'Gone' });
    await quiet();
    const anew = server.expectOne('/api/v1/carts');
    expect(pieces(anew)).toEqual({ boots: 1, tent: 1 });
    anew.flush({ cart: cartOf(1, { boots: 1, tent: 1 }, { id: 'c2' }), cartToken: 'other-key' });
    await quiet();
    expect(TestBed.inject(CartSync).reference()?.cartId).toBe('c2');
  });

  it("takes a guest's cart along into the one of the account, and leaves it there", async () => {
    await opened();
    const session = TestBed.inject(SessionStore);
    const signIn = session.signIn('shopper', 'mara@example.org', 'secret');
    await quiet();
    server.expectOne('/api/v1/sessions').flush({
      accessToken: 'token',
      expiresIn: 600,
      account: { id: 'a', email: 'mara@example.org', name: 'Mara', audience: 'shopper', scopes: [] },
    });
    await signIn;
    await quiet();
    const joined = server.expectOne('/api/v1/carts');
    expect(joined.request.headers.get('X-Cart-Token')).toBe('guest-key');
    expect(joined.request.headers.get('Authorization')).toBe('Bearer token');
    joined.flush({ cart: cartOf(4, { boots: 1, tent: 2 }, { id: 'mine' }) });
    await quiet();
    expect(bag().count()).toBe(3);
    const out = session.signOut('shopper');
    await quiet();
    server.expectOne('/api/v1/sessions/shopper').flush(null);
    await out;
    await quiet();
    expect(bag().isEmpty()).toBe(true);
  });

  it('goes on without the server, and says so', async () => {
    await opened();
    bag().add(tent);
    await quiet();
    server.expectOne('/api/v1/carts/c1').flush(null, { status: 500, statusText: 'Oops' });
    await quiet();
    expect(bag().isCutOff()).toBe(true);
    expect(bag().count()).toBe(2);
    await jest.advanceTimersByTimeAsync(20_000);
    server.expectOne('/api/v1/carts/c1').flush(cartOf(2, { boots: 1, tent: 1 }));
    await quiet();
    expect(bag().isCutOff()).toBe(false);
  });
});
