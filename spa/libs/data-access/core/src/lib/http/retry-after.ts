import { HttpHeaders } from '@angular/common/http';

/** Seconds out of `Retry-After`, which is a number or a date (RFC 9110 section 10.2.3). */
export function retryAfterSeconds(headers: HttpHeaders, now = Date.now()): number | undefined {
  const value = headers.get('Retry-After')?.trim();
  if (!value) return undefined;
  if (/^\d+$/.test(value)) return Number(value);
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now) / 1000));
}
