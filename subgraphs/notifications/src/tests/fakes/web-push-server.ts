import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import { jwtVerify } from 'jose';
import type { WebPushSubscription } from '../../modules/devices/device-token.ts';
import { type FakeAnswer, type FakeRequest, type FakeServer, startTlsServer } from './tls-server.ts';

/** A browser that has subscribed. */
export interface FakeBrowser {
  readonly subscription: WebPushSubscription;
  /** What it was pushed, as it has decrypted it. */
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into what was pushed.
  readonly received: any[];
  readonly headers: FakeRequest['headers'][];
  /** The person has taken his permission back. */
  unsubscribe(): void;
}

export interface WebPushServer extends FakeServer {
  /** @param publicKey the one that the page gave as `applicationServerKey`; no other may push. */
  subscribe(publicKey: string): FakeBrowser;
  /** What is answered next, whatever is sent; null hangs up. */
  readonly next: (FakeAnswer | null)[];
}

const maxBody = 4_096;
const base64url = (bytes: Buffer) => bytes.toString('base64url');

/** A push service with its browsers, which refuses what the real ones refuse: RFC 8030, 8188, 8291 and 8292. */
export async function startWebPushServer(): Promise<WebPushServer> {
  const browsers = new Map<
    string,
    { readonly publicKey: string; readonly browser: FakeBrowser; readonly open: Open }
  >();
  const ended = new Set<string>();
  const next: (FakeAnswer | null)[] = [];

  const take = async ({ method, url, headers, body }: FakeRequest, origin: string): Promise<FakeAnswer | null> => {
    const scripted = next.shift();
    if (scripted !== undefined) return scripted;
    if (method !== 'POST') return { status: 405 };
    if (ended.has(url.pathname)) return { status: 410 };
    const found = browsers.get(url.pathname);
    if (!found) return { status: 404 };
    if (!/^\d+$/.test(String(headers['ttl']))) return { status: 400 };
    if (!['very-low', 'low', 'normal', 'high'].includes(String(headers['urgency'] ?? 'normal'))) return { status: 400 };
    if (!/^[\w-]{0,32}$/.test(String(headers['topic'] ?? ''))) return { status: 400 };
    if (body.length > maxBody) return { status: 413 };
    const key = await keyOf(String(headers.authorization ?? ''), origin);
    if (key === null) return { status: 401 };
    if (key !== found.publicKey) return { status: 403 };
    if (headers['content-encoding'] !== 'aes128gcm') return { status: 400 };
    const payload = found.open(body);
    // The service passes on what it cannot read; the browser would throw it away.
    if (payload === null) return { status: 201 };
    found.browser.received.push(JSON.parse(payload.toString()));
    found.browser.headers.push(headers);
    return { status: 201, headers: { location: `${origin}/messages/${randomUUID()}` } };
  };

  const server = await startTlsServer('A push service', take);
  return {
    ...server,
    next,
    subscribe(publicKey) {
      const path = `/push/${randomUUID()}`;
      const ecdh = createECDH('prime256v1');
      const [own, auth] = [ecdh.generateKeys(), randomBytes(16)];
      const browser: FakeBrowser = {
        subscription: {
          endpoint: `${server.origin}${path}`,
          keys: { p256dh: base64url(own), auth: base64url(auth) },
        },
        received: [],
        headers: [],
        unsubscribe: () => void ended.add(path),
      };
      const open: Open = (body) => decrypt(body, { own, auth, secretWith: (other) => ecdh.computeSecret(other) });
      browsers.set(path, { publicKey, browser, open });
      return browser;
    },
  };
}

type Open = (body: Buffer) => Buffer | null;

/** The public key of who has signed (RFC 8292); null where the signature or what it says is not good. */
async function keyOf(authorization: string, origin: string): Promise<string | null> {
  const [, token, key] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization) ?? [];
  if (token === undefined || key === undefined) return null;
  const point = Buffer.from(key, 'base64url');
  try {
    const [x, y] = [point.toString('base64url', 1, 33), point.toString('base64url', 33)];
    const publicKey = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } });
    const { payload } = await jwtVerify(token, publicKey, { algorithms: ['ES256'], audience: origin });
    const lifetime = Number(payload.exp) - Date.now() / 1000;
    if (lifetime > 24 * 60 * 60 || !/^(?:mailto:|https:)/.test(String(payload.sub))) return null;
    return key;
  } catch {
    return null;
  }
}

/** RFC 8291, with the one record that push messages have. */
function decrypt(
  body: Buffer,
  { own, auth, secretWith }: { own: Buffer; auth: Buffer; secretWith: (other: Buffer) => Buffer },
): Buffer | null {
  const [salt, keyLength] = [body.subarray(0, 16), body.readUInt8(20)];
  const sender = body.subarray(21, 21 + keyLength);
  const sealed = body.subarray(21 + keyLength);
  try {
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), own, sender]);
    const secret = Buffer.from(hkdfSync('sha256', secretWith(sender), auth, info, 32));
    const derived = (name: string, length: number) =>
      Buffer.from(hkdfSync('sha256', secret, salt, `Content-Encoding: ${name}\0`, length));
    const decipher = createDecipheriv('aes-128-gcm', derived('aes128gcm', 16), derived('nonce', 12));
    decipher.setAuthTag(sealed.subarray(-16));
    const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
    return padded.subarray(0, padded.lastIndexOf(2));
  } catch {
    return null;
  }
}
