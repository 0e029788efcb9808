import { Component, computed, DestroyRef, effect, inject, input, untracked } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslatePipe, TranslateService } from '@ngx-translate/core';
import { Store } from '@ngrx/store';
import { Live } from '@stoa/data-access/core';
import type { LinePieces } from '@stoa/data-access/core';
import {
  authorityOver,
  CartStore,
  OrderKeys,
  OrderPageActions,
  ordersFeature,
} from '@stoa/data-access/order';
import { newId, readStored, TAB_STORE, writeStored } from '@stoa/shared';
import { Icon, LiveDot, MoneyPipe, Notice, PriceLines, SumLines, Timeline } from '@stoa/ui';
import { ShopTitle } from '../../shop-title';
import { ProblemNotice } from '../trouble/problem-notice';
import { CancelPieces } from './cancel-pieces';
import { OrderParcels } from './order-parcels';
import { orderSteps } from './order-steps';

/** How often the page looks itself while the line is down. */
const LOOK_MILLIS = 10_000;
/** Which order the buyer left to approve at the payment provider. */
const APPROVING = 'stoa.approving';
const isText = (value: unknown): value is string => typeof value === 'string';

@Component({
  selector: 'stoa-order-page',
  imports: [
    CancelPieces,
    Icon,
    LiveDot,
    MoneyPipe,
    Notice,
    OrderParcels,
    PriceLines,
    ProblemNotice,
    RouterLink,
    SumLines,
    Timeline,
    TranslatePipe,
  ],
  templateUrl: './order-page.html',
  styleUrl: './order-page.scss',
})
export class OrderPage {
  readonly orderId = input.required<string>();

  private readonly store = inject(Store);
  private readonly live = inject(Live);
  private readonly keys = inject(OrderKeys);
  private readonly cart = inject(CartStore);
  private readonly router = inject(Router);
  private readonly texts = inject(TranslateService);
  private readonly tab = inject(TAB_STORE);

  protected readonly order = this.store.selectSignal(ordersFeature.selectOpen);
  protected readonly problem = this.store.selectSignal(ordersFeature.selectOpenProblem);
  protected readonly isCancelling = this.store.selectSignal(ordersFeature.selectIsCancelling);
  protected readonly cancelProblem = this.store.selectSignal(ordersFeature.selectCancelProblem);
  private readonly history = this.store.selectSignal(ordersFeature.selectHistory);

  protected readonly line = computed(() => this.live.state(authorityOver(this.orderId(), this.keys))());
  /** The status in words; a cancellation for a declined card is told as what it is. */
  protected readonly phase = computed(() => {
    const order = this.order();
    if (order?.status === 'PLACED' && order.paymentActionUrl) return 'APPROVAL';
    if (order?.fulfilment === 'PARTIALLY_SHIPPED' && order.status !== 'CANCELLED') return 'PARTLY';
    return order?.status === 'CANCELLED' && order.payment === 'DECLINED'
      ? 'DECLINED'
      : (order?.status ?? 'PLACED');
  });
  protected readonly steps = computed(() => {
    const order = this.order();
    return order ? orderSteps(order.status, order.placedDate, this.history(), order.fulfilment) : [];
  });
  protected readonly lines = computed(() =>
    (this.order()?.lines ?? []).map((line) => ({ ...line, variantId: `${line.lineNo}` })),
  );
  protected readonly canCancel = computed(() => Boolean(this.order()?.links['cancel']));
  protected readonly canCancelLines = computed(() => Boolean(this.order()?.links['cancelLines']));
  protected readonly approval = computed(() => this.order()?.paymentActionUrl);
  protected readonly isMissing = computed(() => [400, 401, 403, 404].includes(this.problem()?.status ?? 0));

  constructor() {
    const title = inject(ShopTitle);
    effect(() => {
      const orderId = this.orderId();
      untracked(() => this.store.dispatch(OrderPageActions.opened({ orderId })));
    });
    effect(() => {
      const isBack = this.approval() && readStored(this.tab, APPROVING, isText) === this.orderId();
      if (isBack) untracked(() => this.approved());
    });
    effect(() => {
      const order = this.order();
      if (order) title.name(this.texts.instant('order.title', { number: order.number }) as string);
    });
    // The tab that made the order may learn of it a moment later than this one, and with it of the key.
    effect(() => {
      const isOpenable = this.keys.all().some(({ orderId }) => orderId === this.orderId());
      if (isOpenable && untracked(() => this.isMissing())) untracked(() => this.reload());
    });
    effect((onCleanup) => {
      if (this.line() !== 'down' && this.line() !== 'refused') return;
      const looking = setInterval(() => this.reload(), LOOK_MILLIS);
      onCleanup(() => clearInterval(looking));
    });
    inject(DestroyRef).onDestroy(() => this.store.dispatch(OrderPageActions.closed()));
  }

  protected reload(): void {
    this.store.dispatch(OrderPageActions.reloadRequested());
  }

  protected cancel(): void {
    const reason = this.texts.instant('order.reason') as string;
    this.store.dispatch(OrderPageActions.cancelRequested({ reason, key: newId() }));
  }

  protected cancelPieces(lines: LinePieces[]): void {
    const reason = this.texts.instant('order.reason') as string;
    this.store.dispatch(OrderPageActions.linesCancelRequested({ lines, reason, key: newId() }));
  }

  protected leaveToApprove(): void {
    writeStored(this.tab, APPROVING, this.orderId());
  }

  private approved(): void {
    writeStored(this.tab, APPROVING, null);
    this.store.dispatch(OrderPageActions.approvalReturned());
  }

  /** After a declined card: the same pieces once more, to be paid in another way. Pressing again adds none of them twice. */
  protected again(): void {
    for (const line of this.order()?.lines ?? []) {
      const { variantId, productId, name, imageUrl = null, unitPrice } = line;
      const held = this.cart.lines().find((other) => other.variantId === variantId)?.quantity ?? 0;
      const missing = line.quantity - held;
      if (missing > 0)
        this.cart.add({ variantId, productId, name, variant: '', imageUrl, unitPrice }, missing);
    }
    this.cart.seen();
    void this.router.navigateByUrl('/bag');
  }
}
