import { type Database, nobody, prepared } from '@trivet/database';
import { wrappedPrefix } from '@trivet/identity';
import { asc, count, sql } from 'drizzle-orm';
import { personalKeys, retiredMasterKeys } from './personal-key.model.ts';

/** A wrapped key as it was, and as it is to be. */
export interface Rewrapped {
  readonly userId: string;
  readonly from: Buffer;
  readonly to: Buffer;
}

const { userId, wrappedKey } = personalKeys;
/** Without an id, as wrapped keys were before they had one. */
const namesNoKey = sql`substring(${wrappedKey} from 1 for 1) <> '\\x02'`;
const prefix = sql`substring(${wrappedKey} from 1 for 9)`;

const countByMasterKey = prepared<Record<never, never>>()('personalKeys.countByMasterKey', (db) => {
  const keyId = sql<string | null>`case when not ${namesNoKey} then encode(substring(${prefix} from 2), 'hex') end`;
  return db
    .select({ keyId: keyId.mapWith(String).as('key_id'), keys: count() })
    .from(personalKeys)
    .groupBy(sql`1`)
    .orderBy(sql`1`);
});

const listWrappedOtherwise = prepared<{ prefix: Buffer; after: string; limit: number }>()(
  'personalKeys.listWrappedOtherwise',
  (db) =>
    db
      .select({ userId, wrappedKey })
      .from(personalKeys)
      .where(sql`${userId} > ${sql.placeholder('after')} and ${prefix} <> ${sql.placeholder('prefix')}::bytea`)
      .orderBy(asc(userId))
      .limit(sql.placeholder('limit')),
);

/** By which master keys personal keys are wrapped, all of them. No index: who asks reads the table, a second for each million. */
export class WrappedKeyRepository {
  readonly #vault: Database;

  constructor(vault: Database) {
    this.#vault = vault;
  }

  /** How many keys are wrapped by which; null for those that do not say so. */
  async countByMasterKey(): Promise<ReadonlyMap<string | null, number>> {
    const rows = await this.#vault.read(countByMasterKey, {});
    return new Map(rows.map(({ keyId, keys }) => [keyId, keys]));
  }

  /** The next ones after the person `after`, in the order of their ids, that are wrapped by any other key than `keyId`. */
  listWrappedOtherwise(
    keyId: string,
    { after, limit }: { readonly after: string; readonly limit: number },
  ): Promise<{ readonly userId: string; readonly wrappedKey: Buffer }[]> {
    return this.#vault.read(listWrappedOtherwise, { prefix: wrappedPrefix(keyId), after, limit });
  }

  /**
   * Replaces those that are still as they were: what has been erased or replaced meanwhile stays so. Waits for nobody, so that
   * two who do it at once cannot wait for each other; who is being erased at this moment is left out.
   * @returns how many
   */
  async replace(changes: readonly Rewrapped[]): Promise<number> {
    const ids = arrayOf(changes.map((change) => change.userId));
    const [former, present] = [
      arrayOf(changes.map(({ from }) => from.toString('hex'))),
      arrayOf(changes.map(({ to }) => to.toString('hex'))),
    ];
    const rows = await this.#vault.transaction(nobody, (tx) =>
      tx.execute(sql`
        with changed as (
          select k.user_id, decode(given.present, 'hex') as present
          from unnest(${ids}::uuid[], ${former}::text[], ${present}::text[]) as given(user_id, former, present)
          join ${personalKeys} k on k.user_id = given.user_id and k.wrapped_key = decode(given.former, 'hex')
          for update of k skip locked
        )
        update ${personalKeys} set wrapped_key = changed.present from changed where ${userId} = changed.user_id
        returning 1`),
    );
    return rows.length;
  }

  /**
   * Has the vault refuse from now on what is wrapped by `keyId`, when nothing is. Who writes meanwhile waits, so nothing slips
   * in between the look and the refusal.
   * @returns how many keys are, or may be, wrapped by it: with any, nothing was done
   */
  retire(keyId: string, retiredAt: Date): Promise<number> {
    return this.#vault.transaction(nobody, async (tx) => {
      await tx.execute(sql`set local lock_timeout = '5s'`);
      await tx.execute(sql`lock table ${personalKeys} in share row exclusive mode`);
      const left = await tx.$count(personalKeys, sql`${prefix} = ${wrappedPrefix(keyId)} or ${namesNoKey}`);
      if (left === 0)
        await tx
          .insert(retiredMasterKeys)
          .values({ keyId: Buffer.from(keyId, 'hex'), retiredAt })
          .onConflictDoNothing();
      return left;
    });
  }
}

/** An array as PostgreSQL writes it, of what needs no quotes. */
function arrayOf(values: readonly string[]): string {
  return `{${values.join(',')}}`;
}
