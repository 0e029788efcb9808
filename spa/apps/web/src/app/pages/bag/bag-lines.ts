import { Component, inject } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';
import { RouterLink } from '@angular/router';
import { TranslatePipe, TranslateService } from '@ngx-translate/core';
import { CartLine, CartStore, MOST_PIECES } from '@stoa/data-access/order';
import { Money, times } from '@stoa/shared';
import { Icon, MoneyPipe, Picture, Quantity } from '@stoa/ui';

const UNDO_MILLIS = 8_000;

/** The lines of the bag, to change; what a checkout found about a line stands at it, with the way to mend it. */
@Component({
  selector: 'stoa-bag-lines',
  imports: [Icon, MoneyPipe, Picture, Quantity, RouterLink, TranslatePipe],
  templateUrl: './bag-lines.html',
  styleUrl: './bag-lines.scss',
})
export class BagLines {
  protected readonly cart = inject(CartStore);
  private readonly snack = inject(MatSnackBar);
  private readonly texts = inject(TranslateService);

  protected most(line: CartLine): number {
    return line.trouble?.available || MOST_PIECES;
  }

  protected total(line: CartLine): Money {
    return times(line.unitPrice, line.quantity);
  }

  protected remove(line: CartLine): void {
    this.cart.remove(line.variantId);
    this.snack
      .open(
        this.texts.instant('bag.removed', { name: line.name }) as string,
        this.texts.instant('bag.undo') as string,
        { duration: UNDO_MILLIS },
      )
      .onAction()
      .subscribe(() => this.cart.undoRemove());
  }

  protected mend(line: CartLine): void {
    if (line.trouble?.available === 0) this.remove(line);
    else this.cart.mend(line.variantId);
  }
}
