import { Component, input } from '@angular/core';
import { Icon } from './icons';

/** An empty list, an error, a dead end: what it is, in one sentence what it means, and one next step. */
@Component({
  selector: 'stoa-notice',
  imports: [Icon],
  template: `
    <span class="mark"><svg class="sign" [lucideIcon]="icon()" aria-hidden="true"></svg></span>
    <h2>{{ heading() }}</h2>
    @if (text()) {
      <p class="soft">{{ text() }}</p>
    }
    <ng-content />
  `,
  styles: `
    :host {
      display: grid;
      justify-items: center;
      gap: var(--space-4);
      max-inline-size: 34rem;
      margin-inline: auto;
      padding-block: var(--space-12);
      text-align: center;
    }

    .mark {
      display: grid;
      place-items: center;
      inline-size: calc(2 * var(--space-12));
      block-size: calc(2 * var(--space-12));
      border-radius: var(--radius-full);
      background: var(--accent-soft);
      color: var(--accent-ink);
    }

    .sign {
      inline-size: var(--icon-large);
      block-size: var(--icon-large);
    }
  `,
})
export class Notice {
  readonly icon = input('inbox');
  readonly heading = input.required<string>();
  readonly text = input('');
}
