import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http2';
import type { Clock } from '@trivet/platform';
import { codeOfNoConnection } from '../channels/connection-failures.ts';
import { type ApnsKey, apnsToken, beginningOf } from './apns-token.ts';
import {
  fitted,
  gone,
  type PushMessage,
  type PushProvider,
  type PushTarget,
  type PushVerdict,
  refused,
  timeToLiveSeconds,
} from './push-provider.ts';

export interface ApnsOptions {
  readonly key: ApnsKey;
  /** The application's bundle id. */
  readonly topic: string;
  /** `https://api.sandbox.push.apple.com` for applications that were not installed from the store. */
  readonly origin?: string;
  /** Authorities that vouch for it; those that Node trusts where it is not said. */
  readonly ca?: string | undefined;
  readonly clock: Clock;
  readonly timeoutMs?: number;
}

const maxBytes = 4_096;

const { HTTP2_HEADER_METHOD, HTTP2_HEADER_PATH, HTTP2_HEADER_STATUS } = constants;

/** What is wrong with our credentials is mended by who runs us, and says nothing of the message. */
const ours: ReadonlySet<string> = new Set([
  ...['ExpiredProviderToken', 'InvalidProviderToken', 'MissingProviderToken', 'BadCertificate', 'Forbidden'],
  ...['BadCertificateEnvironment', 'TooManyProviderTokenUpdates'],
]);

interface Answer {
  readonly status: number;
  readonly apnsId: string | null;
  readonly reason: string;
  /** Since when there is no such device, in milliseconds. */
  readonly timestamp: number | null;
}

/** Applications of Apple (HTTP/2, token authentication), over one connection that is kept. Apple reads what is pushed. */
export class ApnsStrategy implements PushProvider {
  readonly name = 'apns';
  readonly #options: ApnsOptions;
  #session: ClientHttp2Session | undefined;
  #token: { readonly value: string; readonly issuedAt: number } | undefined;

  constructor(options: ApnsOptions) {
    this.#options = options;
  }

  async push({ token, registeredAt }: PushTarget, message: PushMessage): Promise<PushVerdict> {
    const { clock, topic } = this.#options;
    const { id, title, url, isUrgent } = message;
    const payload = fitted(message.body, maxBytes, (body) =>
      JSON.stringify({ aps: { alert: { title, body }, sound: 'default' }, id, ...(url !== null && { url }) }),
    );
    const headers = {
      [HTTP2_HEADER_METHOD]: 'POST',
      [HTTP2_HEADER_PATH]: `/3/device/${token}`,
      authorization: `bearer ${this.#providerToken()}`,
      'apns-id': id,
      'apns-topic': topic,
      'apns-push-type': 'alert',
      'apns-priority': isUrgent ? '10' : '5',
      'apns-expiration': String(Math.floor(clock.now().getTime() / 1000) + timeToLiveSeconds),
      'apns-collapse-id': id,
    };
    try {
      const answer = await this.#request(headers, payload);
      return verdictOf(answer, registeredAt);
    } catch (error) {
      const code = codeOfNoConnection(error) ?? codeOfRefusedStream(error);
      if (code !== null) return refused('unavailable', code);
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#session?.destroy();
    this.#session = undefined;
  }

  /** The same for all devices, and for forty minutes. */
  #providerToken(): string {
    const { key, clock } = this.#options;
    const now = clock.now();
    const issuedAt = beginningOf(now);
    if (this.#token?.issuedAt !== issuedAt) this.#token = { value: apnsToken(key, now), issuedAt };
    return this.#token.value;
  }

  async #request(headers: OutgoingHttpHeaders, payload: string): Promise<Answer> {
    const { timeoutMs = 10_000 } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const session = this.#connected();
    const stream = session.request(headers);
    let head: IncomingHttpHeaders = {};
    let body = '';
    stream.setEncoding('utf8');
    stream.setTimeout(timeoutMs, () => {
      reject(session.connecting ? new NoConnectionError() : new BrokenOffError(constants.NGHTTP2_CANCEL));
      stream.close(constants.NGHTTP2_CANCEL);
      this.#leave(session);
    });
    stream.on('response', (received) => {
      head = received;
    });
    stream.on('data', (chunk: string) => {
      if (body.length < 10_000) body += chunk;
    });
    stream.on('error', reject);
    stream.on('close', () => {
      const status = Number(head[HTTP2_HEADER_STATUS]);
      if (Number.isInteger(status) && stream.rstCode === constants.NGHTTP2_NO_ERROR)
        resolve(answerOf(status, head, body));
      else reject(brokenOff(stream));
    });
    stream.end(payload);
    return promise;
  }

  /** It may be gone without anybody having heard of it: the next one does not wait on it, and what is under way ends by itself. */
  #leave(session: ClientHttp2Session): void {
    if (this.#session === session) this.#session = undefined;
    if (session.connecting) session.destroy();
    else session.close();
  }

  /** A connection that Apple has ended, or is about to (GOAWAY), is not used again. */
  #connected(): ClientHttp2Session {
    if (this.#session && !this.#session.closed && !this.#session.destroyed) return this.#session;
    const { origin = 'https://api.push.apple.com', ca } = this.#options;
    const session = connect(origin, { ...(ca && { ca }) });
    const leave = () => {
      if (this.#session === session) this.#session = undefined;
    };
    session.on('close', leave);
    session.on('goaway', leave);
    // Each stream is told by itself.
    session.on('error', leave);
    session.unref();
    this.#session = session;
    return session;
  }
}

class NoConnectionError extends Error {
  override readonly name = 'NoConnectionError';
  readonly code = 'UND_ERR_CONNECT_TIMEOUT';

  constructor() {
    super('The push service was not reached in time.');
  }
}

class BrokenOffError extends Error {
  override readonly name = 'BrokenOffError';
  readonly rstCode: number;

  constructor(rstCode: number) {
    super('A push was broken off.');
    this.rstCode = rstCode;
  }
}

function brokenOff({ rstCode = 0 }: ClientHttp2Stream): BrokenOffError {
  return new BrokenOffError(rstCode);
}

/** By it a server says that it has looked at nothing (RFC 9113, section 8.7). */
function codeOfRefusedStream(error: unknown): string | null {
  return error instanceof BrokenOffError && error.rstCode === constants.NGHTTP2_REFUSED_STREAM
    ? 'REFUSED_STREAM'
    : null;
}

function answerOf(status: number, head: IncomingHttpHeaders, body: string): Answer {
  const { reason, timestamp } = parsed(body);
  const apnsId = head['apns-id'];
  return {
    status,
    apnsId: typeof apnsId === 'string' ? apnsId : null,
    reason: typeof reason === 'string' ? reason : `HTTP_${status}`,
    timestamp: typeof timestamp === 'number' ? timestamp : null,
  };
}

function parsed(body: string): { readonly reason?: unknown; readonly timestamp?: unknown } {
  try {
    return JSON.parse(body) as object;
  } catch {
    return {};
  }
}

function verdictOf({ status, apnsId, reason, timestamp }: Answer, registeredAt: Date): PushVerdict {
  if (status === 200) return { outcome: 'sent', messageId: apnsId };
  if (status === 410) {
    // It was registered again since, and Apple is about to know.
    const isOld = timestamp !== null && timestamp < registeredAt.getTime();
    return isOld ? refused('later', reason) : gone;
  }
  if (reason === 'BadDeviceToken') return gone;
  if (ours.has(reason) || status >= 500) return refused('unavailable', reason);
  // Too many to this one device.
  return refused(status === 429 ? 'later' : 'permanent', reason);
}
