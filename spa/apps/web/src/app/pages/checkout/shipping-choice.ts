import { Component, computed, inject } from '@angular/core';
import { TranslatePipe } from '@ngx-translate/core';
import { CartStore } from '@stoa/data-access/order';
import type { Money } from '@stoa/shared';
import { MoneyPipe } from '@stoa/ui';

/** How it is sent: what goes to that country, each with its price. One way is told, several are a choice. */
@Component({
  selector: 'stoa-shipping-choice',
  imports: [MoneyPipe, TranslatePipe],
  template: `
    @if (ways().length) {
      <fieldset class="ways">
        <legend class="label">{{ 'checkout.shipping' | translate }}</legend>
        @for (way of ways(); track way.method) {
          <label class="way">
            <input
              type="radio"
              name="shipping"
              [value]="way.method"
              [checked]="way.method === chosen()"
              (change)="cart.chooseShipping(way.method)"
            />
            <span>{{ way.name }}</span>
            <span class="sum">
              @if (way.amount === 0) {
                {{ 'price.free' | translate }}
              } @else {
                {{ money(way.amount) | money }}
              }
            </span>
          </label>
        }
      </fieldset>
    }
  `,
  styles: `
    .ways {
      display: grid;
      gap: var(--space-2);
    }

    .way {
      display: grid;
      grid-template-columns: auto 1fr auto;
      align-items: center;
      gap: var(--space-3);
      min-block-size: var(--target);
      padding: var(--space-2) var(--space-4);
      border: var(--hairline) solid var(--line-strong);
      border-radius: var(--radius-s);
      background: var(--surface-1);
      cursor: pointer;

      &:has(input:checked) {
        border-color: var(--accent);
        box-shadow: inset 0 0 0 var(--hairline) var(--accent);
      }
    }

    input {
      inline-size: 1.2em;
      block-size: 1.2em;
      accent-color: var(--accent);
    }
  `,
})
export class ShippingChoice {
  protected readonly cart = inject(CartStore);
  protected readonly ways = this.cart.shippingMethods;
  /** What the shopper chose, at once; else what the server took. */
  protected readonly chosen = computed(
    () =>
      this.cart.shippingMethod() ?? this.cart.price()?.shipping?.method ?? this.cart.priced()?.shippingMethod,
  );

  protected money(amount: number): Money {
    return { amount, currency: this.cart.price()?.currency ?? this.cart.total()?.currency ?? 'EUR' };
  }
}
