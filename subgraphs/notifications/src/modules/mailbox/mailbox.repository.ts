import {
  type Database,
  lastId,
  type Page,
  type PageRequest,
  pageOf,
  prepared,
  type Transaction,
} from '@trivet/database';
import { desc, eq, lt, or, sql } from 'drizzle-orm';
import { type MailboxMail, mailbox } from './mailbox.model.ts';

const list = prepared<{ limit: number }>()('mailbox.list', (db) =>
  db.select().from(mailbox).orderBy(desc(mailbox.id)).limit(sql.placeholder('limit')),
);
/** There are never many, so no index is needed for what narrows them. */
const listPage = prepared<Required<MailboxFilter> & { after: string; limit: number }>()('mailbox.listPage', (db) =>
  db
    .select()
    .from(mailbox)
    .where(
      sql`${mailbox.id} < ${sql.placeholder('after')}
        and (${sql.placeholder('channel')}::text is null or ${mailbox.channel} = ${sql.placeholder('channel')}::text)
        and (${sql.placeholder('recipient')}::text is null or lower(${mailbox.recipient}) = lower(${sql.placeholder('recipient')}::text))`,
    )
    .orderBy(desc(mailbox.id))
    .limit(sql.placeholder('limit')),
);
const find = prepared<{ id: string }>()('mailbox.find', (db) =>
  db
    .select()
    .from(mailbox)
    .where(eq(mailbox.id, sql.placeholder('id'))),
);

const findByKey = prepared<{ key: string }>()('mailbox.findByKey', (db) =>
  db
    .select({ id: mailbox.id })
    .from(mailbox)
    .where(eq(mailbox.key, sql.placeholder('key'))),
);

export interface MailboxFilter {
  /** Null for all of them. Nothing goes to the mailbox that is for an inbox. */
  readonly channel: MailboxMail['channel'] | 'in_app' | null;
  /** Whether it is written in capitals or not; null for everybody. */
  readonly recipient: string | null;
}

/** Mails that went nowhere. */
export class MailboxRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The newest first. */
  list(limit: number): Promise<MailboxMail[]> {
    return this.#db.read(list, { limit });
  }

  /** The newest first. */
  async listPage(filter: MailboxFilter, page: PageRequest): Promise<Page<MailboxMail>> {
    const params = { ...filter, after: page.after ?? lastId, limit: page.first + 1 };
    return pageOf(await this.#db.read(listPage, params), page);
  }

  async find(id: string): Promise<MailboxMail | null> {
    const [mail] = await this.#db.read(find, { id });
    return mail ?? null;
  }

  async has(key: string): Promise<boolean> {
    return (await this.#db.read(findByKey, { key })).length > 0;
  }

  /** Once per key. */
  async insertOnce(tx: Transaction, mail: MailboxMail): Promise<void> {
    await tx
      .insert(mailbox)
      .values(mail)
      .onConflictDoNothing({ target: [mailbox.key] });
  }

  /** Leaves the newest `count` of those that came since `since`. There are never many more. */
  async trim(tx: Transaction, { count, since }: { readonly count: number; readonly since: Date }): Promise<void> {
    const oldestKept = tx
      .select({ id: mailbox.id })
      .from(mailbox)
      .orderBy(desc(mailbox.id))
      .offset(count - 1)
      .limit(1);
    await tx.delete(mailbox).where(or(lt(mailbox.createdAt, since), lt(mailbox.id, oldestKept)));
  }
}
