import { Component, inject } from '@angular/core';
import { Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { TranslatePipe } from '@ngx-translate/core';
import { ShopStore } from '@stoa/data-access/core';
import { Icon } from '@stoa/ui';
import { injectSignOut } from '../frame/sign-out';

/** The frame of the shop's people: a rail with what they do, and the work beside it. */
@Component({
  selector: 'stoa-staff-frame',
  imports: [Icon, RouterLink, RouterLinkActive, RouterOutlet, TranslatePipe],
  template: `
    <a class="skip button" href="#content" (click)="$event.preventDefault(); content.focus()">{{
      'frame.skip' | translate
    }}</a>
    <nav class="rail" [attr.aria-label]="'staff.nav' | translate">
      <p class="name">{{ shop()?.name }}</p>
      <a class="entry" routerLink="/staff/orders" routerLinkActive="entry--on" ariaCurrentWhenActive="page">
        <svg class="icon" lucideIcon="receipt-text" aria-hidden="true"></svg>
        <span>{{ 'staff.title' | translate }}</span>
      </a>
      <a class="entry" routerLink="/staff/stock" routerLinkActive="entry--on" ariaCurrentWhenActive="page">
        <svg class="icon" lucideIcon="package" aria-hidden="true"></svg>
        <span>{{ 'stock.title' | translate }}</span>
      </a>
      <a class="entry" routerLink="/staff/payments" routerLinkActive="entry--on" ariaCurrentWhenActive="page">
        <svg class="icon" lucideIcon="credit-card" aria-hidden="true"></svg>
        <span>{{ 'payments.title' | translate }}</span>
      </a>
      <a class="entry" routerLink="/staff/messages" routerLinkActive="entry--on" ariaCurrentWhenActive="page">
        <svg class="icon" lucideIcon="inbox" aria-hidden="true"></svg>
        <span>{{ 'messages.title' | translate }}</span>
      </a>
      <a class="entry" routerLink="/staff/parked" routerLinkActive="entry--on" ariaCurrentWhenActive="page">
        <svg class="icon" lucideIcon="rotate-ccw" aria-hidden="true"></svg>
        <span>{{ 'parked.title' | translate }}</span>
      </a>
      <span class="room"></span>
      <a class="entry way-out" routerLink="/">
        <svg class="icon" lucideIcon="store" aria-hidden="true"></svg>
        <span>{{ 'staff.toShop' | translate }}</span>
      </a>
      <button class="entry way-out" type="button" (click)="signOut()">
        <svg class="icon" lucideIcon="log-out" aria-hidden="true"></svg>
        <span>{{ 'frame.signOut' | translate }}</span>
      </button>
    </nav>
    <main #content id="content" tabindex="-1"><router-outlet /></main>
  `,
  styleUrl: './staff-frame.scss',
})
export class StaffFrame {
  protected readonly shop = inject(ShopStore).shop;
  private readonly router = inject(Router);
  protected readonly signOut = injectSignOut('staff', () => this.router.navigateByUrl('/staff/sign-in'));
}
