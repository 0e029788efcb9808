import { Component, input } from '@angular/core';
import { TranslatePipe } from '@ngx-translate/core';

/** Says whether what stands here moves by itself, and, while the line is down, that it does not. */
@Component({
  selector: 'stoa-live-dot',
  imports: [TranslatePipe],
  template: `
    <span class="dot dot--{{ state() }}" aria-hidden="true"></span>
    <span role="status">{{ 'live.' + state() | translate }}</span>
  `,
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: var(--space-2);
      color: var(--ink-soft);
      font-size: var(--step--1);
    }

    .dot {
      inline-size: 0.6em;
      block-size: 0.6em;
      flex: none;
      border-radius: 50%;
      background: var(--line-strong);
    }

    .dot--live {
      background: var(--positive);
      animation: breathe var(--pulse) ease-in-out infinite alternate;
    }

    .dot--down {
      background: var(--warning);
    }

    @keyframes breathe {
      to {
        opacity: 0.35;
      }
    }
  `,
})
export class LiveDot {
  readonly state = input.required<'resting' | 'connecting' | 'live' | 'down' | 'refused'>();
}
