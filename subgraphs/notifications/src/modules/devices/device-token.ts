import { createPublicKey } from 'node:crypto';
import { isIP } from 'node:net';
import { UserFault } from '@trivet/platform';

/** What a browser's `PushSubscription.toJSON()` gives. */
export interface WebPushSubscription {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

const maxEndpoint = 1_000;

/**
 * A subscription that can be pushed to. Its endpoint is what we call later, so it has to be one of a push service that we know.
 * @param services host names, those below them too; `*` for any.
 * @throws {UserFault} `INVALID_INPUT`.
 */
export function requireSubscription(
  { endpoint, keys }: WebPushSubscription,
  services: readonly string[],
): WebPushSubscription {
  const path = ['subscription', 'endpoint'];
  const url = URL.canParse(endpoint) && endpoint.length <= maxEndpoint ? new URL(endpoint) : null;
  if (url?.protocol !== 'https:' || url.username || url.password || url.hash)
    throw invalid('"endpoint" is the https URL of a push service.', path);
  // An address needs no name server, so none would be asked whether it is one of ours.
  const isNamed = isIP(url.hostname.replace(/^\[|\]$/g, '')) === 0;
  if (!isNamed || !services.some((service) => isWithin(url.hostname, service)))
    throw invalid('"endpoint" is of no push service that is known here.', path);
  if (!isPublicKey(decode(keys.p256dh)))
    throw invalid('"p256dh" is a public key of the curve P-256, in base64url.', ['subscription', 'keys', 'p256dh']);
  if (decode(keys.auth).length !== 16)
    throw invalid('"auth" is a secret of 16 bytes, in base64url.', ['subscription', 'keys', 'auth']);
  return { endpoint: url.href, keys: { p256dh: unpadded(keys.p256dh), auth: unpadded(keys.auth) } };
}

/** A registration token of Firebase Cloud Messaging. @throws {UserFault} `INVALID_INPUT`. */
export function requireFcmToken(token: string): string {
  if (!/^[\w:%.=-]{32,4096}$/.test(token)) throw invalid('"token" is a registration token of FCM.', ['token']);
  return token;
}

/** A device token of the Apple Push Notification service. @throws {UserFault} `INVALID_INPUT`. */
export function requireApnsToken(token: string): string {
  if (!/^(?:[0-9a-fA-F]{2}){32,100}$/.test(token))
    throw invalid('"token" is a device token of APNs, in hexadecimal digits.', ['token']);
  return token.toLowerCase();
}

/** Whether a host is that of a service, or below it. */
export function isWithin(host: string, service: string): boolean {
  return service === '*' || host === service || host.endsWith(`.${service}`);
}

function decode(text: string): Buffer {
  return /^[\w-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64url') : Buffer.alloc(0);
}

function unpadded(text: string): string {
  return text.replace(/=+$/, '');
}

/** An uncompressed point that is on the curve: one that is not would give away what is computed with it. */
function isPublicKey(point: Buffer): boolean {
  if (point.length !== 65 || point[0] !== 4) return false;
  const [x, y] = [point.toString('base64url', 1, 33), point.toString('base64url', 33)];
  try {
    createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } });
    return true;
  } catch {
    return false;
  }
}

function invalid(message: string, path: readonly string[]): UserFault {
  return new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', message, path);
}
