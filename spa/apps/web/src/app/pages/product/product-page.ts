import { Component, computed, effect, inject, input, linkedSignal, signal, untracked } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslatePipe } from '@ngx-translate/core';
import { Store } from '@ngrx/store';
import { catalogFeature, ProductPageActions } from '@stoa/data-access/catalog';
import { CartStore } from '@stoa/data-access/order';
import { Language } from '@stoa/shared';
import { Icon, MoneyPipe, Notice, Picture, Quantity } from '@stoa/ui';
import { ShopTitle } from '../../shop-title';
import { ProblemNotice } from '../trouble/problem-notice';

const FEW = 3;

@Component({
  selector: 'stoa-product-page',
  imports: [Icon, MoneyPipe, Notice, Picture, ProblemNotice, Quantity, RouterLink, TranslatePipe],
  templateUrl: './product-page.html',
  styleUrl: './product-page.scss',
})
export class ProductPage {
  readonly productId = input.required<string>();

  private readonly store = inject(Store);
  private readonly cart = inject(CartStore);

  private readonly loaded = this.store.selectSignal(catalogFeature.selectProduct);
  protected readonly problem = this.store.selectSignal(catalogFeature.selectProductProblem);
  protected readonly product = computed(() => {
    const product = this.loaded();
    return product?.id === this.productId() ? product : null;
  });

  private readonly chosenId = signal<string | null>(null);
  /** What was chosen, else the first that can be had. */
  protected readonly variant = computed(() => {
    const variants = this.product()?.variants ?? [];
    return (
      variants.find(({ id }) => id === this.chosenId()) ??
      variants.find(({ available }) => available > 0) ??
      variants[0]
    );
  });
  protected readonly quantity = linkedSignal({ source: this.variant, computation: () => 1 });
  protected readonly pictureAt = linkedSignal({ source: this.productId, computation: () => 0 });
  protected readonly picture = computed(() => this.product()?.images[this.pictureAt()]);
  protected readonly stock = computed(() => {
    const available = this.variant()?.available ?? 0;
    if (available === 0) return { text: 'product.gone', kind: 'gone' };
    return available <= FEW
      ? { text: 'product.fewLeft', kind: 'few' }
      : { text: 'product.inStock', kind: 'there' };
  });

  constructor() {
    const language = inject(Language);
    const title = inject(ShopTitle);
    effect(() => {
      const productId = this.productId();
      language.current();
      untracked(() => this.store.dispatch(ProductPageActions.opened({ productId })));
    });
    effect(() => {
      const product = this.product();
      if (product) title.name(product.name);
    });
  }

  protected choose(variantId: string): void {
    this.chosenId.set(variantId);
  }

  protected add(): void {
    const product = this.product();
    const variant = this.variant();
    if (!product || !variant || variant.available === 0) return;
    this.cart.add(
      {
        variantId: variant.id,
        productId: product.id,
        name: product.name,
        variant: variant.name,
        imageUrl: product.images[0]?.url ?? null,
        unitPrice: variant.price,
      },
      this.quantity(),
    );
  }

  protected retry(): void {
    this.store.dispatch(ProductPageActions.opened({ productId: this.productId() }));
  }
}
