import { inject, Pipe, PipeTransform } from '@angular/core';
import { formatMoney, Language, Money } from '@stoa/shared';

/** Money as the page's language writes it. Impure, because the language may change while the amount does not. */
@Pipe({ name: 'money', pure: false })
export class MoneyPipe implements PipeTransform {
  private readonly language = inject(Language);

  transform(money: Money): string;
  transform(money: Money | null | undefined): string | null;
  transform(money: Money | null | undefined): string | null {
    return money ? formatMoney(money, this.language.locale()) : null;
  }
}
