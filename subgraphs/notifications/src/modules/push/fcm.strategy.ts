import type { Clock } from '@trivet/platform';
import { importPKCS8, SignJWT } from 'jose';
import { Agent, request } from 'undici';
import { codeOfNoConnection } from '../channels/connection-failures.ts';
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

/** Of the file that Google gives out for a service account. */
export interface FcmServiceAccount {
  readonly projectId: string;
  readonly clientEmail: string;
  /** PKCS #8, in PEM. */
  readonly privateKey: string;
  readonly tokenUri: string;
}

export interface FcmOptions {
  readonly account: FcmServiceAccount;
  /** Where messages are sent to. */
  readonly origin?: string;
  /** Authorities that vouch for it; those that Node trusts where it is not said. */
  readonly ca?: string | undefined;
  readonly clock: Clock;
  /** For all of a push, the access token that it may have to ask for included. Less than it is waited for. */
  readonly timeoutMs?: number;
}

const scope = 'https://www.googleapis.com/auth/firebase.messaging';
const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** FCM takes 4,096 bytes of what is shown and what comes with it; the names of its fields are counted here too. */
const maxBytes = 3_800;
/** Before its end: a message takes its time. */
const renewedBeforeMs = 60_000;

interface AccessToken {
  readonly token: string;
  readonly expiresAt: number;
}

/** What FCM says of a failure (`google.rpc.Status`). */
interface FcmFailure {
  readonly error?: {
    readonly status?: string;
    readonly details?: readonly {
      readonly errorCode?: string;
      readonly fieldViolations?: readonly { readonly field?: string }[];
    }[];
  };
}

/** Google does not give out a token: nothing was sent. */
class NoAccessTokenError extends Error {
  override readonly name = 'NoAccessTokenError';
}

/** Applications on Android (Firebase Cloud Messaging, HTTP v1). Google reads what is pushed. */
export class FcmStrategy implements PushProvider {
  readonly name = 'fcm';
  readonly #options: FcmOptions;
  readonly #agent: Agent;
  readonly #url: string;
  readonly #timeoutMs: number;
  #accessToken: AccessToken | undefined;
  #asking: Promise<AccessToken> | undefined;

  constructor(options: FcmOptions) {
    const { account, origin = 'https://fcm.googleapis.com', ca, timeoutMs = 10_000 } = options;
    this.#options = options;
    this.#timeoutMs = timeoutMs;
    this.#url = `${origin}/v1/projects/${encodeURIComponent(account.projectId)}/messages:send`;
    this.#agent = new Agent({
      // Who cannot be reached is known not to have it: that has to come out before all of the time is over.
      connect: { timeout: timeoutMs / 3, ...(ca && { ca }) },
    });
  }

  async push({ token: deviceToken }: PushTarget, message: PushMessage, signal: AbortSignal): Promise<PushVerdict> {
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(this.#timeoutMs)]);
    try {
      const accessToken = await this.#currentToken();
      const response = await request(this.#url, {
        dispatcher: this.#agent,
        signal: inTime,
        method: 'POST',
        headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json; charset=utf-8' },
        body: fitted(message.body, maxBytes, (body) => messageOf(deviceToken, { ...message, body })),
      });
      const answer = (await response.body.json().catch(() => ({}))) as FcmFailure & { readonly name?: string };
      if (response.statusCode === 200) return { outcome: 'sent', messageId: answer.name ?? null };
      // Google may end a token before its time.
      if (response.statusCode === 401) this.#accessToken = undefined;
      return verdictOf(response.statusCode, answer);
    } catch (error) {
      if (error instanceof NoAccessTokenError) return refused('unavailable', 'NO_ACCESS_TOKEN');
      const code = codeOfNoConnection(error);
      if (code !== null) return refused('unavailable', code);
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  /** One for all, for almost an hour; of many who need one at once one asks for it. */
  async #currentToken(): Promise<string> {
    const { clock } = this.#options;
    if (this.#accessToken && this.#accessToken.expiresAt - renewedBeforeMs > clock.now().getTime())
      return this.#accessToken.token;
    this.#asking ??= this.#askForToken().finally(() => {
      this.#asking = undefined;
    });
    this.#accessToken = await this.#asking;
    return this.#accessToken.token;
  }

  async #askForToken(): Promise<AccessToken> {
    const { account, clock } = this.#options;
    const { clientEmail, privateKey, tokenUri } = account;
    const now = clock.now().getTime();
    const assertion = await new SignJWT({ scope })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
      .setIssuer(clientEmail)
      .setAudience(tokenUri)
      .setIssuedAt(Math.floor(now / 1000))
      .setExpirationTime(Math.floor(now / 1000) + 3_600)
      .sign(await importPKCS8(privateKey, 'RS256'));
    // The other half is left to what it is for: a push that is broken off may have left.
    const response = await request(tokenUri, {
      dispatcher: this.#agent,
      signal: AbortSignal.timeout(this.#timeoutMs / 2),
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ grant_type: grantType, assertion }).toString(),
    }).catch((cause: unknown) => {
      throw new NoAccessTokenError('Google cannot be asked for an access token.', { cause });
    });
    const answer = (await response.body.json().catch(() => ({}))) as { access_token?: unknown; expires_in?: unknown };
    const { access_token: token, expires_in: seconds } = answer;
    if (response.statusCode !== 200 || typeof token !== 'string' || typeof seconds !== 'number')
      throw new NoAccessTokenError(`Google gives out no access token: ${response.statusCode}.`);
    return { token, expiresAt: now + seconds * 1000 };
  }
}

function messageOf(token: string, { id, title, body, url, isUrgent }: PushMessage): string {
  return JSON.stringify({
    message: {
      token,
      notification: { title, body },
      data: { id, ...(url !== null && { url }) },
      android: {
        priority: isUrgent ? 'HIGH' : 'NORMAL',
        ttl: `${timeToLiveSeconds}s`,
        collapse_key: id,
        notification: { tag: id },
      },
    },
  });
}

function verdictOf(status: number, { error }: FcmFailure): PushVerdict {
  const details = error?.details ?? [];
  const code = details.find(({ errorCode }) => errorCode !== undefined)?.errorCode ?? error?.status ?? `HTTP_${status}`;
  if (code === 'UNREGISTERED') return gone;
  const isToken = details.some(({ fieldViolations = [] }) =>
    fieldViolations.some(({ field }) => field === 'message.token'),
  );
  if (code === 'INVALID_ARGUMENT' && isToken) return gone;
  // What we are told for our credentials is mended by who runs us, and says nothing of the message.
  const isOurs = status === 401 || code === 'THIRD_PARTY_AUTH_ERROR';
  return refused(isOurs || status === 429 || status >= 500 ? 'unavailable' : 'permanent', code);
}
