import { randomUUID } from 'node:crypto';

/** The client's `x-request-id` where it is fit for a log and a header, and one of our own otherwise. */
export function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && /^[\w.:-]{1,128}$/.test(header) ? header : randomUUID();
}
