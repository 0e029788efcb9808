import { Component, computed, input } from '@angular/core';

/** The demo pictures and the contract's images name their size; where one is missing this square stands in. */
const SIDE = 256;

/** A product's picture on a tinted surface of fixed ratio: the place is taken before the picture is there. */
@Component({
  selector: 'stoa-picture',
  template: `
    @if (url(); as source) {
      <img
        [src]="source"
        [alt]="alt()"
        [width]="width()"
        [height]="height()"
        [attr.loading]="eager() ? 'eager' : 'lazy'"
        [attr.fetchpriority]="eager() ? 'high' : null"
        decoding="async"
      />
    }
  `,
  host: { '[style.--picture-tint]': 'tint()' },
  styles: `
    :host {
      display: grid;
      place-items: center;
      aspect-ratio: var(--picture-ratio);
      overflow: hidden;
      border-radius: var(--radius-m);
      background: var(--picture-tint);
    }

    img {
      inline-size: var(--picture-part);
      block-size: auto;
      object-fit: contain;
    }
  `,
})
export class Picture {
  readonly url = input<string | null | undefined>(null);
  /** Empty where the name of the product stands beside it. */
  readonly alt = input('');
  readonly width = input(SIDE);
  readonly height = input(SIDE);
  /** For pictures of the first screen: fetched at once. */
  readonly eager = input(false);

  /** The same picture stands on the same tint wherever it is shown. */
  protected readonly tint = computed(() => {
    const hash = [...(this.url() ?? '')].reduce(
      (sum, letter) => Math.imul(sum ^ letter.charCodeAt(0), 16777619),
      7,
    );
    return `var(--picture-${((hash >>> 15) % 4) + 1})`;
  });
}
