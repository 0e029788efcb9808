import { BreakpointObserver } from '@angular/cdk/layout';
import {
  afterNextRender,
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  Injector,
  signal,
  untracked,
} from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { ReactiveFormsModule } from '@angular/forms';
import { Router, RouterLink } from '@angular/router';
import { TranslatePipe } from '@ngx-translate/core';
import { SessionStore, ShopStore } from '@stoa/data-access/core';
import { aboutLines, CartStore, CartSync, CheckoutStore } from '@stoa/data-access/order';
import { Language, leavesOutcomeOpen, Money, problemTypes } from '@stoa/shared';
import {
  commitTyped,
  Field,
  Icon,
  MoneyPipe,
  Notice,
  PriceLines,
  Steady,
  SumLines,
  TextField,
} from '@stoa/ui';
import { map } from 'rxjs';
import { BagLines } from '../bag/bag-lines';
import { buyerOf, checkoutForm } from './checkout-form';
import { ShippingChoice } from './shipping-choice';

const sections = ['contact', 'delivery', 'payment'] as const;
type Section = (typeof sections)[number];

/** Where the demo shops deliver to. */
const countries = ['DE', 'AT', 'CH', 'GB', 'IE', 'FR', 'NL', 'BE', 'DK', 'SE', 'IT', 'ES'];
const PATIENCE_MILLIS = 5_000;
const SIDE_BY_SIDE = '(min-width: 64rem)';

@Component({
  selector: 'stoa-checkout',
  imports: [
    BagLines,
    Field,
    Icon,
    MoneyPipe,
    Notice,
    PriceLines,
    ReactiveFormsModule,
    RouterLink,
    ShippingChoice,
    Steady,
    SumLines,
    TextField,
    TranslatePipe,
  ],
  providers: [CheckoutStore],
  templateUrl: './checkout.html',
  styleUrl: './checkout.scss',
})
export class CheckoutPage {
  protected readonly cart = inject(CartStore);
  protected readonly checkout = inject(CheckoutStore);
  protected readonly session = inject(SessionStore);
  private readonly shop = inject(ShopStore);
  private readonly language = inject(Language);
  private readonly router = inject(Router);
  private readonly injector = inject(Injector);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);

  protected readonly form = checkoutForm(this.shop.shop()?.country ?? 'DE');
  protected readonly open = signal<Section>('contact');
  /** Sections that were filled in once; they shrink to a line that can be opened again. */
  protected readonly done = signal<readonly Section[]>([]);
  protected readonly isSlow = signal(false);
  protected readonly isPaying = computed(() => this.checkout.status() === 'paying');
  /** Nothing may be changed while it is open what became of the last press. */
  protected readonly isLocked = computed(() => this.isPaying() || this.checkout.status() === 'open');
  /** Said at the lines themselves, and over once they are mended. */
  protected readonly isAboutLines = computed(() => aboutLines.includes(this.checkout.problem()?.type ?? ''));
  /** What is paid: as the server has it, so that the button never names a sum that is not charged. */
  protected readonly total = computed<Money | null>(() => {
    const price = this.cart.price();
    return price && { amount: price.total, currency: price.currency };
  });
  /** The provider could not be asked about the card: nothing is wrong with it, and nothing has happened. */
  protected readonly isProviderSilent = computed(() => {
    const problem = this.checkout.problem();
    return problem !== null && leavesOutcomeOpen(problem);
  });
  /** A total that moved without any line of it: delivery, tax, a price by quantity. */
  protected readonly isTotalChanged = computed(() =>
    (this.checkout.problem()?.errors ?? []).some(({ pointer }) => pointer.endsWith('/expectedTotal')),
  );
  protected readonly isCartChanged = computed(
    () => this.checkout.problem()?.type === problemTypes.cartChanged,
  );
  protected readonly isNotSentThere = computed(
    () => this.checkout.problem()?.type === problemTypes.noShipping,
  );
  protected readonly isSideBySide = toSignal(
    inject(BreakpointObserver)
      .observe(SIDE_BY_SIDE)
      .pipe(map(({ matches }) => matches)),
    { initialValue: false },
  );
  protected readonly countries = computed(() => {
    const names = new Intl.DisplayNames(this.language.locale(), { type: 'region' });
    const own = this.shop.shop()?.country ?? 'DE';
    return [own, ...countries.filter((code) => code !== own)].map((code) => ({
      code,
      name: names.of(code) ?? code,
    }));
  });

  constructor() {
    void this.checkout.prepare();
    void this.checkout.resume();
    const country = this.form.controls.delivery.controls.country;
    this.cart.sendTo(country.value);
    country.valueChanges.pipe(takeUntilDestroyed()).subscribe((code) => this.cart.sendTo(code));
    // What was priced an hour ago, or in another tab, is read anew before it is paid.
    inject(CartSync).refresh();
    const shopper = this.session.shopper();
    if (shopper) this.form.controls.contact.setValue({ email: shopper.email, name: shopper.name });
    effect(() => {
      const orderId = this.checkout.orderId();
      if (orderId) untracked(() => void this.router.navigate(['/orders', orderId], { replaceUrl: true }));
    });
    effect((onCleanup) => {
      this.isSlow.set(false);
      if (!this.isPaying()) return;
      const timer = setTimeout(() => this.isSlow.set(true), PATIENCE_MILLIS);
      onCleanup(() => clearTimeout(timer));
    });
  }

  protected isDone(section: Section): boolean {
    return this.done().includes(section) && this.open() !== section;
  }

  protected change(section: Section): void {
    this.open.set(section);
    this.focusIn(section);
  }

  /** Leaves a section when it is right, else shows what is not. */
  protected next(section: Section): void {
    commitTyped(this.host.nativeElement);
    const group = this.form.controls[section];
    group.markAllAsTouched();
    if (group.invalid) return this.focusFirstFault(section);
    this.done.update((done) => [...done.filter((other) => other !== section), section]);
    const following = sections.find((other) => !this.done().includes(other)) ?? 'payment';
    this.open.set(following);
    this.focusIn(following);
  }

  protected async pay(): Promise<void> {
    if (this.isPaying()) return;
    if (this.checkout.status() === 'open') return void (await this.checkout.resume());
    commitTyped(this.host.nativeElement);
    this.form.markAllAsTouched();
    const wrong = sections.find((section) => this.form.controls[section].invalid);
    if (wrong) {
      this.open.set(wrong);
      return this.focusFirstFault(wrong);
    }
    if (this.cart.isTroubled() || this.cart.isUpdating()) return;
    await this.checkout.pay(buyerOf(this.form));
    // What has to be mended stands in the summary, on a phone far above the button.
    if (this.cart.isTroubled()) this.afterRender(() => this.find('stoa-bag-lines .trouble button')?.focus());
  }

  protected useTestCard(number: string): void {
    this.form.controls.payment.setValue({ number, expiry: '12 / 34', cvc: '123' });
  }

  protected prepare(): void {
    void this.checkout.prepare();
  }

  private focusIn(section: Section): void {
    this.afterRender(() => this.find(`[data-section="${section}"] input:not([type=hidden])`)?.focus());
  }

  private focusFirstFault(section: Section): void {
    this.afterRender(() => this.find(`[data-section="${section}"] [aria-invalid="true"]`)?.focus());
  }

  private find(selector: string): HTMLElement | null {
    return this.host.nativeElement.querySelector(selector);
  }

  /** With the page's next state and not a frame later: by then somebody may be typing elsewhere. */
  private afterRender(act: () => void): void {
    afterNextRender({ write: act }, { injector: this.injector });
  }
}
