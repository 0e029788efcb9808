import { Component, computed, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslatePipe } from '@ngx-translate/core';
import type { Money } from '@stoa/shared';
import { Icon } from './icons';
import { MoneyPipe } from './money.pipe';
import { Picture } from './picture';

export interface CardProduct {
  readonly id: string;
  readonly name: string;
  readonly image?: { readonly url: string; readonly width: number; readonly height: number };
  readonly price: Money;
  readonly available: number;
  /** Set where there is one variant only, so that the card can put it into the bag. */
  readonly variantId?: string;
}

const FEW = 3;

@Component({
  selector: 'stoa-product-card',
  imports: [Icon, MoneyPipe, Picture, RouterLink, TranslatePipe],
  templateUrl: './product-card.html',
  styleUrl: './product-card.scss',
})
export class ProductCard {
  readonly product = input.required<CardProduct>();
  readonly isNew = input(false);
  readonly eager = input(false);
  readonly add = output();

  protected readonly badge = computed(() => {
    const { available } = this.product();
    if (available === 0) return { text: 'product.soldOut', kind: 'gone' };
    if (available <= FEW) return { text: 'product.last', kind: 'few' };
    return this.isNew() ? { text: 'product.new', kind: 'new' } : null;
  });
}
