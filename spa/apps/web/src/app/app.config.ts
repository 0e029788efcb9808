import {
  ApplicationConfig,
  effect,
  inject,
  provideAppInitializer,
  provideBrowserGlobalErrorListeners,
  untracked,
} from '@angular/core';
import { MAT_DIALOG_DEFAULT_OPTIONS } from '@angular/material/dialog';
import {
  provideRouter,
  RedirectCommand,
  Router,
  TitleStrategy,
  withComponentInputBinding,
  withInMemoryScrolling,
  withNavigationErrorHandler,
  withPreloading,
} from '@angular/router';
import { provideEffects } from '@ngrx/effects';
import { provideStore } from '@ngrx/store';
import { provideTranslateService, TranslateLoader, TranslateService } from '@ngx-translate/core';
import { provideShopHttp, SessionStore, ShopStore } from '@stoa/data-access/core';
import { Language } from '@stoa/shared';
import { provideIcons } from '@stoa/ui';
import { firstValueFrom } from 'rxjs';
import { routes } from './app.routes';
import { BundledTexts } from './i18n/bundled-texts';
import { PreloadShop } from './preload-shop';
import { ShopTitle } from './shop-title';

/** What must be known before the first page: the shop, its texts, and whether the visitor is signed in. */
async function settle(): Promise<void> {
  const shop = inject(ShopStore);
  const session = inject(SessionStore);
  const language = inject(Language);
  const texts = inject(TranslateService);
  effect(() => {
    texts.use(language.current());
    untracked(() => void shop.follow());
  });
  await shop.load();
  await Promise.all([firstValueFrom(texts.use(language.current())), session.restore('shopper')]);
}

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideRouter(
      routes,
      withComponentInputBinding(),
      withPreloading(PreloadShop),
      withInMemoryScrolling({ scrollPositionRestoration: 'enabled', anchorScrolling: 'enabled' }),
      // A page's code that does not arrive is most often a lost connection: a designed page, at the same address.
      withNavigationErrorHandler(
        () => new RedirectCommand(inject(Router).parseUrl('/trouble'), { skipLocationChange: true }),
      ),
    ),
    provideShopHttp(),
    provideStore(
      {},
      {
        runtimeChecks: {
          strictStateImmutability: true,
          strictActionImmutability: true,
          strictStateSerializability: true,
          strictActionSerializability: true,
          strictActionTypeUniqueness: true,
        },
      },
    ),
    provideEffects(),
    provideTranslateService({
      loader: { provide: TranslateLoader, useClass: BundledTexts },
      fallbackLang: 'en',
    }),
    provideIcons(),
    { provide: TitleStrategy, useExisting: ShopTitle },
    {
      provide: MAT_DIALOG_DEFAULT_OPTIONS,
      useValue: { autoFocus: 'dialog', restoreFocus: true, hasBackdrop: true },
    },
    provideAppInitializer(settle),
  ],
};
