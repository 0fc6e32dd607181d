import {
  type Database,
  firstId,
  type Page,
  type PageRequest,
  pageOf,
  prepared,
  type Transaction,
  violatedConstraint,
} from '@trivet/database';
import { eq, sql } from 'drizzle-orm';
import { EmailTakenError } from './user.errors.ts';
import { erasedUsers, type NewUser, type PersonView, type User, users } from './user.model.ts';

const findByIds = prepared<{ ids: readonly string[] }>()('users.findByIds', (db) =>
  db
    .select()
    .from(users)
    .where(sql`${users.id} = any(${sql.placeholder('ids')}::uuid[])`),
);
const findByEmailHash = prepared<{ emailHash: Buffer }>()('users.findByEmailHash', (db) =>
  db
    .select()
    .from(users)
    .where(sql`${users.emailHash} = ${sql.placeholder('emailHash')}`),
);
/** Its order is the index's. What follows the last character that there is follows every name that begins with the text. */
const nameOf = sql`(lower(${users.displayName}) collate "C")`;
const search = prepared<{ name: string; after: string; limit: number }>()('users.search', (db) => {
  const name = sql`lower(${sql.placeholder('name')}::text) collate "C"`;
  const after = sql`${sql.placeholder('after')}::uuid`;
  const afterName = sql`(select lower(display_name) collate "C" from users.users where id = ${after})`;
  return db
    .select()
    .from(users)
    .where(
      sql`(${nameOf}, ${users.id}) > (coalesce(${afterName}, ${name}), ${after}) and ${nameOf} < ${name} || chr(1114111)`,
    )
    .orderBy(nameOf, users.id)
    .limit(sql.placeholder('limit'));
});

const findErased = prepared<{ ids: readonly string[] }>()('users.findErased', (db) =>
  db
    .select({ id: erasedUsers.id })
    .from(erasedUsers)
    .where(sql`${erasedUsers.id} = any(${sql.placeholder('ids')}::uuid[])`),
);

/** Persons. Their rows hold nothing that must not be shown by reference, but for the encrypted address. */
export class UserRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** One user per id, in the order of `ids`; null where there is none. */
  async findByIds(ids: readonly string[]): Promise<(User | null)[]> {
    const rows = await this.#db.read(findByIds, { ids });
    const byId = new Map(rows.map((user) => [user.id, user]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  /** As `findByIds`, with what is left of those who were erased. */
  async findViews(ids: readonly string[]): Promise<(PersonView | null)[]> {
    const found = await this.findByIds(ids);
    const others = ids.filter((_, index) => !found[index]);
    if (others.length === 0) return found;
    const erased = new Set((await this.#db.read(findErased, { ids: others })).map(({ id }) => id));
    return ids.map((id, index) => found[index] ?? (erased.has(id) ? { id, displayName: null, avatar: null } : null));
  }

  async findByEmailHash(emailHash: Buffer): Promise<User | null> {
    const [user] = await this.#db.read(findByEmailHash, { emailHash });
    return user ?? null;
  }

  /** Whose name begins so, in whatever case, in the order of their names. */
  async search(name: string, page: PageRequest): Promise<Page<User>> {
    const params = { name, after: page.after ?? firstId, limit: page.first + 1 };
    return pageOf(await this.#db.read(search, params), page);
  }

  /** Within a change of the person. */
  async lock(tx: Transaction, id: string): Promise<User | null> {
    const [found] = await tx.select().from(users).where(eq(users.id, id)).for('update');
    return found ?? null;
  }

  /** The version grows by one. @throws {EmailTakenError} */
  async update(tx: Transaction, id: string, change: Partial<Omit<NewUser, 'id' | 'version'>>): Promise<User> {
    try {
      const [updated] = await tx
        .update(users)
        .set({ ...change, version: sql`${users.version} + 1` })
        .where(eq(users.id, id))
        .returning();
      return updated as User;
    } catch (error) {
      if (violatedConstraint(error) === 'users_email_hash_key') throw new EmailTakenError(null);
      throw error;
    }
  }

  /** With everything that refers to him; his id is kept. */
  async erase(tx: Transaction, id: string, erasedAt: Date): Promise<void> {
    await tx.delete(users).where(eq(users.id, id));
    await tx.insert(erasedUsers).values({ id, erasedAt });
  }

  /** @throws {EmailTakenError} The database decides, so of two at once one wins. */
  async insert(tx: Transaction, user: NewUser): Promise<User> {
    try {
      const [inserted] = await tx.insert(users).values(user).returning();
      return inserted as User;
    } catch (error) {
      if (violatedConstraint(error) === 'users_email_hash_key') throw new EmailTakenError();
      throw error;
    }
  }
}
