import { Component, input } from '@angular/core';
import { TranslatePipe } from '@ngx-translate/core';
import { Money, times } from '@stoa/shared';
import { MoneyPipe } from './money.pipe';
import { Picture } from './picture';

export interface SumLine {
  readonly variantId: string;
  readonly name: string;
  readonly variant?: string;
  readonly imageUrl?: string | null;
  readonly quantity: number;
  readonly unitPrice: Money;
  /** Pieces of it that will not come. */
  readonly cancelled?: number;
}

/** Lines of a bag or an order with small pictures: what, how many, how much. */
@Component({
  selector: 'stoa-sum-lines',
  imports: [MoneyPipe, Picture, TranslatePipe],
  template: `
    <ul>
      @for (line of lines(); track line.variantId) {
        <li>
          <span class="thumb"><stoa-picture [url]="line.imageUrl" /></span>
          <span>
            <span class="name">{{ line.name }}</span>
            <span class="soft small numbers">
              @if (line.variant) {
                {{ line.variant }} ·
              }
              {{ line.quantity }} × {{ line.unitPrice | money }}
            </span>
            @if (line.cancelled) {
              <span class="gone small">{{ 'order.piecesCancelled' | translate: { n: line.cancelled } }}</span>
            }
          </span>
          <span class="sum">{{ total(line) | money }}</span>
        </li>
      }
    </ul>
  `,
  styles: `
    ul {
      display: grid;
      gap: var(--space-3);
    }

    li {
      display: grid;
      grid-template-columns: var(--thumb) 1fr auto;
      align-items: center;
      gap: var(--space-3);
    }

    stoa-picture {
      aspect-ratio: 1;
    }

    .gone {
      display: block;
      color: var(--danger);
    }

    .name {
      display: block;
      font-weight: 500;
      line-height: 1.3;
    }
  `,
})
export class SumLines {
  readonly lines = input.required<readonly SumLine[]>();

  protected total(line: SumLine): Money {
    return times(line.unitPrice, line.quantity);
  }
}
