import { Component } from '@angular/core';

/** The shape of a product card before its product is known. */
@Component({
  selector: 'stoa-product-card-skeleton',
  template: `
    <div class="bone picture"></div>
    <div class="text">
      <div class="bone line"></div>
      <div class="bone line line--short"></div>
    </div>
  `,
  host: { 'aria-hidden': 'true' },
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      align-content: start;
      gap: var(--space-3);
      margin-block-start: var(--card-overlap);
      margin-inline-start: var(--card-overlap);
      border: var(--card-outline);
    }

    .picture {
      aspect-ratio: var(--picture-ratio);
      border-radius: var(--radius-m);
      background: var(--surface-2);
    }

    .text {
      display: grid;
      gap: var(--space-2);
      padding: 0 var(--card-text-pad) var(--card-text-pad);
    }

    .line {
      block-size: 1.1em;
    }

    .line--short {
      inline-size: 45%;
    }
  `,
})
export class ProductCardSkeleton {}
