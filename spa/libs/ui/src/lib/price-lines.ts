import { Component, computed, inject, input } from '@angular/core';
import { TranslatePipe } from '@ngx-translate/core';
import { Language, Money } from '@stoa/shared';
import { MoneyPipe } from './money.pipe';

/** Every cent of a total, in minor units of one currency. */
export interface PriceParts {
  readonly currency: string;
  readonly lines: number;
  readonly adjustments: readonly { readonly kind: string; readonly amount: number }[];
  readonly shipping?: { readonly name: string; readonly amount: number; readonly freeFrom?: number };
  readonly tax: {
    readonly mode: string;
    readonly parts: readonly { readonly taxClass: string; readonly ratePpm: number; readonly tax: number }[];
  };
  readonly total: number;
}

const PPM = 1_000_000;

/** How a total comes about: goods, what lowers them, delivery, tax. While a newer one is on its way it says so. */
@Component({
  selector: 'stoa-price-lines',
  imports: [MoneyPipe, TranslatePipe],
  template: `
    <dl>
      @for (row of rows(); track row.text) {
        <div class="row">
          <dt>{{ row.text | translate: row.words }}</dt>
          <dd class="sum">
            @if (row.amount.amount === 0 && row.isFreeAtZero) {
              {{ 'price.free' | translate }}
            } @else {
              {{ row.amount | money }}
            }
          </dd>
        </div>
      }
      <div class="row row--total">
        <dt>{{ 'price.total' | translate }}</dt>
        <dd class="sum">{{ money(price().total) | money }}</dd>
      </div>
      @for (part of contained(); track part.taxClass) {
        <div class="row soft small">
          <dt>{{ 'price.taxIn' | translate: { rate: rate(part.ratePpm) } }}</dt>
          <dd class="sum">{{ money(part.tax) | money }}</dd>
        </div>
      }
    </dl>
    <p class="state soft small" role="status">
      @if (isUpdating()) {
        <span class="spinner" aria-hidden="true"></span> {{ 'price.updating' | translate }}
      } @else if (freeFrom(); as least) {
        {{ 'price.freeFrom' | translate: { least: (least | money) ?? '' } }}
      }
    </p>
  `,
  styles: `
    dl {
      display: grid;
      gap: var(--space-2);
    }

    .row {
      display: flex;
      align-items: baseline;
      justify-content: space-between;
      gap: var(--space-4);
    }

    .row--total {
      margin-block-start: var(--space-2);
      padding-block-start: var(--space-3);
      border-block-start: var(--hairline) solid var(--line);
      font-size: var(--step-1);
      font-weight: 650;
    }

    .state {
      display: flex;
      align-items: center;
      gap: var(--space-2);
      min-block-size: 1.6em;
      margin-block-start: var(--space-2);
    }
  `,
})
export class PriceLines {
  readonly price = input.required<PriceParts>();
  readonly isUpdating = input(false);
  /** Whether more can still be put in, so that it helps to know from when on delivery is free. */
  readonly isOpen = input(false);

  private readonly language = inject(Language);

  /** What stands above the total and adds up to it. */
  protected readonly rows = computed(() => {
    const { lines, adjustments, shipping, tax } = this.price();
    const kinds = [...new Set(adjustments.map(({ kind }) => kind))];
    return [
      this.row('price.goods', lines),
      ...kinds.map((kind) =>
        this.row(
          'price.adjusted.' + kind,
          adjustments.filter((one) => one.kind === kind).reduce((sum, { amount }) => sum + amount, 0),
        ),
      ),
      ...(shipping
        ? [{ ...this.row('price.shipping', shipping.amount, { name: shipping.name }), isFreeAtZero: true }]
        : []),
      ...(tax.mode === 'EXCLUSIVE'
        ? tax.parts.map((part) => this.row('price.taxOn', part.tax, { rate: this.rate(part.ratePpm) }))
        : []),
    ];
  });
  /** Tax that the prices contain already. */
  protected readonly contained = computed(() => {
    const { mode, parts } = this.price().tax;
    return mode === 'INCLUSIVE' ? parts.filter(({ tax }) => tax > 0) : [];
  });
  /** From which worth on delivery would be free; only where it is not. */
  protected readonly freeFrom = computed(() => {
    const { shipping } = this.price();
    return this.isOpen() && shipping?.freeFrom && shipping.amount > 0 ? this.money(shipping.freeFrom) : null;
  });

  protected money(amount: number): Money {
    return { amount, currency: this.price().currency };
  }

  protected rate(ppm: number): string {
    const format = new Intl.NumberFormat(this.language.locale(), {
      style: 'percent',
      maximumFractionDigits: 2,
    });
    return format.format(ppm / PPM);
  }

  private row(text: string, amount: number, words = {}) {
    return { text, words, amount: this.money(amount), isFreeAtZero: false };
  }
}
