import { type Database, newId, nobody } from '@trivet/database';
import type { Clock } from '@trivet/platform';
import type { MailboxMail } from './mailbox.model.ts';
import type { MailboxRepository } from './mailbox.repository.ts';

/** So many are kept, and for so long. */
const maxMails = 200;
const keptMs = 7 * 24 * 60 * 60 * 1000;

export interface MailboxServiceDeps {
  readonly db: Database;
  readonly mailbox: MailboxRepository;
  readonly clock: Clock;
}

/** The way of mails on a developer's machine: they stay here, for him to read. A `MailSender`. */
export class MailboxService {
  readonly #deps: MailboxServiceDeps;

  constructor(deps: MailboxServiceDeps) {
    this.#deps = deps;
  }

  async send({ key, to: recipient, subject, text, html }: SentMail): Promise<void> {
    const { db, mailbox, clock } = this.#deps;
    const createdAt = clock.now();
    await db.transaction(nobody, async (tx) => {
      await mailbox.insertOnce(tx, { id: newId(), key, recipient, subject, text, html, createdAt });
      await mailbox.trim(tx, { count: maxMails, since: new Date(createdAt.getTime() - keptMs) });
    });
  }

  /** The newest first. */
  list(): Promise<MailboxMail[]> {
    return this.#deps.mailbox.list(maxMails);
  }

  find(id: string): Promise<MailboxMail | null> {
    return this.#deps.mailbox.find(id);
  }
}

/** As `MailSender` gives it. */
interface SentMail extends Pick<MailboxMail, 'key' | 'subject' | 'text' | 'html'> {
  readonly to: string;
}
