import type { HttpRouteRequest } from '@trivet/platform';

export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/**
 * The one range that is asked for, by RFC 9110; null for all of it: without `Range`, with several ranges, with one that cannot be read,
 * or where `If-Range` names another content.
 */
export function rangeOf(
  { range, 'if-range': ifRange }: HttpRouteRequest['headers'],
  { size, etag }: { readonly size: number; readonly etag: string },
): ByteRange | 'unsatisfiable' | null {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(typeof range === 'string' ? range : '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return null;
  if (ifRange !== undefined && ifRange !== etag) return null;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { offset: size - length, length };
  }
  const offset = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < offset) return null;
  return offset >= size ? 'unsatisfiable' : { offset, length: end - offset + 1 };
}
