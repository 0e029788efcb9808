import { HttpContext, HttpContextToken, HttpRequest } from '@angular/common/http';
import type { Audience } from '@stoa/data-access/api';

/** The API of the shop that served this page: the same origin, so that its host name chooses the shop. */
export const API_ROOT = '/api/v1';

/** Whose token travels with the request; `null` for calls that must go without one. */
export const AUDIENCE = new HttpContextToken<Audience | null>(() => 'shopper');

/** A guest's key to one order. */
export const ORDER_TOKEN = new HttpContextToken<string | null>(() => null);

/** A guest's key to one cart. It goes along with a session, too: signing in takes the guest's cart along. */
export const CART_TOKEN = new HttpContextToken<string | null>(() => null);

export function as(audience: Audience | null): HttpContext {
  return new HttpContext().set(AUDIENCE, audience);
}

export function withOrderToken(token: string | null): HttpContext {
  return new HttpContext().set(ORDER_TOKEN, token);
}

export function withCartToken(token: string | null): HttpContext {
  return new HttpContext().set(CART_TOKEN, token);
}

/** Only calls to our own API carry headers of ours: the payment provider must see none of them. */
export function isOurs(request: HttpRequest<unknown>): boolean {
  return request.url.startsWith(`${API_ROOT}/`);
}
