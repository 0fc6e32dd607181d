import { generateKeyPairSync } from 'node:crypto';
import {
  createSecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { TestAuthority } from '@trivet/platform/tls/testing';
import { decodeJwt, jwtVerify } from 'jose';
import type { ApnsOptions } from '../../modules/push/apns.strategy.ts';
import type { FakeServer } from './tls-server.ts';

export interface ReceivedPush {
  readonly token: string;
  readonly headers: IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into what was pushed.
  readonly payload: any;
}

export interface ApnsFailure {
  readonly status: number;
  readonly reason: string;
  readonly timestamp?: number;
}

export interface ApnsServer extends FakeServer {
  readonly key: ApnsOptions['key'];
  readonly topic: string;
  /** Tokens of devices that there are. */
  readonly devices: Set<string>;
  /** Since when there is none of a token, in milliseconds. */
  readonly unregistered: Map<string, number>;
  readonly received: ReceivedPush[];
  /** Provider tokens that were shown. */
  readonly providerTokens: Set<string>;
  connectionCount(): number;
  /** What is answered next, whatever is sent; `silence` answers nothing. */
  readonly next: (ApnsFailure | 'silence')[];
  /** Announces to all that their connections end (GOAWAY). */
  goAway(): void;
}

const pushTypes = ['alert', 'background', 'voip', 'complication', 'fileprovider', 'mdm', 'liveactivity', 'pushtotalk'];
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The Apple Push Notification service, which refuses what the real one refuses. */
export async function startApnsServer(now: () => Date = () => new Date()): Promise<ApnsServer> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const [teamId, keyId, topic] = ['TEAM123456', 'KEY1234567', 'com.example.trivet'];
  const devices = new Set<string>();
  const unregistered = new Map<string, number>();
  const received: ReceivedPush[] = [];
  const providerTokens = new Set<string>();
  const next: (ApnsFailure | 'silence')[] = [];
  const sessions = new Set<ServerHttp2Session>();
  let connections = 0;
  let lastToken: { readonly issuedAt: number } | undefined;

  const faultOfToken = async (headers: IncomingHttpHeaders): Promise<ApnsFailure | null> => {
    const token = /^bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
    if (token === undefined) return { status: 403, reason: 'MissingProviderToken' };
    try {
      const { protectedHeader } = await jwtVerify(token, publicKey, {
        algorithms: ['ES256'],
        issuer: teamId,
        currentDate: now(),
      });
      if (protectedHeader.kid !== keyId) return { status: 403, reason: 'InvalidProviderToken' };
    } catch {
      return { status: 403, reason: 'InvalidProviderToken' };
    }
    const issuedAt = Number(decodeJwt(token).iat) * 1000;
    if (Math.abs(now().getTime() - issuedAt) > 3_600_000) return { status: 403, reason: 'ExpiredProviderToken' };
    if (!providerTokens.has(token) && lastToken && issuedAt - lastToken.issuedAt < 20 * 60_000)
      return { status: 429, reason: 'TooManyProviderTokenUpdates' };
    if (!providerTokens.has(token)) lastToken = { issuedAt };
    providerTokens.add(token);
    return null;
  };

  const fault = async (headers: IncomingHttpHeaders, body: Buffer): Promise<ApnsFailure | null> => {
    if (headers[':method'] !== 'POST') return { status: 405, reason: 'MethodNotAllowed' };
    const token = /^\/3\/device\/([0-9a-f]+)$/.exec(headers[':path'] ?? '')?.[1];
    if (token === undefined) return { status: 404, reason: 'BadPath' };
    const ofToken = await faultOfToken(headers);
    if (ofToken) return ofToken;
    if (headers['apns-topic'] === undefined) return { status: 400, reason: 'MissingTopic' };
    if (headers['apns-topic'] !== topic) return { status: 400, reason: 'DeviceTokenNotForTopic' };
    if (!pushTypes.includes(String(headers['apns-push-type']))) return { status: 400, reason: 'InvalidPushType' };
    if (!uuid.test(String(headers['apns-id']))) return { status: 400, reason: 'BadMessageId' };
    if (!['1', '5', '10'].includes(String(headers['apns-priority']))) return { status: 400, reason: 'BadPriority' };
    if (!/^\d+$/.test(String(headers['apns-expiration']))) return { status: 400, reason: 'BadExpirationDate' };
    if (Buffer.byteLength(String(headers['apns-collapse-id'] ?? '')) > 64)
      return { status: 400, reason: 'BadCollapseId' };
    if (body.length === 0) return { status: 400, reason: 'PayloadEmpty' };
    if (body.length > 4_096) return { status: 413, reason: 'PayloadTooLarge' };
    const timestamp = unregistered.get(token);
    if (timestamp !== undefined) return { status: 410, reason: 'Unregistered', timestamp };
    return devices.has(token) ? null : { status: 400, reason: 'BadDeviceToken' };
  };

  const take = async (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const scripted = next.shift();
    if (scripted === 'silence') return;
    const failure = scripted ?? (await fault(headers, body));
    if (failure) {
      const { status, ...said } = failure;
      stream.respond({ ':status': status, 'content-type': 'application/json' });
      return void stream.end(JSON.stringify(said));
    }
    const token = String(headers[':path']).slice('/3/device/'.length);
    received.push({ token, headers, payload: JSON.parse(body.toString()) });
    stream.respond({ ':status': 200, 'apns-id': String(headers['apns-id']) });
    stream.end();
  };

  const authority = await TestAuthority.create('APNs');
  const { cert, key, ca } = await authority.issue({ names: ['localhost'], usage: 'server' });
  const server = createSecureServer({ cert, key });
  server.on('session', (session) => {
    connections += 1;
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    session.on('error', () => {});
  });
  server.on('stream', (stream, headers) => {
    // Who hangs up is heard of elsewhere.
    stream.on('error', () => {});
    void take(stream, headers).catch(() => {});
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  return {
    origin: `https://localhost:${(server.address() as AddressInfo).port}`,
    ca,
    key: { teamId, keyId, privateKey: pem },
    ...{ topic, devices, unregistered, received, providerTokens, next },
    connectionCount: () => connections,
    goAway: () => {
      for (const session of sessions) session.goaway();
    },
    async stop() {
      for (const session of sessions) session.destroy();
      await new Promise((stopped) => server.close(stopped));
    },
  };
}
