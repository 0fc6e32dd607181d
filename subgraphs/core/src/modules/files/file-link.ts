import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a link allows. */
export type Grant =
  | { readonly kind: 'download'; readonly fileId: string; readonly accountId: string }
  | { readonly kind: 'upload'; readonly fileId: string; readonly accountId: string; readonly part: number };

/** Signs what may be done with a file by whoever has the link, and until when. */
export class FileLinks {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = createHmac('sha256', key).update('file-links').digest();
  }

  sign(grant: Grant, expiresAt: Date): string {
    const { kind, fileId, accountId } = grant;
    const part = grant.kind === 'upload' ? grant.part : 0;
    const claims = [kind, fileId, accountId, part, Math.floor(expiresAt.getTime() / 1000)].join(' ');
    return this.#tokenOf(claims);
  }

  /** What the link to this file allows; null for one that we have not signed, for another file's, and for one whose time is over. */
  verify(token: string, fileId: string, now: Date): Grant | null {
    const claims = Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString();
    // As a whole: what decodes to the same and is written otherwise is not what we have signed.
    const [given, right] = [Buffer.from(token), Buffer.from(this.#tokenOf(claims))];
    if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
    const [kind, signedFor = '', accountId = '', part, expires] = claims.split(' ');
    if (signedFor !== fileId || !(Number(expires) * 1000 > now.getTime())) return null;
    if (kind === 'download') return { kind, fileId, accountId };
    return kind === 'upload' ? { kind, fileId, accountId, part: Number(part) } : null;
  }

  #tokenOf(claims: string): string {
    const mac = createHmac('sha256', this.#key).update(claims).digest('base64url');
    return `${Buffer.from(claims).toString('base64url')}.${mac}`;
  }
}
