import { Component, computed, effect, inject, signal, untracked } from '@angular/core';
import { MatDialogRef } from '@angular/material/dialog';
import { TranslatePipe, TranslateService } from '@ngx-translate/core';
import { Store } from '@ngrx/store';
import type { LinePieces, ShipmentInput } from '@stoa/data-access/core';
import { shopOrdersFeature, StaffOrderStore } from '@stoa/data-access/order';
import { formatMoney, Language, readMoney } from '@stoa/shared';
import { Icon, MoneyPipe, PriceLines, StatusPill, SumLines, When } from '@stoa/ui';
import { CancelPieces } from '../pages/order/cancel-pieces';
import { OrderParcels } from '../pages/order/order-parcels';
import { ReasonForm } from './reason-form';
import { ShipForm } from './ship-form';

type Form = 'ship' | 'refund' | 'hold' | 'release';

/** One order in full, beside the list, with everything that can be done to it now. */
@Component({
  selector: 'stoa-order-sheet',
  imports: [
    CancelPieces,
    Icon,
    MoneyPipe,
    OrderParcels,
    PriceLines,
    ReasonForm,
    ShipForm,
    StatusPill,
    SumLines,
    TranslatePipe,
    When,
  ],
  providers: [StaffOrderStore],
  templateUrl: './order-sheet.html',
  styleUrl: './order-sheet.scss',
})
export class OrderSheet {
  private readonly lists = inject(Store);
  private readonly language = inject(Language);
  private readonly texts = inject(TranslateService);
  private readonly dialog = inject<MatDialogRef<OrderSheet>>(MatDialogRef);
  protected readonly work = inject(StaffOrderStore);

  protected readonly order = this.lists.selectSignal(shopOrdersFeature.selectSheet);
  protected readonly problem = this.lists.selectSignal(shopOrdersFeature.selectSheetProblem);
  protected readonly history = this.lists.selectSignal(shopOrdersFeature.selectSheetHistory);
  protected readonly isBusy = computed(() => this.work.acting() !== null);
  protected readonly form = signal<Form | null>(null);
  protected readonly isAmountWrong = signal(false);
  protected readonly lines = computed(() =>
    (this.order()?.lines ?? []).map((line) => ({ ...line, variantId: `${line.lineNo}` })),
  );
  /** What can still be given back. */
  protected readonly refundable = computed(() => {
    const { captured, refunded, total } = this.order() ?? {};
    return total && { ...total, amount: (captured?.amount ?? 0) - (refunded?.amount ?? 0) };
  });

  constructor() {
    const id = computed(() => this.order()?.id);
    effect(() => {
      const orderId = id();
      if (orderId) untracked(() => void this.work.readNotes(orderId));
    });
  }

  /** Whether the server offers this to whoever is signed in, as the order stands. */
  protected can(step: string): boolean {
    return Boolean(this.order()?.links[step]);
  }

  protected toggle(form: Form): void {
    this.form.update((open) => (open === form ? null : form));
  }

  protected async ship(orderId: string, parcel: ShipmentInput): Promise<void> {
    this.closeForm(await this.work.ship(orderId, parcel));
  }

  protected async shipAll(orderId: string): Promise<void> {
    this.closeForm(await this.work.ship(orderId, {}));
  }

  protected deliver(orderId: string): void {
    const parcel = this.order()?.shipments.find(({ status }) => status === 'SHIPPED');
    if (parcel) void this.work.deliver(orderId, parcel.id);
  }

  protected async hold(orderId: string, reason: string): Promise<void> {
    this.closeForm(await this.work.hold(orderId, reason));
  }

  protected async release(orderId: string, reason: string): Promise<void> {
    this.closeForm(await this.work.release(orderId, reason));
  }

  protected async refund(orderId: string, typed: string, reason: string): Promise<void> {
    const most = this.refundable();
    const amount = most && readMoney(typed, most.currency, this.language.locale());
    this.isAmountWrong.set(!amount || amount.amount < 1 || amount.amount > most.amount);
    if (amount && !this.isAmountWrong()) this.closeForm(await this.work.refund(orderId, amount, reason));
  }

  protected cancelPieces(orderId: string, lines: LinePieces[]): void {
    void this.work.cancelLines(orderId, lines, this.texts.instant('staff.cancelReason') as string);
  }

  protected async note(orderId: string, field: HTMLTextAreaElement): Promise<void> {
    const text = field.value.trim();
    if (text && (await this.work.note(orderId, text))) field.value = '';
  }

  /** As it would be typed here. */
  protected example(): string {
    const most = this.refundable();
    return most ? formatMoney(most, this.language.locale()) : '';
  }

  protected close(): void {
    this.dialog.close();
  }

  private closeForm(isDone: boolean): void {
    if (isDone) this.form.set(null);
  }
}
