import { Component, computed, effect, inject, input, untracked } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslatePipe, TranslateService } from '@ngx-translate/core';
import type { Stock } from '@stoa/data-access/core';
import { StockStore, stockStates } from '@stoa/data-access/order';
import { When } from '@stoa/ui';
import { StaffList } from './staff-list';

const kinds = ['RECEIPT', 'RETURN', 'CORRECTION', 'COUNT'] as const;

/** What there is of everything, why it became so much, and the form that books the next movement. */
@Component({
  selector: 'stoa-stock',
  imports: [RouterLink, StaffList, TranslatePipe, When],
  providers: [StockStore],
  templateUrl: './stock.html',
  styleUrls: ['./staff-head.scss', './staff-table.scss'],
})
export class StockPage {
  /** The filter, from the address. */
  readonly state = input<string>();

  protected readonly stock = inject(StockStore);
  private readonly texts = inject(TranslateService);
  protected readonly states = stockStates;
  protected readonly kinds = kinds;
  protected readonly filter = computed(() => stockStates.find((state) => state === this.state()) ?? 'all');

  constructor() {
    effect(() => {
      const state = this.filter();
      untracked(() => void this.stock.ask({ state }));
    });
  }

  /** What the catalogue has never heard of, or cannot say just now, is told by the end of its id, where ids differ. */
  protected nameOf({ name, variantId }: Stock): string {
    return name ?? (this.texts.instant('stock.removed', { id: variantId.slice(-8) }) as string);
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
