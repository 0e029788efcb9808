import { TestBed } from '@angular/core/testing';
import { LOCAL_STORE } from '@stoa/shared';
import type { CartItem } from './cart-line';
import { CartStore } from './cart.store';

const boots: CartItem = {
  variantId: 'v1',
  productId: 'p1',
  name: 'Boots',
  variant: '42',
  imageUrl: '/demo/boots.webp',
  unitPrice: { amount: 14900, currency: 'EUR' },
};
const tent: CartItem = { ...boots, variantId: 'v2', productId: 'p2', name: 'Tent', variant: '' };

const refused = (type: string, errors: object[]) => ({ type, title: 'No', status: 409, errors }) as never;

describe('the bag', () => {
  beforeEach(() => {
    localStorage.clear();
    TestBed.resetTestingModule();
  });
  const bag = () => TestBed.inject(CartStore);

  it('adds up pieces and prices', () => {
    const cart = bag();
    cart.add(boots);
    cart.add(boots, 2);
    cart.add(tent);
    expect(cart.lines().map(({ name, quantity }) => [name, quantity])).toEqual([
      ['Boots', 3],
      ['Tent', 1],
    ]);
    expect(cart.count()).toBe(4);
    expect(cart.total()).toEqual({ amount: 4 * 14900, currency: 'EUR' });
  });

  it('tells of each addition, also of the same thing twice', () => {
    const cart = bag();
    cart.add(boots);
    const first = cart.added();
    cart.add(boots);
    expect(cart.added()).not.toBe(first);
    expect(cart.added()?.line.quantity).toBe(2);
  });

  it('keeps quantities within what can be ordered', () => {
    const cart = bag();
    cart.add(boots);
    cart.setQuantity('v1', 5000);
    expect(cart.lines()[0]?.quantity).toBe(999);
    cart.setQuantity('v1', -3);
    expect(cart.lines()[0]?.quantity).toBe(1);
  });

  it('puts back what was taken out, where it stood', () => {
    const cart = bag();
    cart.add(boots);
    cart.add(tent);
    cart.remove('v1');
    cart.undoRemove();
    expect(cart.lines().map(({ name }) => name)).toEqual(['Boots', 'Tent']);
  });

  it('outlives the page', () => {
    bag().add(boots);
    TestBed.tick();
    TestBed.resetTestingModule();
    expect(bag().lines()).toMatchObject([{ name: 'Boots', quantity: 1 }]);
  });

  it('starts empty where something else was stored', () => {
    localStorage.setItem('stoa.bag', '[{"variantId":7}]');
    expect(bag().isEmpty()).toBe(true);
  });

  it('works where the browser stores nothing', () => {
    const forbidden = () => {
      throw new DOMException('no', 'SecurityError');
    };
    TestBed.configureTestingModule({
      providers: [
        { provide: LOCAL_STORE, useValue: { getItem: forbidden, setItem: forbidden, removeItem: forbidden } },
      ],
    });
    const cart = bag();
    cart.add(boots);
    TestBed.tick();
    expect(cart.count()).toBe(1);
  });

  it('follows another tab of the shop', () => {
    const cart = bag();
    localStorage.setItem('stoa.bag', JSON.stringify([{ ...tent, quantity: 2 }]));
    window.dispatchEvent(new StorageEvent('storage', { key: 'stoa.bag' }));
    expect(cart.lines()).toMatchObject([{ name: 'Tent', quantity: 2 }]);
  });

  it('shows at the line what is left, and takes that much', () => {
    const cart = bag();
    cart.add(boots);
    cart.add(tent, 5);
    const problem = refused('/problems/out-of-stock', [
      { pointer: '/lines/1/quantity', detail: 'x', available: 2 },
    ]);
    expect(cart.note(problem, ['v1', 'v2'])).toBe(true);
    expect(cart.lines()[0]?.trouble).toBeUndefined();
    expect(cart.lines()[1]?.trouble).toEqual({ available: 2, unitPrice: undefined });
    cart.mend('v2');
    expect(cart.lines()[1]).toMatchObject({ quantity: 2, trouble: undefined });
  });

  it('is mended as well by choosing fewer', () => {
    const cart = bag();
    cart.add(tent, 5);
    cart.note(
      refused('/problems/out-of-stock', [{ pointer: '/lines/0/quantity', detail: 'x', available: 2 }]),
      ['v2'],
    );
    cart.setQuantity('v2', 3);
    expect(cart.isTroubled()).toBe(true);
    cart.setQuantity('v2', 2);
    expect(cart.isTroubled()).toBe(false);
  });

  it('takes out what is gone', () => {
    const cart = bag();
    cart.add(tent);
    cart.note(
      refused('/problems/out-of-stock', [{ pointer: '/lines/0/quantity', detail: 'x', available: 0 }]),
      ['v2'],
    );
    cart.mend('v2');
    expect(cart.isEmpty()).toBe(true);
  });

  it('takes a new price only when told to', () => {
    const cart = bag();
    cart.add(boots);
    const unitPrice = { amount: 15900, currency: 'EUR' };
    cart.note(
      refused('/problems/price-changed', [{ pointer: '#/lines/0/unitPrice', detail: 'x', unitPrice }]),
      ['v1'],
    );
    expect(cart.total()?.amount).toBe(14900);
    cart.mend('v1');
    expect(cart.total()?.amount).toBe(15900);
  });

  it('leaves other problems to others', () => {
    const cart = bag();
    cart.add(boots);
    expect(cart.note(refused('/problems/invalid-request', []), ['v1'])).toBe(false);
    expect(cart.isTroubled()).toBe(false);
  });

  it('gives up what was bought, and keeps what was added meanwhile', () => {
    const cart = bag();
    cart.add(boots, 3);
    cart.add(tent);
    cart.take([{ variantId: 'v1', quantity: 2 }]);
    expect(cart.lines().map(({ name, quantity }) => [name, quantity])).toEqual([
      ['Boots', 1],
      ['Tent', 1],
    ]);
  });
});
