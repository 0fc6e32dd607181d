import { type AccessSource, CachedAccessDirectory, type Grants, type Role, rolePermissions } from '@trivet/identity';
import { systemClock } from '@trivet/platform';
import type { Sql } from 'postgres';

/** The settings that row-level security reads. */
export type RowSettings = Readonly<Record<'trivet.accounts' | 'trivet.persons', string>>;

/** Whose rows somebody may read: asked of the members' table once per person and remembered, as our subgraphs do. */
export class RowSettingsOfPersons {
  readonly #directory: CachedAccessDirectory;
  readonly #settings = new WeakMap<Grants, RowSettings>();

  constructor(sql: Sql) {
    this.#directory = new CachedAccessDirectory({
      source: new MembersTable(sql),
      // Nobody is granted anything while the benchmark runs.
      hearsTheLog: () => true,
      clock: systemClock,
    });
  }

  async find(userId: string): Promise<RowSettings> {
    const grants = await this.#directory.find(userId);
    const known = this.#settings.get(grants);
    if (known) return known;
    const settings = { 'trivet.accounts': `{${[...grants.keys()].join(',')}}`, 'trivet.persons': `{${userId}}` };
    this.#settings.set(grants, settings);
    return settings;
  }
}

class MembersTable implements AccessSource {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async find(userIds: readonly string[]): Promise<Grants[]> {
    const rows = await this.#sql.begin(async (tx) => {
      await tx`select set_config('trivet.persons', ${`{${userIds.join(',')}}`}, true)`;
      return tx<{ user_id: string; account_id: string; role: Role }[]>`
        select user_id, account_id, role from users.members where user_id = any(${[...userIds]}::uuid[])`;
    });
    const byUser = Map.groupBy(rows, (row) => row.user_id);
    return userIds.map(
      (userId) => new Map((byUser.get(userId) ?? []).map((row) => [row.account_id, rolePermissions[row.role]])),
    );
  }
}
