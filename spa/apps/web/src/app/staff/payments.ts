import { Component, computed, effect, inject, input, untracked } from '@angular/core';
import { TranslatePipe } from '@ngx-translate/core';
import { PaymentsStore } from '@stoa/data-access/order';
import { MoneyPipe, When } from '@stoa/ui';
import { injectOpenSheet } from './open-sheet';
import { StaffList } from './staff-list';

/** What was asked of the payment provider for each order, and how the books say it. */
@Component({
  selector: 'stoa-payments',
  imports: [MoneyPipe, StaffList, TranslatePipe, When],
  providers: [PaymentsStore],
  templateUrl: './payments.html',
  styleUrls: ['./staff-head.scss', './staff-table.scss'],
})
export class Payments {
  /** Only those of one order, from the address. */
  readonly order = input<string>();

  protected readonly payments = inject(PaymentsStore);
  protected readonly openOrder = injectOpenSheet();
  /** Each movement of money with both of its sides. */
  protected readonly postings = computed(() => {
    const entries = this.payments.open()?.entries ?? [];
    const postings = new Map<string, { kind: string; at: string; entries: (typeof entries)[number][] }>();
    for (const entry of entries) {
      const key = `${entry.kind} ${entry.total.amount} ${entry.createdDate}`;
      const posting = postings.get(key) ?? { kind: entry.kind, at: entry.createdDate, entries: [] };
      postings.set(key, { ...posting, entries: [...posting.entries, entry] });
    }
    return [...postings.values()];
  });

  constructor() {
    effect(() => {
      const orderId = this.order();
      untracked(() => void this.payments.ask(orderId ? { orderId } : {}));
    });
  }
}
