import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Component, computed, DestroyRef, effect, inject, input, untracked } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslatePipe, TranslateService } from '@ngx-translate/core';
import { Store } from '@ngrx/store';
import type { FulfilmentStatus, OrderStatus, PaymentStatus } from '@stoa/data-access/core';
import { Live } from '@stoa/data-access/core';
import { OrderFilters, OrderRow, shopOrdersFeature, StaffOrdersActions } from '@stoa/data-access/order';
import { newId } from '@stoa/shared';
import { LiveDot, MoneyPipe, Notice, StatusPill, When } from '@stoa/ui';
import { ProblemNotice } from '../pages/trouble/problem-notice';
import { injectOpenSheet } from './open-sheet';

const statuses: readonly OrderStatus[] = ['PLACED', 'CONFIRMED', 'PAID', 'SHIPPED', 'DELIVERED', 'CANCELLED'];
const payments: readonly PaymentStatus[] = [
  'PENDING',
  'REQUIRES_ACTION',
  'AUTHORISED',
  'PARTIALLY_CAPTURED',
  'CAPTURED',
  'PARTIALLY_REFUNDED',
  'REFUNDED',
  'DECLINED',
  'VOIDED',
];
const fulfilments: readonly FulfilmentStatus[] = [
  'UNFULFILLED',
  'PARTIALLY_SHIPPED',
  'SHIPPED',
  'PARTIALLY_DELIVERED',
  'DELIVERED',
];

@Component({
  selector: 'stoa-staff-orders',
  imports: [LiveDot, MoneyPipe, Notice, ProblemNotice, RouterLink, StatusPill, TranslatePipe, When],
  templateUrl: './staff-orders.html',
  styleUrls: ['./staff-head.scss', './staff-orders.scss'],
})
export class StaffOrders {
  /** The filter, from the address. */
  readonly status = input<string>();
  readonly payment = input<string>();
  readonly fulfilment = input<string>();
  readonly held = input<string>();

  private readonly store = inject(Store);
  private readonly router = inject(Router);
  protected readonly open = injectOpenSheet();
  private readonly texts = inject(TranslateService);
  protected readonly line = inject(Live).state({ audience: 'staff' });

  protected readonly rows = this.store.selectSignal(shopOrdersFeature.selectRows);
  protected readonly waiting = this.store.selectSignal(shopOrdersFeature.selectWaiting);
  protected readonly list = this.store.selectSignal(shopOrdersFeature.selectList);
  protected readonly problem = this.store.selectSignal(shopOrdersFeature.selectProblem);
  protected readonly next = this.store.selectSignal(shopOrdersFeature.selectNext);
  private readonly busy = this.store.selectSignal(shopOrdersFeature.selectBusy);
  private readonly stepProblem = this.store.selectSignal(shopOrdersFeature.selectStepProblem);

  protected readonly statuses = statuses;
  protected readonly payments = payments;
  protected readonly fulfilments = fulfilments;
  protected readonly filters = computed<OrderFilters>(() => {
    const status = statuses.find((one) => one === this.status());
    const payment = payments.find((one) => one === this.payment());
    const fulfilment = fulfilments.find((one) => one === this.fulfilment());
    return {
      ...(status && { status }),
      ...(payment && { payment }),
      ...(fulfilment && { fulfilment }),
      ...(this.held() === 'true' && { held: true as const }),
    };
  });
  protected readonly isFiltered = computed(() => Object.keys(this.filters()).length > 0);
  protected readonly failure = computed(() => {
    const failed = this.stepProblem();
    const row = this.rows().find(({ id }) => id === failed?.orderId);
    return failed && row
      ? { number: row.number, reason: failed.problem.detail || failed.problem.title }
      : null;
  });

  constructor() {
    const announcer = inject(LiveAnnouncer);
    effect(() => {
      const filters = this.filters();
      untracked(() => this.store.dispatch(StaffOrdersActions.opened({ filters })));
    });
    this.catchUpAfterLoss();
    effect(() => {
      const count = this.waiting().length;
      if (count) untracked(() => void announcer.announce(this.newText(count)));
    });
    inject(DestroyRef).onDestroy(() => this.store.dispatch(StaffOrdersActions.closed()));
  }

  /** The filters stand in the address, so that they can be kept and sent. */
  protected choose(filter: 'payment' | 'fulfilment' | 'held', value: string): void {
    void this.router.navigate([], {
      queryParams: { [filter]: value || null },
      queryParamsHandling: 'merge',
    });
  }

  protected newText(n: number): string {
    return this.texts.instant(n === 1 ? 'staff.newOne' : 'staff.newMany', { n }) as string;
  }

  protected isBusy(row: OrderRow): boolean {
    return this.busy().includes(row.id);
  }

  protected showWaiting(): void {
    this.store.dispatch(StaffOrdersActions.waitingShown());
  }

  protected ship(orderId: string): void {
    this.store.dispatch(StaffOrdersActions.shipRequested({ orderId, key: newId() }));
  }

  protected deliver(orderId: string): void {
    this.store.dispatch(StaffOrdersActions.deliverRequested({ orderId, key: newId() }));
  }

  protected more(): void {
    this.store.dispatch(StaffOrdersActions.moreRequested());
  }

  protected reload(): void {
    this.store.dispatch(StaffOrdersActions.opened({ filters: this.filters() }));
  }

  private catchUpAfterLoss(): void {
    let wasDown = false;
    effect(() => {
      const state = this.line();
      if (state === 'live' && wasDown)
        untracked(() => this.store.dispatch(StaffOrdersActions.lineRestored()));
      wasDown = state === 'down' || (wasDown && state === 'connecting');
    });
  }
}
