import { HttpErrorResponse, HttpInterceptorFn, HttpRequest } from '@angular/common/http';
import { inject } from '@angular/core';
import { catchError, from, of, switchMap, throwError } from 'rxjs';
import { SessionStore } from '../session/session.store';
import { AUDIENCE, CART_TOKEN, isOurs, ORDER_TOKEN } from './about';

function named(request: HttpRequest<unknown>, token: string | null): HttpRequest<unknown> {
  return token ? request.clone({ setHeaders: { Authorization: `Bearer ${token}` } }) : request;
}

/**
 * Attaches the access token of the request's audience, or the guest's order token where there is no session.
 * A token that was refused is renewed once, by the refresh cookie, and the request repeated with the new one.
 */
export const identityInterceptor: HttpInterceptorFn = (original, next) => {
  const audience = original.context.get(AUDIENCE);
  if (!isOurs(original)) return next(original);
  const orderToken = original.context.get(ORDER_TOKEN);
  const cartToken = original.context.get(CART_TOKEN);
  const keys = {
    ...(orderToken ? { 'X-Order-Token': orderToken } : {}),
    ...(cartToken ? { 'X-Cart-Token': cartToken } : {}),
  };
  const request = original.clone({ setHeaders: keys });
  if (!audience || orderToken) return next(request);
  const session = inject(SessionStore);
  return from(session.token(audience)).pipe(
    switchMap((token) =>
      next(named(request, token)).pipe(
        catchError((failure: unknown) => {
          const refused = failure instanceof HttpErrorResponse && failure.status === 401 && token;
          return (refused ? from(session.renew(audience, token)) : of(null)).pipe(
            switchMap((renewed) => (renewed ? next(named(request, renewed)) : throwError(() => failure))),
          );
        }),
      ),
    ),
  );
};
