import type { ViewerTokenIssuer } from '@trivet/identity';
import { AppError } from '@trivet/platform';
import { Pool } from 'undici';
import type { Mail, MailOccasion, MailSource } from '../mails/mail.ts';
import { mailAnswerShape, mailPath } from '../mails/mail-endpoint.ts';

const timeoutMs = 10_000;

/** The other half: asks the process of the users subgraph. */
export class RemoteMailSource implements MailSource {
  readonly #pool: Pool;
  readonly #tokens: ViewerTokenIssuer;
  readonly #service: string;

  constructor(options: { readonly url: string; readonly tokens: ViewerTokenIssuer; readonly service: string }) {
    this.#pool = new Pool(new URL(options.url).origin, {
      connections: 2,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
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
