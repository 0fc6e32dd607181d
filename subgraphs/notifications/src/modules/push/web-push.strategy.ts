import { Networks } from '@trivet/identity';
import { Agent, request } from 'undici';
import { codeOfNoConnection } from '../channels/connection-failures.ts';
import { isWithin, type WebPushSubscription } from '../devices/device-token.ts';
import { publicLookup } from './public-addresses.ts';
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

export interface WebPushOptions {
  /** VAPID (RFC 8292): by which push services know us, and how they reach us if we misbehave. */
  readonly vapid: { readonly subject: string; readonly publicKey: string; readonly privateKey: string };
  /** Host names that endpoints may be of, those below them too; `*` for any. */
  readonly services: readonly string[];
  /** Private networks in which there is a push service all the same. */
  readonly privateNetworks?: readonly string[];
  /** Authorities that vouch for it; those that Node trusts where it is not said. */
  readonly ca?: string | undefined;
  readonly timeoutMs?: number;
}

/** A push service takes 4,096 bytes (RFC 8030), of which the encryption takes 103 (RFC 8291). */
const maxBytes = 3_993;

/**
 * Browsers (RFC 8030), end to end encrypted (RFC 8291): the push service reads nothing. Endpoints are URLs that a client gave us, so
 * they are called where push services are, at addresses of the public internet, and no redirection is followed.
 */
export class WebPushStrategy implements PushProvider {
  readonly name = 'web-push';
  readonly #options: WebPushOptions;
  readonly #agent: Agent;
  readonly #timeoutMs: number;

  constructor(options: WebPushOptions) {
    const { ca, privateNetworks = [], timeoutMs = 10_000 } = options;
    this.#options = options;
    this.#timeoutMs = timeoutMs;
    this.#agent = new Agent({
      // Who cannot be reached is known not to have it: that has to come out before all of the time is over.
      connect: { lookup: publicLookup(new Networks(privateNetworks)), timeout: timeoutMs / 3, ...(ca && { ca }) },
      maxResponseSize: 10_000,
    });
  }

  async push({ token }: PushTarget, message: PushMessage, signal: AbortSignal): Promise<PushVerdict> {
    const { vapid, services } = this.#options;
    const subscription = JSON.parse(token) as WebPushSubscription;
    const { hostname } = new URL(subscription.endpoint);
    // It was registered when there were others.
    if (!services.some((service) => isWithin(hostname, service))) return refused('permanent', 'UNKNOWN_PUSH_SERVICE');
    const { id, title, url, isUrgent } = message;
    const payload = fitted(message.body, maxBytes, (body) => JSON.stringify({ id, title, body, url }));
    // Loaded with the first: most processes push nothing.
    const { default: webPush } = await import('web-push');
    const { endpoint, method, headers, body } = webPush.generateRequestDetails(subscription, payload, {
      vapidDetails: vapid,
      TTL: timeToLiveSeconds,
      urgency: isUrgent ? 'high' : 'normal',
      // What waits for a browser that is away gives way to a second of the same.
      topic: id.replaceAll('-', ''),
      contentEncoding: 'aes128gcm',
    });
    try {
      const response = await request(endpoint, {
        dispatcher: this.#agent,
        signal: AbortSignal.any([signal, AbortSignal.timeout(this.#timeoutMs)]),
        method: method as 'POST',
        headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
        body,
      });
      await response.body.dump({ limit: 10_000 });
      return verdictOf(response.statusCode);
    } catch (error) {
      const code = codeOfNoConnection(error);
      if (code !== null) return refused('later', code);
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

function verdictOf(status: number): PushVerdict {
  if (status >= 200 && status < 300) return { outcome: 'sent', messageId: null };
  if (status === 404 || status === 410) return gone;
  // 403 is that of another VAPID key, which may be our mistake: a subscription is not thrown away for it.
  // One push service says nothing of the others: none of this is a reason to ask nobody.
  return refused(status === 429 || status >= 500 ? 'later' : 'permanent', `HTTP_${status}`);
}
