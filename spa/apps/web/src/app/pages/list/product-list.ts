import { Component, computed, effect, inject, input, untracked } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslatePipe } from '@ngx-translate/core';
import { Store } from '@ngrx/store';
import { catalogFeature, ProductListActions, ProductQuery } from '@stoa/data-access/catalog';
import type { ProductSummary } from '@stoa/data-access/core';
import { ShopStore } from '@stoa/data-access/core';
import { CartStore } from '@stoa/data-access/order';
import { Language } from '@stoa/shared';
import { Notice, Picture, ProductCard, ProductCardSkeleton } from '@stoa/ui';
import { ShopTitle } from '../../shop-title';
import { ProblemNotice } from '../trouble/problem-notice';

const sorts = [
  { value: 'newest', text: 'list.newest' },
  { value: 'name', text: 'list.name' },
  { value: 'price', text: 'list.price' },
  { value: '-price', text: 'list.priceDown' },
] as const;

const NEW_MILLIS = 14 * 24 * 3600 * 1000;
/** Pictures of the first row are fetched at once. */
const FIRST_ROW = 4;

@Component({
  selector: 'stoa-product-list',
  imports: [Notice, Picture, ProblemNotice, ProductCard, ProductCardSkeleton, RouterLink, TranslatePipe],
  templateUrl: './product-list.html',
  styleUrl: './product-list.scss',
})
export class ProductList {
  readonly q = input<string>();
  readonly category = input<string>();
  readonly sort = input<string>();

  protected readonly shop = inject(ShopStore).shop;
  private readonly cart = inject(CartStore);
  private readonly store = inject(Store);
  private readonly router = inject(Router);

  protected readonly products = this.store.selectSignal(catalogFeature.selectProducts);
  protected readonly list = this.store.selectSignal(catalogFeature.selectList);
  protected readonly problem = this.store.selectSignal(catalogFeature.selectListProblem);
  protected readonly isEmpty = this.store.selectSignal(catalogFeature.selectIsEmpty);
  protected readonly hasMore = this.store.selectSignal(catalogFeature.selectHasMore);
  protected readonly categories = this.store.selectSignal(catalogFeature.selectCategories);
  protected readonly chosen = this.store.selectSignal(catalogFeature.selectCategory);

  protected readonly sorts = sorts;
  protected readonly sorted = computed(
    () => sorts.find(({ value }) => value === this.sort())?.value ?? 'newest',
  );
  protected readonly isHome = computed(() => !this.q() && !this.category());
  protected readonly bones = Array.from({ length: 8 }, (_, index) => index);
  protected readonly firstRow = FIRST_ROW;
  /** Three from different corners of the shelf for the head of the page. */
  protected readonly shown = computed(() =>
    this.products()
      .filter(({ image }) => image)
      .slice(0, 3),
  );

  /** In a shop where most is new, nothing is: the badge then says nothing. */
  protected readonly fresh = computed(() => {
    const since = Date.now() - NEW_MILLIS;
    const all = this.products();
    const fresh = all.filter(({ createdDate }) => Date.parse(createdDate) > since);
    return new Set(fresh.length * 3 > all.length ? [] : fresh.map(({ id }) => id));
  });

  constructor() {
    const language = inject(Language);
    const title = inject(ShopTitle);
    effect(() => {
      const query: ProductQuery = {
        text: this.q()?.trim() || undefined,
        category: this.category() || undefined,
        sort: this.sorted(),
      };
      language.current();
      untracked(() => this.store.dispatch(ProductListActions.opened({ query })));
    });
    effect(() => title.name(this.chosen()?.name ?? this.q() ?? ''));
  }

  protected add({ id, name, image, price, variantId }: ProductSummary): void {
    if (!variantId) return;
    this.cart.add({
      variantId,
      productId: id,
      name,
      variant: '',
      imageUrl: image?.url ?? null,
      unitPrice: price,
    });
  }

  protected sortBy(event: Event): void {
    const sort = (event.target as HTMLSelectElement).value;
    void this.router.navigate([], {
      queryParams: { sort: sort === 'newest' ? null : sort },
      queryParamsHandling: 'merge',
    });
  }

  protected retry(): void {
    this.store.dispatch(ProductListActions.retryRequested());
  }

  protected more(): void {
    this.store.dispatch(ProductListActions.moreRequested());
  }
}
