import { Component, computed, input, output, signal } from '@angular/core';
import { TranslatePipe } from '@ngx-translate/core';
import type { LinePieces, OrderLine } from '@stoa/data-access/core';
import { Steady } from '@stoa/ui';

/** Single pieces that are not wanted any more, as far as they have not been sent: so many of each line. */
@Component({
  selector: 'stoa-cancel-pieces',
  imports: [Steady, TranslatePipe],
  template: `
    @if (!isOpen()) {
      <button class="button cancel-some" type="button" (click)="isOpen.set(true)">
        {{ 'cancel.some' | translate }}
      </button>
    } @else {
      <form class="panel stack" (submit)="$event.preventDefault(); send()">
        <h3 class="label">{{ 'cancel.heading' | translate }}</h3>
        @for (line of open(); track line.lineNo) {
          <label class="line">
            <span>{{ line.name }}</span>
            <select class="input" [disabled]="isBusy()" (change)="choose(line.lineNo, $event)">
              @for (pieces of upTo(line.left); track pieces) {
                <option [value]="pieces" [selected]="pieces === (chosen()[line.lineNo] ?? 0)">
                  {{ pieces }}
                </option>
              }
            </select>
          </label>
        }
        <div class="actions">
          <button
            class="button button--accent"
            type="submit"
            stoaSteady
            [disabled]="isBusy() || pieces() === 0"
          >
            {{ (pieces() === 1 ? 'cancel.one' : 'cancel.many') | translate: { n: pieces() } }}
          </button>
          <button class="text-link" type="button" (click)="isOpen.set(false)">
            {{ 'cancel.keep' | translate }}
          </button>
        </div>
        <p class="soft small">{{ 'cancel.money' | translate }}</p>
      </form>
    }
  `,
  styles: `
    .line {
      display: grid;
      grid-template-columns: 1fr minmax(5em, auto);
      align-items: center;
      gap: var(--space-4);
    }

    .actions {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-4);
    }
  `,
})
export class CancelPieces {
  readonly lines = input.required<readonly OrderLine[]>();
  readonly isBusy = input(false);
  readonly cancelled = output<LinePieces[]>();

  protected readonly isOpen = signal(false);
  protected readonly chosen = signal<Readonly<Record<number, number>>>({});
  protected readonly open = computed(() =>
    this.lines()
      .map((line) => ({ ...line, left: line.quantity - (line.cancelled ?? 0) - (line.shipped ?? 0) }))
      .filter(({ left }) => left > 0),
  );
  private readonly wanted = computed<LinePieces[]>(() =>
    this.open()
      .map(({ lineNo, left }) => ({ lineNo, quantity: Math.min(left, this.chosen()[lineNo] ?? 0) }))
      .filter(({ quantity }) => quantity > 0),
  );
  protected readonly pieces = computed(() => this.wanted().reduce((sum, { quantity }) => sum + quantity, 0));

  protected upTo(most: number): number[] {
    return Array.from({ length: most + 1 }, (_, pieces) => pieces);
  }

  protected choose(lineNo: number, event: Event): void {
    const pieces = Number((event.target as HTMLSelectElement).value);
    this.chosen.update((chosen) => ({ ...chosen, [lineNo]: pieces }));
  }

  protected send(): void {
    if (this.isBusy() || this.pieces() === 0) return;
    this.cancelled.emit(this.wanted());
    this.chosen.set({});
    this.isOpen.set(false);
  }
}
