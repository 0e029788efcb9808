import { createFeature, createReducer, createSelector, on } from '@ngrx/store';
import { nextCursor } from '@stoa/data-access/core';
import type { Category, Product, ProductSummary } from '@stoa/data-access/core';
import type { Problem } from '@stoa/shared';
import {
  CatalogApiActions,
  ProductListActions,
  ProductPageActions,
  ProductQuery,
  ShopFrameActions,
} from './catalog.actions';

export interface CatalogState {
  readonly query: ProductQuery;
  readonly products: readonly ProductSummary[];
  readonly next: string | null;
  /** `more`: the list stands and its next page is on the way. */
  readonly list: 'idle' | 'loading' | 'more' | 'ready' | 'failed';
  readonly listProblem: Problem | null;
  readonly categories: readonly Category[];
  readonly product: Product | null;
  readonly productProblem: Problem | null;
}

const initialState: CatalogState = {
  query: {},
  products: [],
  next: null,
  list: 'idle',
  listProblem: null,
  categories: [],
  product: null,
  productProblem: null,
};

export const catalogFeature = createFeature({
  name: 'catalog',
  reducer: createReducer(
    initialState,
    on(ProductListActions.opened, (state, { query }): CatalogState => ({
      ...state,
      query,
      products: [],
      next: null,
      list: 'loading',
      listProblem: null,
    })),
    on(ProductListActions.retryRequested, (state): CatalogState => ({
      ...state,
      list: state.products.length ? 'more' : 'loading',
      listProblem: null,
    })),
    on(ProductListActions.moreRequested, (state): CatalogState =>
      state.next && state.list === 'ready' ? { ...state, list: 'more', listProblem: null } : state,
    ),
    on(CatalogApiActions.productsLoaded, (state, { page }): CatalogState => ({
      ...state,
      products: page.items,
      next: nextCursor(page.links),
      list: 'ready',
    })),
    on(CatalogApiActions.moreProductsLoaded, (state, { page }): CatalogState => ({
      ...state,
      products: joined(state.products, page.items),
      next: nextCursor(page.links),
      list: 'ready',
    })),
    on(
      CatalogApiActions.productsFailed,
      CatalogApiActions.moreProductsFailed,
      (state, { problem }): CatalogState => ({ ...state, list: 'failed', listProblem: problem }),
    ),
    on(ProductPageActions.opened, (state, { productId }): CatalogState => ({
      ...state,
      product: state.product?.id === productId ? state.product : null,
      productProblem: null,
    })),
    on(CatalogApiActions.productLoaded, (state, { product }): CatalogState => ({ ...state, product })),
    on(CatalogApiActions.productFailed, (state, { problem }): CatalogState => ({
      ...state,
      productProblem: problem,
    })),
    on(CatalogApiActions.categoriesLoaded, (state, { categories }): CatalogState => ({
      ...state,
      categories: categories.items,
    })),
    // Names are in the language they were asked in: a page that shows them again asks again.
    on(ShopFrameActions.languageSettled, (state): CatalogState => ({ ...state, product: null })),
  ),
  extraSelectors: ({ selectProducts, selectNext, selectList, selectCategories, selectQuery }) => ({
    selectIsEmpty: createSelector(
      selectProducts,
      selectList,
      (products, list) => list === 'ready' && products.length === 0,
    ),
    selectHasMore: createSelector(selectNext, (next) => next !== null),
    selectCategory: createSelector(selectCategories, selectQuery, (categories, query) =>
      categories.find((category) => category.slug === query.category),
    ),
  }),
});

/** A product that moved between two pages while they were read stands in the list once. */
function joined(held: readonly ProductSummary[], more: readonly ProductSummary[]): readonly ProductSummary[] {
  const known = new Set(held.map((product) => product.id));
  return [...held, ...more.filter((product) => !known.has(product.id))];
}
