import { type Database, type Encrypted, nobody, prepared } from '@trivet/database';
import { inArray, sql } from 'drizzle-orm';
import { personalKeys } from './personal-key.model.ts';

const findByUserIds = prepared<{ userIds: readonly string[] }>()('personalKeys.findByUserIds', (db) =>
  db
    .select()
    .from(personalKeys)
    .where(sql`${personalKeys.userId} = any(${sql.placeholder('userIds')}::uuid[])`),
);

/** Wrapped keys. Works on the vault's own connection, which need not lead to the server of the other tables. */
export class PersonalKeyRepository {
  readonly #vault: Database;

  constructor(vault: Database) {
    this.#vault = vault;
  }

  /** In the order of `userIds`; null where the key was never made or has been deleted. */
  async findByUserIds(userIds: readonly string[]): Promise<(Buffer | null)[]> {
    const rows = await this.#vault.read(findByUserIds, { userIds });
    const byId = new Map(rows.map(({ userId, wrappedKey }) => [userId, wrappedKey]));
    return userIds.map((userId) => byId.get(userId) ?? null);
  }

  async insert(userId: string, wrappedKey: Encrypted): Promise<void> {
    await this.#vault.transaction(nobody, (tx) => tx.insert(personalKeys).values({ userId, wrappedKey }));
  }

  async delete(userIds: readonly string[]): Promise<void> {
    await this.#vault.transaction(nobody, (tx) =>
      tx.delete(personalKeys).where(inArray(personalKeys.userId, [...userIds])),
    );
  }
}
