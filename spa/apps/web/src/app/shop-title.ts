import { effect, inject, Injectable, signal } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { RouterStateSnapshot, TitleStrategy } from '@angular/router';
import { TranslateService } from '@ngx-translate/core';
import { ShopStore } from '@stoa/data-access/core';

/** `Ridge boots · Nordhang`: the page first, since tabs show little. Pages with names of their own set them. */
@Injectable({ providedIn: 'root' })
export class ShopTitle extends TitleStrategy {
  private readonly title = inject(Title);
  private readonly shop = inject(ShopStore);
  private readonly texts = inject(TranslateService);
  private readonly page = signal('');

  constructor() {
    super();
    effect(() => {
      const name = this.shop.shop()?.name ?? '';
      this.title.setTitle([this.page(), name].filter(Boolean).join(' · ') || 'Shop');
    });
  }

  override updateTitle(route: RouterStateSnapshot): void {
    const key = this.buildTitle(route);
    this.page.set(key ? (this.texts.instant(key) as string) : '');
  }

  /** Names the page by what it shows. */
  name(page: string): void {
    this.page.set(page);
  }
}
