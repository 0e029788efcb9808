import { HttpInterceptorFn } from '@angular/common/http';
import { inject } from '@angular/core';
import { Language, newId } from '@stoa/shared';
import { ShopStore } from '../shop/shop.store';
import { isOurs } from './about';

/** Says which shop, which request, which language and which clock. Before the shop is known its host name says it. */
export const contextInterceptor: HttpInterceptorFn = (request, next) => {
  if (!isOurs(request)) return next(request);
  const shop = inject(ShopStore).shop();
  const headers: Record<string, string> = {
    'X-Correlation-ID': request.headers.get('X-Correlation-ID') ?? newId(),
    'Accept-Language': inject(Language).current(),
    'X-Timezone': Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
  if (shop) headers['X-Tenant-ID'] = shop.id;
  return next(request.clone({ setHeaders: headers }));
};
