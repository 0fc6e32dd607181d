import type { ViewerTokenIssuer } from '@trivet/identity';
import { AppError } from '@trivet/platform';
import { type PeerPool, peerPool } from '@trivet/platform/peers';
import type { ClientTls } from '@trivet/platform/tls';
import type { Mail, MailOccasion, MailSource } from '../mails/mail.ts';
import { mailAnswerShape, mailPath } from '../mails/mail-endpoint.ts';

const timeoutMs = 10_000;

/** The other half: asks the process of the users subgraph. */
export class RemoteMailSource implements MailSource {
  readonly #pool: PeerPool;
  readonly #tokens: ViewerTokenIssuer;
  readonly #service: string;

  constructor(options: {
    readonly url: string;
    readonly tokens: ViewerTokenIssuer;
    readonly service: string;
    readonly tls?: ClientTls | undefined;
  }) {
    this.#pool = peerPool(options.url, { connections: 2, timeoutMs, tls: options.tls });
    this.#tokens = options.tokens;
    this.#service = options.service;
  }

  /** @throws {AppError} `SUBGRAPH_UNAVAILABLE` while nobody can tell; the cause quotes nothing of the answer. */
  async find(occasion: MailOccasion): Promise<readonly Mail[]> {
    try {
      const { statusCode, body } = await this.#pool.request({
        method: 'POST',
        path: mailPath,
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${this.#tokens.issue({ kind: 'service', service: this.#service }, 'users')}`,
        },
        body: JSON.stringify(occasion),
      });
      const answer = await body.json();
      if (statusCode !== 200) throw new Error(`users answered ${statusCode}`);
      return mailAnswerShape.parse(answer).mails;
    } catch (cause) {
      throw new AppError('SUBGRAPH_UNAVAILABLE', 'To whom a mail goes cannot be asked at the moment.', { cause });
    }
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }
}
