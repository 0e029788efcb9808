import { DOCUMENT, Component, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router, RouterOutlet } from '@angular/router';
import { ShopStore } from '@stoa/data-access/core';
import { filter, map, pairwise } from 'rxjs';
import { Unreachable } from './pages/trouble/unreachable';

const pathOf = (url: string) => url.split(/[?#]/)[0];

@Component({
  selector: 'stoa-root',
  imports: [RouterOutlet, Unreachable],
  template: `
    @if (shop.problem(); as problem) {
      <stoa-unreachable [problem]="problem" />
    } @else {
      <router-outlet />
    }
  `,
})
export class App {
  protected readonly shop = inject(ShopStore);

  constructor() {
    const document = inject(DOCUMENT);
    // A new page is told to those who do not see it by moving the focus to it. A changed filter is no new page.
    inject(Router)
      .events.pipe(
        filter((event) => event instanceof NavigationEnd),
        map((event) => pathOf(event.urlAfterRedirects)),
        pairwise(),
        filter(([before, after]) => before !== after),
        takeUntilDestroyed(),
      )
      .subscribe(() => document.querySelector<HTMLElement>('main')?.focus({ preventScroll: true }));
  }
}
