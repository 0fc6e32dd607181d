import { type LoggedEvent, RetryLater } from '@trivet/messaging';
import { AppError, type Clock } from '@trivet/platform';
import type { MailSource } from '@trivet/subgraph';
import type { MailFactory } from './mail.factory.ts';
import type { MailSender, OutgoingMail } from './mail-sender.ts';

/** What is later than this helps nobody any more: no mails of last week after an outage, or when mails are switched on. */
const maxAgeMs = 24 * 60 * 60 * 1000;

export interface MailServiceDeps {
  readonly source: MailSource;
  readonly factory: MailFactory;
  readonly sender: MailSender;
  readonly clock: Clock;
}

/** Mails that events lead to. */
export class MailService {
  readonly #deps: MailServiceDeps;

  constructor(deps: MailServiceDeps) {
    this.#deps = deps;
  }

  /**
   * The mails to send because of an event. Tokens and addresses are asked for when the mail is made, and stored nowhere.
   * @throws {RetryLater} while users cannot tell.
   */
  async compose(event: LoggedEvent): Promise<readonly OutgoingMail[]> {
    const { source, factory, clock } = this.#deps;
    if (clock.now().getTime() - event.occurredAt.getTime() > maxAgeMs) return [];
    const mails = await source.find({ type: event.type, payload: event.payload }).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'SUBGRAPH_UNAVAILABLE')
        throw new RetryLater('Users cannot be reached.', { cause: error });
      throw error;
    });
    return mails.map((mail) => factory.create(mail, event));
  }

  /** What was sent before under the same key is not sent again. */
  async send(mails: readonly OutgoingMail[]): Promise<void> {
    for (const mail of mails) await this.#deps.sender.send(mail);
  }
}
