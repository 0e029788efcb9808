import { Component, computed, effect, inject, input, untracked } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslatePipe } from '@ngx-translate/core';
import type { Stock } from '@stoa/data-access/core';
import { StockStore, stockStates } from '@stoa/data-access/order';
import { Notice, When } from '@stoa/ui';
import { ProblemNotice } from '../pages/trouble/problem-notice';

const kinds = ['RECEIPT', 'RETURN', 'CORRECTION', 'COUNT'] as const;

/** What there is of everything, why it became so much, and the form that books the next movement. */
@Component({
  selector: 'stoa-stock',
  imports: [Notice, ProblemNotice, RouterLink, TranslatePipe, When],
  providers: [StockStore],
  templateUrl: './stock.html',
  styleUrl: './staff-table.scss',
})
export class StockPage {
  /** The filter, from the address. */
  readonly state = input<string>();

  protected readonly stock = inject(StockStore);
  protected readonly states = stockStates;
  protected readonly kinds = kinds;
  protected readonly filter = computed(() => stockStates.find((state) => state === this.state()) ?? 'all');

  constructor() {
    effect(() => {
      const state = this.filter();
      untracked(() => void this.stock.ask({ state }));
    });
  }

  protected isOpen(row: Stock): boolean {
    return this.stock.open()?.variantId === row.variantId;
  }

  protected toggle(row: Stock): void {
    if (this.isOpen(row)) this.stock.hide();
    else void this.stock.show(row);
  }

  /** A count says what is there, everything else what came or went. */
  protected async book(row: Stock, form: HTMLFormElement): Promise<void> {
    const said = new FormData(form);
    const kind = kinds.find((one) => one === said.get('kind')) ?? 'RECEIPT';
    const pieces = Number(said.get('pieces'));
    const reason = String(said.get('reason')).trim();
    if (!Number.isInteger(pieces) || !reason) return;
    const { variantId } = row;
    const isBooked = await this.stock.book(
      kind === 'COUNT'
        ? { kind: 'absolute', variantId, onHand: pieces, reason }
        : { kind: 'delta', variantId, delta: pieces, movement: kind, reason },
    );
    if (isBooked) form.reset();
  }
}
