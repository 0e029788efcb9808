import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  inject,
  Injector,
  input,
  signal,
} from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { Router, RouterLink } from '@angular/router';
import { TranslatePipe } from '@ngx-translate/core';
import type { Audience } from '@stoa/data-access/core';
import { SessionStore, ShopStore } from '@stoa/data-access/core';
import { Problem, toProblem } from '@stoa/shared';
import { TextField } from '@stoa/ui';

function required(): FormControl<string> {
  return new FormControl('', { nonNullable: true, updateOn: 'blur', validators: [Validators.required] });
}

/** Both doors, of shoppers and of staff: sessions of their own, so that one browser may hold one of each. */
@Component({
  selector: 'stoa-sign-in',
  imports: [ReactiveFormsModule, RouterLink, TextField, TranslatePipe],
  templateUrl: './sign-in.html',
  styleUrl: './sign-in.scss',
})
export class SignIn {
  /** From the route. */
  readonly audience = input<Audience>('shopper');
  /** Where to go afterwards: a path of this shop. */
  readonly next = input<string>();

  protected readonly shop = inject(ShopStore).shop;
  private readonly session = inject(SessionStore);
  private readonly router = inject(Router);
  private readonly injector = inject(Injector);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);

  protected readonly form = new FormGroup({ email: required(), password: required() });
  protected readonly isBusy = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly isStaff = computed(() => this.audience() === 'staff');
  /** Only paths of our own: an address that leads elsewhere would make the sign-in a springboard. */
  private readonly target = computed(() => {
    const next = this.next() ?? '';
    return /^\/(?![/\\])/.test(next) ? next : this.isStaff() ? '/staff' : '/';
  });

  protected async signIn(): Promise<void> {
    this.form.markAllAsTouched();
    if (this.form.invalid) {
      const focusFault = () =>
        this.host.nativeElement.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
      afterNextRender({ write: focusFault }, { injector: this.injector });
      return;
    }
    if (this.isBusy()) return;
    this.isBusy.set(true);
    this.problem.set(null);
    try {
      const { email, password } = this.form.getRawValue();
      await this.session.signIn(this.audience(), email.trim(), password);
      await this.router.navigateByUrl(this.target(), { replaceUrl: true });
    } catch (thrown) {
      this.problem.set(toProblem(thrown));
    } finally {
      this.isBusy.set(false);
    }
  }
}
