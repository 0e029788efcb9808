import { Component, inject } from '@angular/core';
import { MatDialogRef } from '@angular/material/dialog';
import { RouterLink } from '@angular/router';
import { TranslatePipe } from '@ngx-translate/core';
import { CartStore } from '@stoa/data-access/order';
import { Icon, MoneyPipe, SumLines } from '@stoa/ui';

/** Says that it worked, and offers the two ways on. Closing goes back to exactly where one was. */
@Component({
  selector: 'stoa-added-drawer',
  imports: [Icon, MoneyPipe, RouterLink, SumLines, TranslatePipe],
  template: `
    <header>
      <h2>{{ 'added.heading' | translate }}</h2>
      <button
        class="button button--icon"
        type="button"
        [attr.aria-label]="'added.close' | translate"
        (click)="close()"
      >
        <svg class="icon" lucideIcon="x" aria-hidden="true"></svg>
      </button>
    </header>
    @if (cart.added(); as added) {
      <stoa-sum-lines [lines]="[added.line]" />
    }
    <p class="total">
      <span>{{ 'bag.total' | translate }}</span>
      <strong class="sum">{{ cart.total() | money }}</strong>
    </p>
    <a class="button button--accent button--wide" routerLink="/checkout" (click)="close()">
      {{ 'added.checkout' | translate }}
    </a>
    <a class="button button--wide" routerLink="/bag" (click)="close()">{{ 'added.bag' | translate }}</a>
    <button class="text-link" type="button" (click)="close()">{{ 'added.on' | translate }}</button>
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-4);
      padding: var(--space-5);
    }

    header,
    .total {
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: var(--space-4);
    }

    .total {
      padding-block-start: var(--space-4);
      border-block-start: var(--hairline) solid var(--line);
    }

    .text-link {
      justify-self: center;
    }
  `,
})
export class AddedDrawer {
  protected readonly cart = inject(CartStore);
  private readonly dialog = inject<MatDialogRef<AddedDrawer>>(MatDialogRef);

  protected close(): void {
    this.dialog.close();
  }
}
