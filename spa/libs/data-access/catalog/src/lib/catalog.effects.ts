import { inject } from '@angular/core';
import { Actions, createEffect, ofType } from '@ngrx/effects';
import { concatLatestFrom } from '@ngrx/operators';
import { Store } from '@ngrx/store';
import { getProduct, listCategories, listProducts } from '@stoa/data-access/api';
import { injectCalls } from '@stoa/data-access/core';
import { toProblem } from '@stoa/shared';
import { catchError, exhaustMap, filter, map, of, switchMap, takeUntil } from 'rxjs';
import {
  CatalogApiActions,
  ProductListActions,
  ProductPageActions,
  ShopFrameActions,
} from './catalog.actions';
import { catalogFeature } from './catalog.feature';

const PAGE = 24;

export const loadProducts = createEffect(
  (actions$ = inject(Actions), store = inject(Store), calls = injectCalls()) =>
    actions$.pipe(
      ofType(ProductListActions.opened, ProductListActions.retryRequested),
      concatLatestFrom(() => store.select(catalogFeature.selectCatalogState)),
      filter(([, state]) => state.list === 'loading'),
      switchMap(([, { query }]) =>
        calls(listProducts, { ...query, limit: PAGE }).pipe(
          map((page) => CatalogApiActions.productsLoaded({ page })),
          catchError((thrown) => of(CatalogApiActions.productsFailed({ problem: toProblem(thrown) }))),
        ),
      ),
    ),
  { functional: true },
);

export const loadMoreProducts = createEffect(
  (actions$ = inject(Actions), store = inject(Store), calls = injectCalls()) =>
    actions$.pipe(
      ofType(ProductListActions.moreRequested, ProductListActions.retryRequested),
      concatLatestFrom(() => store.select(catalogFeature.selectCatalogState)),
      filter(([, state]) => state.list === 'more'),
      exhaustMap(([, { query, next }]) =>
        calls(listProducts, { ...query, limit: PAGE, cursor: next ?? undefined }).pipe(
          map((page) => CatalogApiActions.moreProductsLoaded({ page })),
          catchError((thrown) => of(CatalogApiActions.moreProductsFailed({ problem: toProblem(thrown) }))),
          takeUntil(actions$.pipe(ofType(ProductListActions.opened))),
        ),
      ),
    ),
  { functional: true },
);

export const loadProduct = createEffect(
  (actions$ = inject(Actions), calls = injectCalls()) =>
    actions$.pipe(
      ofType(ProductPageActions.opened),
      switchMap(({ productId }) =>
        calls(getProduct, { productId }).pipe(
          map((product) => CatalogApiActions.productLoaded({ product })),
          catchError((thrown) => of(CatalogApiActions.productFailed({ problem: toProblem(thrown) }))),
        ),
      ),
    ),
  { functional: true },
);

export const loadCategories = createEffect(
  (actions$ = inject(Actions), calls = injectCalls()) =>
    actions$.pipe(
      ofType(ShopFrameActions.languageSettled),
      switchMap(() =>
        calls(listCategories, {}).pipe(
          map((categories) => CatalogApiActions.categoriesLoaded({ categories })),
          catchError((thrown) => of(CatalogApiActions.categoriesFailed({ problem: toProblem(thrown) }))),
        ),
      ),
    ),
  { functional: true },
);

export const catalogEffects = { loadProducts, loadMoreProducts, loadProduct, loadCategories };
