import { TranslateLoader, TranslationObject } from '@ngx-translate/core';
import { from, map, Observable } from 'rxjs';

const languages: Record<string, () => Promise<{ texts: TranslationObject }>> = {
  de: () => import('./de'),
  en: () => import('./en'),
};

/** Texts come as code, one lazy chunk per language: hashed, cached for ever, and there on a server too. */
export class BundledTexts implements TranslateLoader {
  getTranslation(language: string): Observable<TranslationObject> {
    return from((languages[language] ?? languages['en'])!()).pipe(map(({ texts }) => texts));
  }
}
