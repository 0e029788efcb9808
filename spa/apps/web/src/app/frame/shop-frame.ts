import { Component, computed, effect, inject, untracked } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { MatDialog, MatDialogState } from '@angular/material/dialog';
import { MatMenuModule } from '@angular/material/menu';
import { NavigationEnd, Router, RouterLink, RouterOutlet } from '@angular/router';
import { TranslatePipe, TranslateService } from '@ngx-translate/core';
import { Store } from '@ngrx/store';
import { ShopFrameActions } from '@stoa/data-access/catalog';
import { SessionStore, ShopStore } from '@stoa/data-access/core';
import { CartStore, CartSync } from '@stoa/data-access/order';
import { Language } from '@stoa/shared';
import { Icon } from '@stoa/ui';
import { filter, map, startWith } from 'rxjs';
import { SearchBox } from './search-box';
import { injectSignOut } from './sign-out';

/** What stands around every shopper page: header, footer, and the word that something is in the bag. */
@Component({
  selector: 'stoa-shop-frame',
  imports: [Icon, MatMenuModule, RouterLink, RouterOutlet, SearchBox, TranslatePipe],
  templateUrl: './shop-frame.html',
  styleUrl: './shop-frame.scss',
})
export class ShopFrame {
  protected readonly shop = inject(ShopStore).shop;
  protected readonly session = inject(SessionStore);
  protected readonly language = inject(Language);
  protected readonly cart = inject(CartStore);
  private readonly texts = inject(TranslateService);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly dialog = inject(MatDialog);
  private readonly router = inject(Router);

  protected readonly bagText = computed(() => {
    const count = this.cart.count();
    return count === 0 ? 'frame.bag' : count === 1 ? 'frame.bagOne' : 'frame.bagMany';
  });

  /** Nothing leads away from paying. */
  protected readonly isCheckout = toSignal(
    this.router.events.pipe(
      filter((event) => event instanceof NavigationEnd),
      startWith(null),
      map(() => this.router.url.startsWith('/checkout')),
    ),
    { initialValue: false },
  );

  constructor() {
    const store = inject(Store);
    // Tells the server what is in the bag, wherever it was put in.
    inject(CartSync);
    effect(() => {
      this.language.current();
      untracked(() => store.dispatch(ShopFrameActions.languageSettled()));
    });
    effect(() => {
      const added = this.cart.added();
      if (added) untracked(() => void this.sayAdded(added.line.name));
    });
  }

  protected readonly signOut = injectSignOut('shopper', async () => {
    await this.router.navigateByUrl('/');
    await this.announcer.announce(this.texts.instant('frame.signedOut') as string);
  });

  private async sayAdded(name: string): Promise<void> {
    void this.announcer.announce(this.texts.instant('added.said', { name }) as string, 'polite');
    const { AddedDrawer } = await import('./added-drawer');
    // One that is still closing told of the thing before.
    if (this.dialog.openDialogs.some((open) => open.getState() === MatDialogState.OPEN)) return;
    const told = this.cart.added();
    this.dialog
      .open(AddedDrawer, {
        panelClass: 'drawer',
        position: { top: '0', right: '0' },
        height: 'auto',
        maxWidth: '100vw',
        maxHeight: '100dvh',
        ariaLabel: this.texts.instant('added.heading') as string,
      })
      .afterClosed()
      .subscribe(() => this.cart.added() === told && this.cart.seen());
  }
}
