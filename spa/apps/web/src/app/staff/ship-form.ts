import { Component, computed, input, output, signal } from '@angular/core';
import { TranslatePipe } from '@ngx-translate/core';
import type { OrderLine, ShipmentInput } from '@stoa/data-access/core';

/** One parcel: all that is left unless fewer pieces are chosen, and how it travels. */
@Component({
  selector: 'stoa-ship-form',
  imports: [TranslatePipe],
  template: `
    <form class="panel stack" (submit)="$event.preventDefault(); send(carrier.value, tracking.value)">
      @for (line of open(); track line.lineNo) {
        <label class="line">
          <span>{{ line.name }}</span>
          <select class="input" (change)="choose(line.lineNo, $event)">
            @for (pieces of upTo(line.left); track pieces) {
              <option [value]="pieces" [selected]="pieces === (chosen()[line.lineNo] ?? line.left)">
                {{ 'staff.ofPieces' | translate: { n: pieces, all: line.left } }}
              </option>
            }
          </select>
        </label>
      }
      <label class="field">
        <span class="label">{{ 'staff.carrier' | translate }}</span>
        <input #carrier class="input" name="carrier" maxlength="80" autocomplete="off" />
      </label>
      <label class="field">
        <span class="label">{{ 'staff.tracking' | translate }}</span>
        <input #tracking class="input" name="tracking" maxlength="80" autocomplete="off" />
      </label>
      <button class="button button--accent" type="submit" [disabled]="isBusy() || pieces() === 0">
        {{ (pieces() === 1 ? 'staff.shipOne' : 'staff.shipMany') | translate: { n: pieces() } }}
      </button>
    </form>
  `,
  styles: `
    .line {
      display: grid;
      grid-template-columns: 1fr auto;
      align-items: center;
      gap: var(--space-3);
    }

    .field {
      display: grid;
      gap: var(--space-1);
    }
  `,
})
export class ShipForm {
  readonly lines = input.required<readonly OrderLine[]>();
  readonly isBusy = input(false);
  readonly ship = output<ShipmentInput>();

  protected readonly chosen = signal<Readonly<Record<number, number>>>({});
  protected readonly open = computed(() =>
    this.lines()
      .map((line) => ({ ...line, left: line.quantity - (line.cancelled ?? 0) - (line.shipped ?? 0) }))
      .filter(({ left }) => left > 0),
  );
  private readonly parcel = computed(() =>
    this.open()
      .map(({ lineNo, left }) => ({ lineNo, quantity: Math.min(left, this.chosen()[lineNo] ?? left) }))
      .filter(({ quantity }) => quantity > 0),
  );
  protected readonly pieces = computed(() => this.parcel().reduce((sum, { quantity }) => sum + quantity, 0));

  protected upTo(most: number): number[] {
    return Array.from({ length: most + 1 }, (_, pieces) => pieces);
  }

  protected choose(lineNo: number, event: Event): void {
    const pieces = Number((event.target as HTMLSelectElement).value);
    this.chosen.update((chosen) => ({ ...chosen, [lineNo]: pieces }));
  }

  protected send(carrier: string, trackingNumber: string): void {
    if (this.isBusy() || this.pieces() === 0) return;
    this.ship.emit({
      lines: this.parcel(),
      ...(carrier.trim() ? { carrier: carrier.trim() } : {}),
      ...(trackingNumber.trim() ? { trackingNumber: trackingNumber.trim() } : {}),
    });
  }
}
