import { Component, computed, DestroyRef, effect, inject, untracked } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslatePipe } from '@ngx-translate/core';
import { Store } from '@ngrx/store';
import { Live, SessionStore } from '@stoa/data-access/core';
import { MyOrdersActions, OrderKeys, ordersFeature } from '@stoa/data-access/order';
import { Icon, LiveDot, MoneyPipe, Notice, StatusPill, When } from '@stoa/ui';
import { ProblemNotice } from '../trouble/problem-notice';

/** Own orders of whoever is signed in, live; for guests what was bought in this browser. */
@Component({
  selector: 'stoa-my-orders',
  imports: [Icon, LiveDot, MoneyPipe, Notice, ProblemNotice, RouterLink, StatusPill, TranslatePipe, When],
  templateUrl: './my-orders.html',
  styleUrl: './my-orders.scss',
})
export class MyOrders {
  protected readonly session = inject(SessionStore);
  protected readonly line = inject(Live).state({ audience: 'shopper' });
  private readonly store = inject(Store);

  protected readonly own = this.store.selectSignal(ordersFeature.selectOwn);
  protected readonly list = this.store.selectSignal(ordersFeature.selectOwnList);
  protected readonly next = this.store.selectSignal(ordersFeature.selectOwnNext);
  protected readonly problem = this.store.selectSignal(ordersFeature.selectOwnProblem);
  private readonly keys = inject(OrderKeys);
  /** Bought as a guest here, as far as the list above does not name it. */
  protected readonly onDevice = computed(() => {
    const listed = new Set(this.session.isShopper() ? this.own().map(({ id }) => id) : []);
    return this.keys.all().filter(({ orderId }) => !listed.has(orderId));
  });

  constructor() {
    effect(() => {
      if (this.session.isShopper()) untracked(() => this.open());
    });
    inject(DestroyRef).onDestroy(() => this.store.dispatch(MyOrdersActions.closed()));
  }

  protected open(): void {
    this.store.dispatch(MyOrdersActions.opened());
  }

  protected more(): void {
    this.store.dispatch(MyOrdersActions.moreRequested());
  }
}
