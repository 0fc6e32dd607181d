import type { ClientRequest } from '@sendgrid/client/src/request.js';
import { codeOfNoConnection } from '../../channels/connection-failures.ts';
import type { Provider } from '../../channels/provider-chain.ts';
import { RefusedError } from '../../channels/refused-error.ts';
import type { DispatchedMail } from '../outgoing-mail.ts';
import { mailHeaders } from './mail-headers.ts';
import type { SendGridSettings } from './provider-settings.ts';

/** Less than a chain waits: so that the request ends by itself. */
const timeoutMs = 25_000;

/** What the client hands on to what sends requests. */
const beyondItsTypes: object = { timeout: timeoutMs, maxRedirects: 0 };

/** As its client has it: a status, or what went wrong before there was one. */
interface SendGridFault {
  readonly code?: number | string;
}
interface SendGridClient {
  request(request: object): Promise<[{ readonly headers: unknown }, unknown]>;
}

/**
 * SendGrid, by its API of version 3. It has no key by which it would know a mail again, and cannot be asked by ours what has become of one:
 * its callbacks say so, by the delivery's id that goes along.
 */
export class SendGridProvider implements Provider<DispatchedMail> {
  readonly name = 'sendgrid';
  readonly #settings: SendGridSettings;
  #client: Promise<SendGridClient> | undefined;

  constructor(settings: SendGridSettings) {
    this.#settings = settings;
  }

  async send(mail: DispatchedMail): Promise<string | null> {
    this.#client ??= this.#connect();
    const client = await this.#client;
    try {
      const [{ headers }] = await client.request({ method: 'POST', url: '/v3/mail/send', body: this.#bodyOf(mail) });
      const id = (headers as Record<string, unknown>)['x-message-id'];
      return typeof id === 'string' ? id : null;
    } catch (error) {
      throw (
        refusalOf(error as SendGridFault) ?? new Error('What SendGrid has done is not known.', { cause: codeOf(error) })
      );
    }
  }

  async #connect(): Promise<SendGridClient> {
    const { apiKey, url } = this.#settings;
    // What it exports is one client with the class beside it, which its types do not say.
    const { default: shared } = await import('@sendgrid/client');
    const client = new (shared as unknown as { readonly Client: new () => typeof shared }).Client();
    client.setApiKey(apiKey);
    // What it hands on to what sends requests, beyond its own types.
    client.setDefaultRequest('baseUrl', url);
    client.setDefaultRequest(beyondItsTypes as ClientRequest);
    return client as SendGridClient;
  }

  #bodyOf(mail: DispatchedMail): object {
    const { from } = this.#settings;
    const { to, subject, text, html, messageId, deliveryId } = mail;
    return {
      personalizations: [{ to: [{ email: to }], custom_args: { delivery_id: deliveryId } }],
      from: { email: from.address, ...(from.name !== '' && { name: from.name }) },
      subject,
      content: [
        { type: 'text/plain', value: text },
        { type: 'text/html', value: html },
      ],
      headers: { ...mailHeaders(mail), 'Message-ID': messageId },
      // Links hold tokens: nobody else's page comes before ours, and nobody is watched.
      tracking_settings: {
        click_tracking: { enable: false, enable_text: false },
        open_tracking: { enable: false },
        subscription_tracking: { enable: false },
      },
    };
  }
}

function refusalOf(fault: SendGridFault): RefusedError | null {
  const { code } = fault;
  const refused = (refusal: RefusedError['refusal'], what: string) => new RefusedError(what, { refusal });
  if (typeof code !== 'number') {
    return codeOfNoConnection(fault) === null ? null : refused('unavailable', 'SendGrid cannot be reached.');
  }
  // The key is wrong or locked, there were too many, or the API is not there. What else begins with a 5 says nothing of the mail.
  if ([401, 403, 429, 503].includes(code)) return refused('unavailable', `SendGrid takes nothing from us (${code}).`);
  return code >= 400 && code < 500 ? refused('permanent', `SendGrid refuses it (${code}).`) : null;
}

/** What it answers may quote the mail. */
function codeOf(error: unknown): string {
  return String((error as SendGridFault).code ?? (error as Error).name);
}
