import { createActionGroup, emptyProps, props } from '@ngrx/store';
import type { CategoryList, Product, ProductPage, ListProducts$Params } from '@stoa/data-access/api';
import type { Problem } from '@stoa/shared';

/** What a shopper may ask of the list; the same words stand in the page's address. */
export type ProductQuery = Pick<ListProducts$Params, 'text' | 'category' | 'sort'>;

export const ProductListActions = createActionGroup({
  source: 'Product List Page',
  events: {
    Opened: props<{ query: ProductQuery }>(),
    'More Requested': emptyProps(),
    'Retry Requested': emptyProps(),
  },
});

export const ProductPageActions = createActionGroup({
  source: 'Product Page',
  events: { Opened: props<{ productId: string }>() },
});

export const ShopFrameActions = createActionGroup({
  source: 'Shop Frame',
  events: { 'Language Settled': emptyProps() },
});

export const CatalogApiActions = createActionGroup({
  source: 'Catalog API',
  events: {
    'Products Loaded': props<{ page: ProductPage }>(),
    'Products Failed': props<{ problem: Problem }>(),
    'More Products Loaded': props<{ page: ProductPage }>(),
    'More Products Failed': props<{ problem: Problem }>(),
    'Product Loaded': props<{ product: Product }>(),
    'Product Failed': props<{ problem: Problem }>(),
    'Categories Loaded': props<{ categories: CategoryList }>(),
    'Categories Failed': props<{ problem: Problem }>(),
  },
});
