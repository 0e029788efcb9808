import { Component, computed, input } from '@angular/core';
import { TranslatePipe } from '@ngx-translate/core';

export type Status = 'PLACED' | 'CONFIRMED' | 'PAID' | 'SHIPPED' | 'DELIVERED' | 'CANCELLED';

const kinds: Record<Status, string> = {
  PLACED: 'wait',
  CONFIRMED: 'go',
  PAID: 'go',
  SHIPPED: 'go',
  DELIVERED: 'done',
  CANCELLED: 'stop',
};

@Component({
  selector: 'stoa-status-pill',
  imports: [TranslatePipe],
  template: `<span class="pill pill--{{ kind() }}">{{ 'status.' + status() | translate }}</span>`,
  styles: `
    .pill {
      display: inline-block;
      padding: var(--space-1) var(--space-3);
      border-radius: var(--radius-full);
      background: var(--surface-3);
      font-size: var(--step--1);
      font-weight: 600;
      line-height: 1.3;
      white-space: nowrap;
    }

    .pill--wait {
      background: var(--warning-soft);
      color: var(--warning);
    }

    .pill--go {
      background: var(--accent-soft);
      color: var(--accent-ink);
    }

    .pill--done {
      background: var(--positive-soft);
      color: var(--positive);
    }

    .pill--stop {
      background: var(--danger-soft);
      color: var(--danger);
    }
  `,
})
export class StatusPill {
  readonly status = input.required<Status>();
  protected readonly kind = computed(() => kinds[this.status()]);
}
