import { HttpErrorResponse, HttpInterceptorFn, HttpRequest } from '@angular/common/http';
import { backoff } from '@stoa/shared';
import { retry, throwError, timer } from 'rxjs';
import { isOurs } from './about';
import { retryAfterSeconds } from './retry-after';

const RETRIES = 3;
const BASE_MILLIS = 400;
const CEILING_MILLIS = 4_000;
/** A shopper does not look at a spinner for longer than this; beyond it the page says so and offers the button. */
const LONGEST_WAIT_SECONDS = 8;

/** Repeating must not act twice: reads, and creating calls that carry the key by which the server knows them again. */
function mayRepeat(request: HttpRequest<unknown>): boolean {
  return ['GET', 'HEAD'].includes(request.method) || request.headers.has('Idempotency-Key');
}

function isPassing(failure: HttpErrorResponse): boolean {
  return [0, 429, 502, 503, 504].includes(failure.status);
}

/** Repeats what failed in passing, waits as long as the server asked for, and gives up early when that is long. */
export const retryInterceptor: HttpInterceptorFn = (request, next) => {
  if (!isOurs(request) || !mayRepeat(request)) return next(request);
  return next(request).pipe(
    retry({
      count: RETRIES,
      delay: (failure: unknown, attempt) => {
        if (!(failure instanceof HttpErrorResponse) || !isPassing(failure)) return throwError(() => failure);
        const asked = retryAfterSeconds(failure.headers);
        if (asked !== undefined && asked > LONGEST_WAIT_SECONDS) return throwError(() => failure);
        return timer((asked ?? 0) * 1000 + backoff(attempt - 1, BASE_MILLIS, CEILING_MILLIS));
      },
    }),
  );
};
