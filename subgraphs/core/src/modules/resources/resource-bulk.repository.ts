import type { Transaction } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import { and, asc, eq, sql } from 'drizzle-orm';
import { type Resource, resourceColumns, resources } from './resource.model.ts';

export interface NewResource {
  readonly id: string;
  readonly externalKey: string | null;
  readonly data: Resource['data'];
  readonly labels: readonly string[];
}

export interface ReplacedResource {
  readonly id: string;
  readonly data: Resource['data'];
  readonly labels: readonly string[];
  readonly changedPaths: readonly string[];
}

interface Making {
  readonly type: string;
  readonly personId: string | null;
  readonly now: Date;
}

/** Many resources of one type in one statement, whatever their number: each text is prepared once. */
export class ResourceBulkRepository {
  /** Those that there are, locked until the transaction ends, in the order in which all lock several. */
  async lockByExternalKeys(
    tx: Transaction,
    access: AccountAccess,
    type: string,
    keys: readonly string[],
  ): Promise<Resource[]> {
    const found = await this.#find(tx, access, type, keys);
    if (found.length === 0) return [];
    const ids = found.map(({ id }) => id);
    return tx
      .select(resourceColumns)
      .from(resources)
      .where(and(eq(resources.accountId, access.accountId), sql`${resources.id} = any(${sql.param(ids)}::uuid[])`))
      .orderBy(asc(resources.id))
      .for('update');
  }

  /** Which of these keys somebody has. */
  async listTakenKeys(
    tx: Transaction,
    access: AccountAccess,
    type: string,
    keys: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const found = await this.#find(tx, access, type, keys);
    return new Set(found.map(({ key }) => key));
  }

  /** The ids of those that were inserted: not of those whose key somebody else has taken meanwhile. */
  async insertAll(
    tx: Transaction,
    { accountId }: AccountAccess,
    { type, personId, now }: Making,
    given: readonly NewResource[],
  ): Promise<ReadonlySet<string>> {
    if (given.length === 0) return new Set();
    const at = now.toISOString();
    const inserted = await tx.execute<{ id: string }>(sql`
      insert /* resources.insertAll */ into ${resources}
        (id, account_id, type, data, version, created_by_id, created_at, updated_at, labels, changed_by_id, external_key)
      select id, ${accountId}::uuid, ${type}::text, data, 1, ${personId}::uuid, ${at}::timestamptz, ${at}::timestamptz, labels,
        ${personId}::uuid, external_key
      from jsonb_to_recordset(${jsonOf(given)}::text::jsonb) as given(id uuid, external_key text, data jsonb, labels text[])
      on conflict (account_id, type, external_key) where external_key is not null do nothing
      returning id`);
    return new Set(inserted.map(({ id }) => id));
  }

  /** Each becomes its next version. */
  async updateAll(
    tx: Transaction,
    { accountId }: AccountAccess,
    { personId, now }: Making,
    given: readonly ReplacedResource[],
  ): Promise<void> {
    if (given.length === 0) return;
    await tx.execute(sql`
      update /* resources.updateAll */ ${resources} as present
      set data = given.data, labels = given.labels, version = present.version + 1, updated_at = ${now.toISOString()}::timestamptz,
        change = 'UPDATED', changed_by_id = ${personId}::uuid, changed_paths = given.changed_paths
      from jsonb_to_recordset(${jsonOf(given)}::text::jsonb) as given(id uuid, data jsonb, labels text[], changed_paths text[])
      where present.id = given.id and present.account_id = ${accountId}::uuid`);
  }

  /** One look into the index for each key: of several at once PostgreSQL would read all that the account has of the type. */
  #find(
    tx: Transaction,
    { accountId }: AccountAccess,
    type: string,
    keys: readonly string[],
  ): Promise<readonly { readonly id: string; readonly key: string }[]> {
    return tx.execute<{ id: string; key: string }>(sql`
      select /* resources.findKeys */ found.id, wanted.key from unnest(${sql.param(keys)}::text[]) as wanted(key)
      cross join lateral (
        select id from ${resources}
        where account_id = ${accountId}::uuid and type = ${type}::text and external_key = wanted.key limit 1
      ) as found`);
  }
}

/** One parameter for all rows. The data is text already. */
function jsonOf(rows: readonly (NewResource | ReplacedResource)[]): string {
  const texts = rows.map(({ data, ...row }) => {
    const more = 'externalKey' in row ? { external_key: row.externalKey } : { changed_paths: row.changedPaths };
    return `${JSON.stringify({ id: row.id, labels: row.labels, ...more }).slice(0, -1)},"data":${data.text}}`;
  });
  return `[${texts.join(',')}]`;
}
