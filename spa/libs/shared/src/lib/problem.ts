import type { Money } from './money';

/** One fault of a request, at the place where it can be mended. */
export interface Fault {
  readonly pointer: string;
  readonly detail: string;
  readonly available?: number;
  readonly unitPrice?: Money;
  readonly total?: Money;
}

/**
 * The one error model of the pages: what the server said (RFC 9457), or what stood in for its answer when none came.
 * `status` 0 means that no answer came: the type then says whether the device is offline or the server is silent.
 */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly correlationId?: string;
  readonly errors?: readonly Fault[];
  /** Seconds to wait, where the server said so. */
  readonly retryAfter?: number;
}

export const problemTypes = {
  offline: '/problems/offline',
  timeout: '/problems/timeout',
  notFound: '/problems/not-found',
  outOfStock: '/problems/out-of-stock',
  priceChanged: '/problems/price-changed',
  purchaseLimit: '/problems/purchase-limit',
  cartChanged: '/problems/cart-changed',
  cartOrdered: '/problems/cart-ordered',
  noShipping: '/problems/no-shipping',
  unauthenticated: '/problems/unauthenticated',
  unknown: 'about:blank',
} as const;

export function isProblem(value: unknown): value is Problem {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Problem).type === 'string' &&
    typeof (value as Problem).title === 'string' &&
    typeof (value as Problem).status === 'number'
  );
}

/** True where the request may have taken effect although no clear answer came, so that only asking again can tell. */
export function leavesOutcomeOpen(problem: Problem): boolean {
  return problem.status === 0 || problem.status === 429 || problem.status >= 500;
}

/** Anything thrown, as a problem: pages then know one shape only. */
export function toProblem(thrown: unknown): Problem {
  if (isProblem(thrown)) return thrown;
  return { type: problemTypes.unknown, title: 'Something went wrong', status: 500 };
}
