import { HttpClient, HttpContext } from '@angular/common/http';
import { inject, InjectionToken } from '@angular/core';
import type { StrictHttpResponse } from '@stoa/data-access/api';
import { map, Observable } from 'rxjs';
import { API_ROOT } from './http/about';

/** A generated operation: typed by the contract, one function per operationId. */
export type Operation<P, R> = (
  http: HttpClient,
  rootUrl: string,
  params: P,
  context?: HttpContext,
) => Observable<StrictHttpResponse<R>>;

/** Calls an operation of the contract and gives its body. Unsubscribing aborts the request. */
export type Calls = <P, R>(operation: Operation<P, R>, params: P, context?: HttpContext) => Observable<R>;

export function injectCalls(): Calls {
  const http = inject(HttpClient);
  return (operation, params, context) =>
    operation(http, API_ROOT, params, context).pipe(map((response) => response.body));
}

/** The same, where only a token can be injected. */
export const CALLS = new InjectionToken<Calls>('calls', { providedIn: 'root', factory: injectCalls });

/** The cursor of the next page, out of the `next` link of a list; null on the last page. */
export function nextCursor(links: Record<string, { href: string }>): string | null {
  const href = links['next']?.href;
  return href ? new URLSearchParams(href.split('?')[1] ?? '').get('cursor') : null;
}
