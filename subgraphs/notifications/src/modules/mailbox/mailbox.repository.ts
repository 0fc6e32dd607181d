import { type Database, prepared, type Transaction } from '@trivet/database';
import { desc, eq, lt, or, sql } from 'drizzle-orm';
import { type MailboxMail, mailbox } from './mailbox.model.ts';

const list = prepared<{ limit: number }>()('mailbox.list', (db) =>
  db.select().from(mailbox).orderBy(desc(mailbox.id)).limit(sql.placeholder('limit')),
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
