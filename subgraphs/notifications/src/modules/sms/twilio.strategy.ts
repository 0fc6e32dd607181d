import type { Twilio } from 'twilio';
import { codeOfNoConnection } from '../channels/connection-failures.ts';
import type { SmsMessage, SmsProvider, SmsVerdict } from './sms-provider.ts';

export interface TwilioOptions {
  readonly accountSid: string;
  readonly authToken: string;
  /** A messaging service, or a number that is ours. */
  readonly sender: { readonly messagingServiceSid: string } | { readonly from: string };
  /** Where Twilio tells what has become of a message; the delivery's id is put behind it. */
  readonly callbackUrl: string;
  /** Instead of Twilio's own: a proxy in front of it. */
  readonly apiUrl?: string | undefined;
  /** Authorities that vouch for it; those that Node trusts where it is not said. */
  readonly ca?: string | undefined;
  readonly timeoutMs?: number;
}

/** Its own name for the answer of somebody who wants no more messages. */
const stopped = 21610;
/** Who runs us has to mend it: wrong credentials, a number that is not ours, no money, no right to send there yet. */
const ours: ReadonlySet<number> = new Set([20003, 20005, 20403, 21606, 21659, 30002]);

/** Twilio has not said what has become of a message. Without its cause, which holds the number, the text and our password. */
export class TwilioSilentError extends Error {
  override readonly name = 'TwilioSilentError';

  constructor() {
    super('Twilio has not said what has become of a message.');
  }
}

/** Short messages by Twilio's own library, which is loaded with the first. */
export class TwilioStrategy implements SmsProvider {
  readonly name = 'twilio';
  readonly #options: TwilioOptions;
  #client: Promise<Twilio> | undefined;

  constructor(options: TwilioOptions) {
    this.#options = options;
  }

  async send({ id, to, text }: SmsMessage): Promise<SmsVerdict> {
    const { sender, callbackUrl } = this.#options;
    const client = await this.#load();
    try {
      const statusCallback = `${callbackUrl}?delivery=${id}`;
      const { sid } = await client.messages.create({ to, body: text, ...sender, statusCallback });
      return { outcome: 'sent', messageId: sid };
    } catch (error) {
      return verdictOf(error);
    }
  }

  /** By its text: Twilio takes no key of ours. */
  async find({ to, text }: Omit<SmsMessage, 'id'>, since: Date): Promise<string | null> {
    const client = await this.#load();
    const sent = await client.messages.list({ to, dateSentAfter: since, limit: 50 }).catch(() => {
      throw new TwilioSilentError();
    });
    return sent.find(({ body }) => body === text)?.sid ?? null;
  }

  #load(): Promise<Twilio> {
    this.#client ??= createClient(this.#options);
    return this.#client;
  }
}

/** What is not said here the library reads from the environment, which is not its to read. */
async function createClient({ accountSid, authToken, apiUrl, ca, timeoutMs = 10_000 }: TwilioOptions): Promise<Twilio> {
  const { default: twilio } = await import('twilio');
  const transport = { timeout: timeoutMs, autoRetry: false, ...(ca && { ca }) };
  const common = { ...transport, logLevel: 'error', edge: '', region: '' };
  if (apiUrl === undefined) return twilio(accountSid, authToken, common);
  const { origin } = new URL(apiUrl);
  const httpClient = new twilio.RequestClient(transport);
  const request = httpClient.request.bind(httpClient);
  httpClient.request = (options) => {
    const { pathname, search } = new URL(options.uri);
    return request({ ...options, uri: `${origin}${pathname}${search}` });
  };
  return twilio(accountSid, authToken, { ...common, httpClient });
}

function verdictOf(error: unknown): SmsVerdict {
  const { status, code } = (error ?? {}) as { readonly status?: unknown; readonly code?: unknown };
  if (typeof status !== 'number') {
    const noConnection = codeOfNoConnection(error);
    if (noConnection === null) throw new TwilioSilentError();
    return { outcome: 'refused', refusal: 'unavailable', code: noConnection };
  }
  const number = typeof code === 'number' ? code : 0;
  const shown = number === 0 ? `HTTP_${status}` : `TWILIO_${number}`;
  if (number === stopped) return { outcome: 'stopped', code: shown };
  // It may have been taken before something went wrong there.
  if (status >= 500 && status !== 503) throw new TwilioSilentError();
  const isForNow = status === 401 || status === 403 || status === 429 || status === 503 || ours.has(number);
  return { outcome: 'refused', refusal: isForNow ? 'unavailable' : 'permanent', code: shown };
}
