import { type Database, newId, nobody, type Page, type PageRequest } from '@trivet/database';
import type { Clock } from '@trivet/platform';
import type { MailboxMail } from './mailbox.model.ts';
import type { MailboxFilter, MailboxRepository } from './mailbox.repository.ts';

/** So many are kept, and for so long. */
const maxMails = 200;
const keptMs = 7 * 24 * 60 * 60 * 1000;

export interface MailboxServiceDeps {
  readonly db: Database;
  readonly mailbox: MailboxRepository;
  readonly clock: Clock;
}

/** The way of mails on a developer's machine: they stay here, for him to read. A provider of mails. */
export class MailboxService {
  readonly name = 'mailbox';
  readonly #deps: MailboxServiceDeps;

  constructor(deps: MailboxServiceDeps) {
    this.#deps = deps;
  }

  async send({
    channel = 'email',
    to: recipient,
    key,
    messageId,
    subject,
    text,
    html,
    unsubscribeUrl,
  }: SentMail): Promise<null> {
    const { db, mailbox, clock } = this.#deps;
    const createdAt = clock.now();
    await db.transaction(nobody, async (tx) => {
      const sent = { channel, key, messageId, recipient, subject, text, html, unsubscribeUrl };
      await mailbox.insertOnce(tx, { id: newId(), ...sent, createdAt });
      await mailbox.trim(tx, { count: maxMails, since: new Date(createdAt.getTime() - keptMs) });
    });
    return null;
  }

  /** It knows all that it was given, as long as it keeps them. */
  async find({ key }: Pick<SentMail, 'key'>): Promise<'sent' | 'not sent'> {
    return (await this.#deps.mailbox.has(key)) ? 'sent' : 'not sent';
  }

  /** The newest first. */
  list(): Promise<MailboxMail[]> {
    return this.#deps.mailbox.list(maxMails);
  }

  /** The newest first. */
  listPage(filter: MailboxFilter, page: PageRequest): Promise<Page<MailboxMail>> {
    return this.#deps.mailbox.listPage(filter, page);
  }

  open(id: string): Promise<MailboxMail | null> {
    return this.#deps.mailbox.find(id);
  }
}

/** As mails are given to it. */
interface SentMail extends Pick<MailboxMail, 'key' | 'messageId' | 'subject' | 'text' | 'html' | 'unsubscribeUrl'> {
  readonly to: string;
  /** Default: a mail. */
  readonly channel?: MailboxMail['channel'];
}
