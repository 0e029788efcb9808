import { HttpErrorResponse, HttpInterceptorFn } from '@angular/common/http';
import { isProblem, Problem, problemTypes } from '@stoa/shared';
import { catchError, throwError, timeout, TimeoutError } from 'rxjs';
import { retryAfterSeconds } from './retry-after';

/** Longer than any answer the server promises (it waits at most 30 s for the outcome of a payment). */
const PATIENCE_MILLIS = 45_000;

/** Turns every failure into the one error model, also when no answer came or something else answered. */
export const problemInterceptor: HttpInterceptorFn = (request, next) =>
  next(request).pipe(
    timeout(PATIENCE_MILLIS),
    catchError((failure: unknown) => throwError(() => problemOf(failure))),
  );

export function problemOf(failure: unknown): Problem {
  if (isProblem(failure)) return failure;
  if (failure instanceof TimeoutError) {
    return { type: problemTypes.timeout, title: 'No answer in time', status: 0 };
  }
  if (!(failure instanceof HttpErrorResponse)) {
    return { type: problemTypes.unknown, title: 'Something went wrong', status: 500 };
  }
  if (failure.status === 0) {
    return { type: problemTypes.offline, title: 'The shop cannot be reached', status: 0 };
  }
  const retryAfter = retryAfterSeconds(failure.headers);
  const told: unknown = typeof failure.error === 'string' ? parsed(failure.error) : failure.error;
  const problem: Problem = isProblem(told)
    ? told
    : {
        type: problemTypes.unknown,
        title: failure.statusText || 'Something went wrong',
        status: failure.status,
        correlationId: failure.headers.get('X-Correlation-ID') ?? undefined,
      };
  return retryAfter === undefined ? problem : { ...problem, retryAfter };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
