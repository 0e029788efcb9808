import { computed, DOCUMENT, effect, inject, Injectable, signal } from '@angular/core';
import { LOCAL_STORE, readStored, writeStored } from './stored';

const KEY = 'stoa.language';
const isText = (value: unknown): value is string => typeof value === 'string';

/** The language of the pages: what the shopper chose here before, else the shop's own. */
@Injectable({ providedIn: 'root' })
export class Language {
  private readonly store = inject(LOCAL_STORE);
  private readonly document = inject(DOCUMENT);
  private readonly country = signal<string | null>(null);
  /** Until the shop is known: the choice of before, else what the server wrote into the page, the shop's own. */
  private readonly chosen = signal(
    readStored(this.store, KEY, isText) ?? (this.document.documentElement.lang || 'en'),
  );
  private readonly offered = signal<readonly string[]>([]);

  /** Primary language, such as `de`. */
  readonly current = this.chosen.asReadonly();
  readonly choices = this.offered.asReadonly();
  /** For numbers, money and dates: the language as it is written in the shop's country. */
  readonly locale = computed(() => (this.country() ? `${this.chosen()}-${this.country()}` : this.chosen()));

  constructor() {
    effect(() => this.document.documentElement.setAttribute('lang', this.chosen()));
  }

  /** Takes what the shop offers; the first of stored choice and shop default that is offered wins. */
  settle(shop: { locale: string; locales: readonly string[]; country: string }): void {
    const offered = shop.locales.map(primary);
    const stored = readStored(this.store, KEY, isText);
    this.offered.set(offered);
    this.country.set(shop.country);
    this.chosen.set(stored && offered.includes(stored) ? stored : primary(shop.locale));
  }

  choose(language: string): void {
    writeStored(this.store, KEY, language);
    this.chosen.set(language);
  }
}

function primary(tag: string): string {
  return tag.split('-')[0] ?? tag;
}
