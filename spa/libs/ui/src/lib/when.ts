import { Component, computed, DestroyRef, inject, input, signal } from '@angular/core';
import { MatTooltip } from '@angular/material/tooltip';
import { Language } from '@stoa/shared';

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
const SECOND = 1000;
const REFRESH_MILLIS = 30 * SECOND;

/** One clock for all times of the page; it stands still where nothing shows a time. */
const now = signal(Date.now());
let watchers = 0;
let ticking: ReturnType<typeof setInterval> | undefined;

function tick(): () => void {
  now.set(Date.now());
  if (watchers++ === 0) ticking = setInterval(() => now.set(Date.now()), REFRESH_MILLIS);
  return () => {
    if (--watchers === 0) clearInterval(ticking);
  };
}

/** A moment, told from now, with the exact time on hover and focus. */
@Component({
  selector: 'stoa-when',
  imports: [MatTooltip],
  template: `<time
    [attr.datetime]="at()"
    [matTooltip]="exact()"
    [attr.aria-label]="relative() + ', ' + exact()"
    >{{ relative() }}</time
  >`,
  styles: `
    time {
      white-space: nowrap;
    }
  `,
})
export class When {
  readonly at = input.required<string>();
  private readonly language = inject(Language);

  protected readonly exact = computed(() =>
    new Intl.DateTimeFormat(this.language.locale(), { dateStyle: 'medium', timeStyle: 'medium' }).format(
      new Date(this.at()),
    ),
  );
  protected readonly relative = computed(() => {
    const seconds = (new Date(this.at()).getTime() - now()) / SECOND;
    const format = new Intl.RelativeTimeFormat(this.language.locale(), { numeric: 'auto' });
    const [unit, length] = steps.find(([, size]) => Math.abs(seconds) >= size) ?? (['second', 1] as const);
    // The clocks of server and browser differ a little: nothing here lies in the future.
    return format.format(Math.min(0, unit === 'second' ? 0 : Math.round(seconds / length)), unit);
  });

  constructor() {
    inject(DestroyRef).onDestroy(tick());
  }
}
