import { Component, computed, input, output } from '@angular/core';
import { TranslatePipe } from '@ngx-translate/core';
import { Icon } from './icons';

/** How many: two buttons and a field between, so that one is as easy as forty. */
@Component({
  selector: 'stoa-quantity',
  imports: [Icon, TranslatePipe],
  template: `
    <button
      class="button button--icon"
      type="button"
      [disabled]="value() <= 1"
      [attr.aria-label]="'quantity.less' | translate: { name: of() }"
      (click)="step(-1)"
    >
      <svg class="icon" lucideIcon="minus" aria-hidden="true"></svg>
    </button>
    <input
      class="numbers"
      inputmode="numeric"
      autocomplete="off"
      maxlength="3"
      [value]="value()"
      [attr.aria-label]="'quantity.of' | translate: { name: of() }"
      (change)="typed($event)"
    />
    <button
      class="button button--icon"
      type="button"
      [disabled]="value() >= most()"
      [attr.aria-label]="'quantity.more' | translate: { name: of() }"
      (click)="step(1)"
    >
      <svg class="icon" lucideIcon="plus" aria-hidden="true"></svg>
    </button>
  `,
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      border: var(--hairline) solid var(--line-strong);
      border-radius: var(--radius-full);
      background: var(--surface-1);
    }

    input {
      inline-size: 2.5em;
      block-size: var(--target);
      border: 0;
      background: transparent;
      text-align: center;
      font-weight: 600;
    }
  `,
})
export class Quantity {
  readonly value = input.required<number>();
  /** Pieces that may be taken at most. */
  readonly max = input(999);
  /** What is counted, for names that are read out. */
  readonly of = input('');
  readonly changed = output<number>();

  protected readonly most = computed(() => Math.max(1, this.max()));

  protected step(by: number): void {
    this.emit(this.value() + by);
  }

  protected typed(event: Event): void {
    const field = event.target as HTMLInputElement;
    this.emit(Number.parseInt(field.value, 10) || this.value());
    field.value = String(this.value());
  }

  private emit(wanted: number): void {
    const value = Math.min(this.most(), Math.max(1, wanted));
    if (value !== this.value()) this.changed.emit(value);
  }
}
