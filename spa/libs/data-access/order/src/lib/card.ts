import { HttpClient } from '@angular/common/http';
import { inject } from '@angular/core';
import type { PaymentSetup } from '@stoa/data-access/core';
import { isProblem, Problem, problemTypes } from '@stoa/shared';
import { firstValueFrom } from 'rxjs';

/** A card as typed. It goes to the payment provider and nowhere else, and is kept nowhere. */
export interface Card {
  readonly number: string;
  readonly expMonth: number;
  /** Four digits. */
  readonly expYear: number;
  readonly cvc: string;
}

export type Tokenise = (setup: PaymentSetup, card: Card) => Promise<string>;

/** Luhn's checksum: catches every single wrong digit and most swapped neighbours, before the provider is asked. */
export function isCardNumber(text: string): boolean {
  const digits = text.replace(/[\s-]/g, '');
  if (!/^\d{12,19}$/.test(digits)) return false;
  const total = [...digits].reverse().reduce((sum, digit, index) => {
    const value = Number(digit) * (index % 2 ? 2 : 1);
    return sum + (value > 9 ? value - 9 : value);
  }, 0);
  return total % 10 === 0;
}

/** `MM/YY` or `MM / YYYY`, as far as it is a month that is not over. */
export function readExpiry(text: string, now = new Date()): { expMonth: number; expYear: number } | null {
  const match = /^\s*(\d{1,2})\s*\/?\s*(\d{2}|\d{4})\s*$/.exec(text);
  if (!match) return null;
  const expMonth = Number(match[1]);
  const expYear = Number(match[2]) + (match[2]?.length === 2 ? 2000 : 0);
  if (expMonth < 1 || expMonth > 12) return null;
  const isOver = expYear * 12 + expMonth < now.getFullYear() * 12 + now.getMonth() + 1;
  return isOver ? null : { expMonth, expYear };
}

/**
 * Turns a card into a token at the provider, from the browser: the number never passes the shop.
 * The request carries no header of ours and no credentials.
 * @throws Problem of the provider, with status 400 or 402 for a card it does not take
 */
export function injectTokenise(): Tokenise {
  const http = inject(HttpClient);
  return async ({ tokenizeUrl, publishableKey }, card) => {
    const answer = await firstValueFrom(
      http.post<{ token?: unknown }>(tokenizeUrl, { publishableKey, card }),
    );
    if (typeof answer?.token === 'string') return answer.token;
    const silent: Problem = {
      type: problemTypes.unknown,
      title: 'The payment provider gave no token',
      status: 502,
    };
    throw isProblem(answer) ? answer : silent;
  };
}
