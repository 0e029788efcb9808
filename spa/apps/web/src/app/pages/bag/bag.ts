import { Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslatePipe } from '@ngx-translate/core';
import { CartStore, CartSync } from '@stoa/data-access/order';
import { MoneyPipe, Notice, PriceLines } from '@stoa/ui';
import { BagLines } from './bag-lines';

@Component({
  selector: 'stoa-bag',
  imports: [BagLines, MoneyPipe, Notice, PriceLines, RouterLink, TranslatePipe],
  template: `
    <div class="page">
      @if (cart.isEmpty()) {
        <h1 class="visually-hidden">{{ 'bag.title' | translate }}</h1>
        <stoa-notice
          icon="shopping-bag"
          [heading]="'bag.emptyHeading' | translate"
          [text]="'bag.emptyText' | translate"
        >
          <a class="button button--accent" routerLink="/">{{ 'bag.emptyAction' | translate }}</a>
        </stoa-notice>
      } @else {
        <h1>{{ 'bag.title' | translate }}</h1>
        <div class="layout">
          <stoa-bag-lines />
          <section class="panel stack side" [attr.aria-label]="'bag.summary' | translate">
            @if (cart.price(); as price) {
              <stoa-price-lines [price]="price" [isUpdating]="cart.isUpdating()" [isOpen]="true" />
            } @else {
              <p class="first" role="status">
                <span>{{ 'price.updating' | translate }}</span>
                <strong class="sum">{{ cart.total() | money }}</strong>
              </p>
            }
            @if (cart.isCutOff()) {
              <p class="note note--warning" role="alert">{{ 'bag.cutOff' | translate }}</p>
            }
            <a class="button button--accent button--wide" routerLink="/checkout">
              {{ 'bag.checkout' | translate }}
            </a>
          </section>
        </div>
      }
    </div>
  `,
  styleUrl: './bag.scss',
})
export class Bag {
  protected readonly cart = inject(CartStore);

  constructor() {
    inject(CartSync).refresh();
  }
}
