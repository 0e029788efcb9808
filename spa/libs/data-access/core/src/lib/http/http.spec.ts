import { HttpClient, HttpContext, HttpHeaders } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import type { Session } from '@stoa/data-access/api';
import type { Problem } from '@stoa/shared';
import { SessionStore } from '../session/session.store';
import { as, AUDIENCE, withOrderToken } from './about';
import { provideShopHttp } from './http';
import { retryAfterSeconds } from './retry-after';

const session = (accessToken: string): Session => ({
  accessToken,
  tokenType: 'Bearer',
  expiresIn: 600,
  account: { id: 'a', email: 'mara@example.org', name: 'Mara', audience: 'shopper', scopes: [] },
});

describe('HTTP of the shop', () => {
  let http: HttpClient;
  let server: HttpTestingController;

  beforeEach(() => {
    jest.useFakeTimers();
    localStorage.clear();
    TestBed.configureTestingModule({ providers: [provideShopHttp(), provideHttpClientTesting()] });
    http = TestBed.inject(HttpClient);
    server = TestBed.inject(HttpTestingController);
  });

  afterEach(() => {
    server.verify();
    jest.useRealTimers();
  });

  const settle = () => jest.advanceTimersByTimeAsync(0);

  function ask(url: string, options: { context?: HttpContext; headers?: Record<string, string> } = {}) {
    const outcome: { value?: unknown; problem?: Problem } = {};
    http.get(url, { context: as(null), ...options }).subscribe({
      next: (value) => (outcome.value = value),
      error: (problem: Problem) => (outcome.problem = problem),
    });
    return outcome;
  }

  it('names request and clock to our own API, and nothing to strangers', () => {
    ask('/api/v1/shop');
    const ours = server.expectOne('/api/v1/shop');
    expect(ours.request.headers.get('X-Correlation-ID')).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(ours.request.headers.get('X-Timezone')).toBeTruthy();
    ours.flush({});
    ask('https://psp.example/v1/tokens', { context: new HttpContext().set(AUDIENCE, 'shopper') });
    const theirs = server.expectOne('https://psp.example/v1/tokens');
    expect(theirs.request.headers.keys()).toEqual([]);
    theirs.flush({});
  });

  it('reads again what failed in passing, under one correlation id', async () => {
    const outcome = ask('/api/v1/products');
    const first = server.expectOne('/api/v1/products');
    first.flush(null, { status: 503, statusText: 'Busy' });
    await jest.advanceTimersByTimeAsync(400);
    const second = server.expectOne('/api/v1/products');
    expect(second.request.headers.get('X-Correlation-ID')).toBe(
      first.request.headers.get('X-Correlation-ID'),
    );
    second.flush({ items: [] });
    expect(outcome.value).toEqual({ items: [] });
  });

  it('waits as long as the server asks', async () => {
    ask('/api/v1/products');
    server
      .expectOne('/api/v1/products')
      .flush(null, { status: 429, statusText: 'Wait', headers: { 'Retry-After': '2' } });
    await jest.advanceTimersByTimeAsync(1_999);
    server.expectNone('/api/v1/products');
    await jest.advanceTimersByTimeAsync(401);
    server.expectOne('/api/v1/products').flush({});
  });

  it('does not let a shopper wait for minutes', () => {
    const outcome = ask('/api/v1/products');
    server
      .expectOne('/api/v1/products')
      .flush(null, { status: 503, statusText: 'Busy', headers: { 'Retry-After': '120' } });
    expect(outcome.problem).toMatchObject({ status: 503, retryAfter: 120 });
  });

  it('never repeats an act that the server could not recognise', async () => {
    const failed = jest.fn();
    http.post('/api/v1/sessions', {}, { context: as(null) }).subscribe({ error: failed });
    server.expectOne('/api/v1/sessions').flush(null, { status: 503, statusText: 'Busy' });
    await jest.advanceTimersByTimeAsync(10_000);
    server.expectNone('/api/v1/sessions');
    expect(failed).toHaveBeenCalledTimes(1);
  });

  it('repeats an act that carries its key', async () => {
    http
      .post('/api/v1/checkouts', {}, { context: as(null), headers: { 'Idempotency-Key': 'k1234567' } })
      .subscribe();
    server.expectOne('/api/v1/checkouts').error(new ProgressEvent('error'));
    await jest.advanceTimersByTimeAsync(400);
    const again = server.expectOne('/api/v1/checkouts');
    expect(again.request.headers.get('Idempotency-Key')).toBe('k1234567');
    again.flush({});
  });

  it('tells every failure as a problem', async () => {
    const told = { type: '/problems/not-found', title: 'Not found', status: 404, correlationId: 'c1' };
    const outcome = ask('/api/v1/products/1');
    server.expectOne('/api/v1/products/1').flush(told, { status: 404, statusText: 'Not Found' });
    expect(outcome.problem).toEqual(told);
    const proxy = ask('/api/v1/products/2');
    server
      .expectOne('/api/v1/products/2')
      .flush('<html>', { status: 500, statusText: 'Oops', headers: { 'X-Correlation-ID': 'c2' } });
    expect(proxy.problem).toEqual({ type: 'about:blank', title: 'Oops', status: 500, correlationId: 'c2' });
  });

  it('carries the guest key of an order instead of a token', () => {
    ask('/api/v1/orders/1', { context: withOrderToken('guest-key') });
    const request = server.expectOne('/api/v1/orders/1');
    expect(request.request.headers.get('X-Order-Token')).toBe('guest-key');
    expect(request.request.headers.has('Authorization')).toBe(false);
    request.flush({});
  });

  it('renews a refused token once and repeats the request with the new one', async () => {
    const store = TestBed.inject(SessionStore);
    void store.signIn('shopper', 'mara@example.org', 'secret');
    server.expectOne('/api/v1/sessions').flush(session('old'));
    await settle();
    const outcome = ask('/api/v1/orders', { context: as('shopper') });
    await settle();
    const refused = server.expectOne('/api/v1/orders');
    expect(refused.request.headers.get('Authorization')).toBe('Bearer old');
    refused.flush(null, { status: 401, statusText: 'No' });
    await settle();
    server.expectOne('/api/v1/sessions/refresh').flush(session('new'));
    await settle();
    const again = server.expectOne('/api/v1/orders');
    expect(again.request.headers.get('Authorization')).toBe('Bearer new');
    again.flush({ items: [] });
    expect(outcome.value).toEqual({ items: [] });
  });

  it('renews once for many requests that come together', async () => {
    localStorage.setItem('stoa.session.shopper', '1');
    ask('/api/v1/orders', { context: as('shopper') });
    ask('/api/v1/account', { context: as('shopper') });
    await settle();
    server.expectOne('/api/v1/sessions/refresh').flush(session('fresh'));
    await settle();
    server.expectOne('/api/v1/orders').flush({});
    server.expectOne('/api/v1/account').flush({});
  });

  it('goes on as a guest when the session has ended elsewhere', async () => {
    localStorage.setItem('stoa.session.shopper', '1');
    ask('/api/v1/products', { context: as('shopper') });
    await settle();
    server.expectOne('/api/v1/sessions/refresh').flush(null, { status: 401, statusText: 'No' });
    await settle();
    const request = server.expectOne('/api/v1/products');
    expect(request.request.headers.has('Authorization')).toBe(false);
    request.flush({});
    expect(localStorage.getItem('stoa.session.shopper')).toBeNull();
  });

  it('asks nothing for a guest who never signed in', async () => {
    ask('/api/v1/products', { context: as('shopper') });
    await settle();
    server.expectOne('/api/v1/products').flush({});
  });

  it('stays signed in, and says so, until the server has ended the session', async () => {
    const store = TestBed.inject(SessionStore);
    const signIn = store.signIn('shopper', 'mara@example.org', 'secret');
    await settle();
    server.expectOne('/api/v1/sessions').flush(session('token'));
    await signIn;
    const refused = store.signOut('shopper').catch((problem: Problem) => problem.status);
    await settle();
    server.expectOne('/api/v1/sessions/shopper').error(new ProgressEvent('error'));
    expect(await refused).toBe(0);
    expect(store.isShopper()).toBe(true);
    const out = store.signOut('shopper');
    await settle();
    server.expectOne('/api/v1/sessions/shopper').flush(null);
    await out;
    expect(store.isShopper()).toBe(false);
  });
});

describe('Retry-After', () => {
  const of = (value: string) => new HttpHeaders({ 'Retry-After': value });

  it('is seconds or a date', () => {
    expect(retryAfterSeconds(of('3'))).toBe(3);
    expect(retryAfterSeconds(of('Mon, 23 Nov 2026 09:15:05 GMT'), Date.parse('2026-11-23T09:15:00Z'))).toBe(
      5,
    );
    expect(retryAfterSeconds(of('soon'))).toBeUndefined();
  });
});
