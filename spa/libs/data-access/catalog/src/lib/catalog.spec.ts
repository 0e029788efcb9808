import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideEffects } from '@ngrx/effects';
import { provideState, provideStore, Store } from '@ngrx/store';
import type { ProductSummary } from '@stoa/data-access/core';
import { provideShopHttp } from '@stoa/data-access/core';
import { ProductListActions, ProductPageActions } from './catalog.actions';
import { catalogEffects } from './catalog.effects';
import { catalogFeature } from './catalog.feature';

const product = (id: string) => ({ id, name: id }) as ProductSummary;
const next = { next: { href: '/api/v1/products?limit=24&cursor=c2' } };

describe('the catalogue', () => {
  let store: Store;
  let server: HttpTestingController;

  beforeEach(() => {
    jest.useFakeTimers();
    localStorage.clear();
    TestBed.configureTestingModule({
      providers: [
        provideShopHttp(),
        provideHttpClientTesting(),
        provideStore(),
        provideState(catalogFeature),
        provideEffects(catalogEffects),
      ],
    });
    store = TestBed.inject(Store);
    server = TestBed.inject(HttpTestingController);
  });

  afterEach(() => jest.useRealTimers());

  const settle = () => jest.advanceTimersByTimeAsync(0);
  const state = () => store.selectSignal(catalogFeature.selectCatalogState)();
  const names = () => state().products.map(({ id }) => id);

  async function page(cursor: string | null, items: ProductSummary[], links = {}): Promise<void> {
    await settle();
    server.expectOne(({ params }) => params.get('cursor') === cursor).flush({ items, links });
    await settle();
  }

  it('asks for what the address says', async () => {
    store.dispatch(ProductListActions.opened({ query: { text: 'boot', category: 'shoes', sort: '-price' } }));
    expect(state().list).toBe('loading');
    await settle();
    const { request } = server.expectOne(({ url }) => url === '/api/v1/products');
    expect(request.params.toString()).toBe('text=boot&category=shoes&sort=-price&limit=24');
  });

  it('goes on page by page, each product once', async () => {
    store.dispatch(ProductListActions.opened({ query: {} }));
    await page(null, [product('a'), product('b')], next);
    store.dispatch(ProductListActions.moreRequested());
    store.dispatch(ProductListActions.moreRequested());
    await page('c2', [product('b'), product('c')]);
    expect(names()).toEqual(['a', 'b', 'c']);
    expect(state().next).toBeNull();
    store.dispatch(ProductListActions.moreRequested());
    await settle();
    server.verify();
  });

  it('forgets the answer to an older question', async () => {
    store.dispatch(ProductListActions.opened({ query: { text: 'bo' } }));
    await settle();
    const older = server.expectOne(({ params }) => params.get('text') === 'bo');
    store.dispatch(ProductListActions.opened({ query: { text: 'boot' } }));
    await settle();
    expect(older.cancelled).toBe(true);
    server.expectOne(({ params }) => params.get('text') === 'boot').flush({ items: [], links: {} });
    await settle();
    expect(store.selectSignal(catalogFeature.selectIsEmpty)()).toBe(true);
  });

  it('keeps what it shows when the next page fails, and asks for that page again', async () => {
    store.dispatch(ProductListActions.opened({ query: {} }));
    await page(null, [product('a')], next);
    store.dispatch(ProductListActions.moreRequested());
    await settle();
    server.expectOne(({ params }) => params.has('cursor')).flush(null, { status: 500, statusText: 'Oops' });
    await settle();
    expect(names()).toEqual(['a']);
    expect(state().listProblem?.status).toBe(500);
    store.dispatch(ProductListActions.retryRequested());
    await page('c2', [product('b')]);
    expect(names()).toEqual(['a', 'b']);
  });

  it('shows no product of before while the next one loads', async () => {
    store.dispatch(ProductPageActions.opened({ productId: 'a' }));
    await settle();
    server.expectOne('/api/v1/products/a').flush(product('a'));
    await settle();
    store.dispatch(ProductPageActions.opened({ productId: 'b' }));
    expect(state().product).toBeNull();
    await settle();
    server.expectOne('/api/v1/products/b').flush(null, { status: 404, statusText: 'Not Found' });
    await settle();
    expect(state().productProblem?.status).toBe(404);
  });
});
