import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { jwtVerify } from 'jose';
import { z } from 'zod';
import type { FcmServiceAccount } from '../../modules/push/fcm.strategy.ts';
import { type FakeAnswer, type FakeRequest, type FakeServer, startTlsServer } from './tls-server.ts';

const text = z.string();
/** As the reference of HTTP v1 has it, as far as we use it: another name is refused there, too. */
const messageShape = z.strictObject({
  message: z.strictObject({
    token: text,
    notification: z.strictObject({ title: text, body: text }).optional(),
    data: z.record(text, text).optional(),
    android: z
      .strictObject({
        priority: z.enum(['HIGH', 'NORMAL']).optional(),
        ttl: z
          .string()
          .regex(/^\d+(\.\d+)?s$/)
          .optional(),
        collapse_key: text.optional(),
        notification: z.strictObject({ tag: text.optional() }).optional(),
      })
      .optional(),
  }),
});
export type FcmMessage = z.infer<typeof messageShape>['message'];

export interface FcmServer extends FakeServer {
  readonly account: FcmServiceAccount;
  /** Tokens of devices that there are. */
  readonly devices: Set<string>;
  readonly received: FcmMessage[];
  /** How many access tokens were given out. */
  readonly tokensGiven: () => number;
  /** The one that was given out last. */
  readonly lastToken: () => string;
  /** None that was given out is good any more. */
  endTokens(): void;
  /** Says nothing there until what it returns is called. */
  hold(where: 'token' | 'send'): () => void;
  /** What is answered next, whatever is sent. */
  readonly next: FakeAnswer[];
}

const scope = 'https://www.googleapis.com/auth/firebase.messaging';
const deviceToken = /^[\w:%.=-]{32,4096}$/;
const typeOf = (name: string) => `type.googleapis.com/google.${name}`;

export function fcmFailure(code: number, status: string, ...details: readonly object[]): FakeAnswer {
  return { status: code, body: { error: { code, message: status, status, details } } };
}
export const fcmError = (errorCode: string) => ({ '@type': typeOf('firebase.fcm.v1.FcmError'), errorCode });
const violation = (field: string) => ({
  '@type': typeOf('rpc.BadRequest'),
  fieldViolations: [{ field, description: 'Invalid value' }],
});

/** Google's token endpoint and Firebase Cloud Messaging, which refuse what the real ones refuse. */
export async function startFcmServer(now: () => Date = () => new Date()): Promise<FcmServer> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const [projectId, clientEmail] = ['trivet-test', 'push@trivet-test.iam.gserviceaccount.com'];
  const given = new Map<string, number>();
  const devices = new Set<string>();
  const received: FcmMessage[] = [];
  const next: FakeAnswer[] = [];
  const held = new Map<'token' | 'send', Promise<void>>();
  let count = 0;

  const giveToken = async ({ body, headers }: FakeRequest, origin: string): Promise<FakeAnswer> => {
    const form = new URLSearchParams(body.toString());
    if (headers['content-type'] !== 'application/x-www-form-urlencoded')
      return { status: 400, body: { error: 'invalid_request' } };
    if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer')
      return { status: 400, body: { error: 'unsupported_grant_type' } };
    try {
      const { payload } = await jwtVerify(form.get('assertion') ?? '', publicKey, {
        algorithms: ['RS256'],
        audience: `${origin}/token`,
        issuer: clientEmail,
        currentDate: now(),
        maxTokenAge: '1h',
        requiredClaims: ['exp', 'iat'],
      });
      if (Number(payload.exp) - Number(payload.iat) > 3_600) return { status: 400, body: { error: 'invalid_grant' } };
      if (payload['scope'] !== scope) return { status: 400, body: { error: 'invalid_scope' } };
    } catch {
      return { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' } };
    }
    const token = `ya29.${randomUUID()}`;
    given.set(token, now().getTime() + 3_599_000);
    count += 1;
    return { status: 200, body: { access_token: token, expires_in: 3_599, token_type: 'Bearer' } };
  };

  const take = ({ headers, body }: FakeRequest): FakeAnswer => {
    const token = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
    if ((given.get(token) ?? 0) <= now().getTime()) return fcmFailure(401, 'UNAUTHENTICATED');
    const scripted = next.shift();
    if (scripted) return scripted;
    const read = messageShape.safeParse(jsonOf(body));
    if (!read.success)
      return fcmFailure(400, 'INVALID_ARGUMENT', violation(read.error.issues[0]?.path.join('.') ?? ''));
    const { message } = read.data;
    if (Buffer.byteLength(JSON.stringify([message.notification, message.data])) > 4_096)
      return fcmFailure(400, 'INVALID_ARGUMENT', fcmError('INVALID_ARGUMENT'));
    if (!deviceToken.test(message.token))
      return fcmFailure(400, 'INVALID_ARGUMENT', violation('message.token'), fcmError('INVALID_ARGUMENT'));
    if (!devices.has(message.token)) return fcmFailure(404, 'NOT_FOUND', fcmError('UNREGISTERED'));
    received.push(message);
    return { status: 200, body: { name: `projects/${projectId}/messages/${received.length}` } };
  };

  const server = await startTlsServer('Google', async (request, origin) => {
    const { method, url } = request;
    const isSent = url.pathname === `/v1/projects/${projectId}/messages:send`;
    if (method !== 'POST' || (url.pathname !== '/token' && !isSent)) return fcmFailure(404, 'NOT_FOUND');
    await held.get(isSent ? 'send' : 'token');
    return isSent ? take(request) : giveToken(request, origin);
  });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  return {
    ...server,
    account: { projectId, clientEmail, privateKey: pem, tokenUri: `${server.origin}/token` },
    devices,
    received,
    next,
    tokensGiven: () => count,
    lastToken: () => [...given.keys()].at(-1) ?? '',
    endTokens: () => given.clear(),
    hold(where) {
      const { promise, resolve } = Promise.withResolvers<void>();
      held.set(where, promise);
      return () => {
        held.delete(where);
        resolve();
      };
    },
  };
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
