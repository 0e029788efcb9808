import { Component, DestroyRef, effect, ElementRef, inject, signal, viewChild } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router } from '@angular/router';
import { TranslatePipe } from '@ngx-translate/core';
import { Icon } from '@stoa/ui';
import { filter, map, startWith } from 'rxjs';

/** Long enough that a word is typed, short enough that the list seems to follow. */
const DEBOUNCE_MILLIS = 300;

/** Searches while typing on the list, and on Enter from everywhere else. The words stand in the address. */
@Component({
  selector: 'stoa-search-box',
  imports: [Icon, TranslatePipe],
  template: `
    <form role="search" (submit)="$event.preventDefault(); search(box.value)">
      <svg class="icon lens" lucideIcon="search" aria-hidden="true"></svg>
      <input
        #box
        type="search"
        name="q"
        autocomplete="off"
        maxlength="100"
        enterkeyhint="search"
        [placeholder]="'frame.search' | translate"
        [attr.aria-label]="'frame.searchIn' | translate"
        (input)="typed(box.value)"
      />
    </form>
  `,
  styleUrl: './search-box.scss',
})
export class SearchBox {
  private readonly router = inject(Router);
  private readonly pending = signal<ReturnType<typeof setTimeout> | undefined>(undefined);

  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');
  /** What this box asked for last: the address that says so again must not undo what was typed since. */
  private asked: string | null = null;

  private readonly text = toSignal(
    this.router.events.pipe(
      filter((event) => event instanceof NavigationEnd),
      startWith(null),
      map(() => (this.router.parseUrl(this.router.url).queryParams['q'] as string | undefined) ?? ''),
    ),
    { initialValue: '' },
  );

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.pending()));
    effect(() => {
      const text = this.text();
      const box = this.box().nativeElement;
      if (text !== this.asked) box.value = text;
      this.asked = null;
    });
  }

  protected typed(text: string): void {
    clearTimeout(this.pending());
    if (!this.isOnList()) return;
    this.pending.set(setTimeout(() => this.search(text), DEBOUNCE_MILLIS));
  }

  protected search(text: string): void {
    clearTimeout(this.pending());
    const q = text.trim() || null;
    this.asked = q ?? '';
    const isOnList = this.isOnList();
    void this.router.navigate(['/'], {
      queryParams: { q },
      queryParamsHandling: isOnList ? 'merge' : '',
      replaceUrl: isOnList,
    });
  }

  private isOnList(): boolean {
    return this.router.url.split(/[?#]/)[0] === '/';
  }
}
