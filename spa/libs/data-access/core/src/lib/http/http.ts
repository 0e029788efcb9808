import { provideHttpClient, withFetch, withInterceptors } from '@angular/common/http';
import { EnvironmentProviders } from '@angular/core';
import { contextInterceptor } from './context.interceptor';
import { identityInterceptor } from './identity.interceptor';
import { problemInterceptor } from './problem.interceptor';
import { retryInterceptor } from './retry.interceptor';

/**
 * HTTP as the shop needs it, from the outside in: every failure becomes a problem; tenant, correlation, language and
 * time zone are named once for all attempts; what may be repeated is repeated; each attempt carries a fresh token.
 */
export function provideShopHttp(): EnvironmentProviders {
  return provideHttpClient(
    withFetch(),
    withInterceptors([problemInterceptor, contextInterceptor, retryInterceptor, identityInterceptor]),
  );
}
