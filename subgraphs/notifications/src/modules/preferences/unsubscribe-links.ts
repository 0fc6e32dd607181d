import { createHmac, timingSafeEqual } from 'node:crypto';
import { type NotificationCategory, notificationCategories } from '../kinds/notification-kind.model.ts';

/** Whom a link lets unsubscribe from what. */
export interface Subscription {
  readonly userId: string;
  readonly category: NotificationCategory;
}

const version = 1;
const idBytes = 16;
const claimBytes = 2 + idBytes;
const signatureBytes = 32;

/** As a route has it: nothing else reaches us. */
export const unsubscribePath = '/unsubscribe/:token(^[A-Za-z0-9_-]{67}$)';

/**
 * Links by which whoever has a mail unsubscribes from its category, for good: version, category and person, and an HMAC-SHA-256 of
 * them. There is none of what concerns security.
 */
export class UnsubscribeLinks {
  readonly #key: Buffer;
  readonly #origin: string;

  /** @param key of 32 bytes. Another one ends all links. */
  constructor({ key, origin }: { readonly key: Buffer; readonly origin: string }) {
    this.#key = key;
    this.#origin = origin;
  }

  /** Null where nobody can unsubscribe. */
  to({ userId, category }: Subscription): string | null {
    if (category === 'security') return null;
    const claim = Buffer.concat([
      Buffer.of(version, notificationCategories.indexOf(category)),
      Buffer.from(userId.replaceAll('-', ''), 'hex'),
    ]);
    return `${this.#origin}/unsubscribe/${claim.toString('base64url')}${this.#sign(claim).toString('base64url')}`;
  }

  /** Null for what we have not signed. */
  open(token: string): Subscription | null {
    // 18 bytes are 24 characters, 32 are 43.
    const claim = Buffer.from(token.slice(0, 24), 'base64url');
    const signature = Buffer.from(token.slice(24), 'base64url');
    if (claim.length !== claimBytes || signature.length !== signatureBytes) return null;
    if (!timingSafeEqual(signature, this.#sign(claim)) || claim[0] !== version) return null;
    const category = notificationCategories[claim[1] ?? -1];
    if (category === undefined || category === 'security') return null;
    const userId = claim.toString('hex', 2).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    return { userId, category };
  }

  #sign(claim: Buffer): Buffer {
    return createHmac('sha256', this.#key).update('unsubscribe ').update(claim).digest();
  }
}
