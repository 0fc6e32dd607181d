import { type Database, firstId, nobody, prepared, type Transaction } from '@trivet/database';
import { and, asc, eq, getTableColumns, inArray, lte, ne, notExists, sql } from 'drizzle-orm';
import {
  type CountedGeneration,
  type RefusedDocument,
  type SearchGeneration,
  type SearchWork,
  searchAccounts,
  searchGenerations,
  searchRefusals,
  searchWork,
} from './search.model.ts';

const listLive = prepared<Record<never, never>>()('searchGenerations.listLive', (db) =>
  db
    .select()
    .from(searchGenerations)
    .where(ne(searchGenerations.state, sql`'DROPPED'`))
    .orderBy(asc(searchGenerations.number)),
);

/** What the job asks all the time: named for it, so that it is known among what others ask. */
const listAll = prepared<Record<never, never>>()('searchWork.listGenerations', (db) =>
  db.select().from(searchGenerations).orderBy(asc(searchGenerations.number)),
);
const findDue = prepared<{ now: Date }>()('searchWork.findDue', (db) =>
  db
    .select({ generation: searchWork.generation })
    .from(searchWork)
    .where(lte(searchWork.turnAt, sql.placeholder('now')))
    .orderBy(asc(searchWork.turnAt))
    .limit(1),
);

/** Before all who have had a turn, whatever anybody's clock says. */
const atOnce = new Date(0);

/** Somebody who has looked at a part longer than this is taken to be gone. In seconds. */
const turnSeconds = 60;

/** Generations of documents, and what is to be looked at for each. */
export class SearchGenerationRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The one that is searched, and those that are built: into these all is written. */
  listLive(): Promise<SearchGeneration[]> {
    return this.#db.read(listLive, {});
  }

  /** The one that is searched; null where there is none yet. */
  async findSearched(): Promise<SearchGeneration | null> {
    return (await this.listLive()).find(({ state }) => state === 'SEARCHED') ?? null;
  }

  /** Those that are dropped, too. */
  listAll(): Promise<SearchGeneration[]> {
    return this.#db.read(listAll, {});
  }

  /** A generation in which nothing is yet, with everything that there is to be looked at. @returns its number. */
  async begin(index: string, begunAt: Date): Promise<number> {
    return this.#db.transaction(nobody, async (tx) => {
      await tx.execute(sql`select /* searchGenerations.begin */ pg_advisory_xact_lock(${generationsLock})`);
      const [begun] = await tx
        .insert(searchGenerations)
        .values({ index, state: 'BUILDING', begunAt })
        .returning({ number: searchGenerations.number });
      const { number: generation } = begun as Pick<SearchGeneration, 'number'>;
      await tx.execute(sql`
        insert into ${searchWork} (generation, account_id, resource_type_id, kind, turn_at)
        select ${generation}::int, account_id, ${firstId}, 'RESOURCE', ${atOnce.toISOString()} from ${searchAccounts}`);
      return generation;
    });
  }

  /** The first first. */
  listCounted(): Promise<CountedGeneration[]> {
    const of = (table: typeof searchWork | typeof searchRefusals) =>
      sql`(select count(*)::int from ${table} where ${table.generation} = ${searchGenerations.number})`.mapWith(Number);
    return this.#db.transaction(nobody, (tx) =>
      tx
        .select({ ...getTableColumns(searchGenerations), left: of(searchWork), refused: of(searchRefusals) })
        .from(searchGenerations)
        .orderBy(asc(searchGenerations.number)),
    );
  }

  /**
   * Notes that these accounts have something to be found. A generation that is begun later has them to look at; of one that was begun
   * before, who asks for generations afterwards knows.
   */
  async noteAccounts(accountIds: readonly string[]): Promise<void> {
    if (accountIds.length === 0) return;
    await this.#db.transaction(nobody, async (tx) => {
      await holdGenerations(tx);
      await tx
        .insert(searchAccounts)
        .values(accountIds.toSorted().map((accountId) => ({ accountId })))
        .onConflictDoNothing();
    });
  }

  /** Which of these were noted, and not forgotten. */
  async listNoted(accountIds: readonly string[]): Promise<string[]> {
    const rows = await this.#db.transaction(nobody, (tx) =>
      tx
        .select({ accountId: searchAccounts.accountId })
        .from(searchAccounts)
        .where(inArray(searchAccounts.accountId, [...accountIds])),
    );
    return rows.map(({ accountId }) => accountId);
  }

  /** In the transaction that changes a type: its resources are to be looked at for all generations. */
  async declare(tx: Transaction, accountId: string, resourceTypeId: string): Promise<void> {
    await holdGenerations(tx);
    await tx.execute(sql`
      insert /* searchWork.declare */ into ${searchWork} as present (generation, account_id, resource_type_id, kind, turn_at)
      select number, ${accountId}::uuid, ${resourceTypeId}::uuid, 'RESOURCE', ${atOnce.toISOString()}::timestamptz
      from ${searchGenerations} where state <> 'DROPPED' order by 1
      on conflict (generation, account_id, resource_type_id) do update
        set revision = present.revision + 1, before = null, turn_at = excluded.turn_at`);
  }

  /** The part whose turn it is, which is ours for a minute; null where nothing is to be done. */
  async claim(now: Date): Promise<SearchWork | null> {
    const due = await this.#db.read(findDue, { now });
    if (due.length === 0) return null;
    return this.#db.transaction(nobody, async (tx) => {
      const [next] = await tx
        .select()
        .from(searchWork)
        .where(lte(searchWork.turnAt, now))
        .orderBy(asc(searchWork.turnAt))
        .limit(1)
        .for('update', { skipLocked: true });
      if (!next) return null;
      await tx
        .update(searchWork)
        .set({ turnAt: new Date(now.getTime() + turnSeconds * 1000) })
        .where(is(next));
      return next;
    });
  }

  /** To before which thing it was looked at; others come first now. Nothing where it began anew meanwhile. */
  async advance(work: SearchWork, to: Pick<SearchWork, 'kind' | 'before'>, now: Date): Promise<void> {
    await this.#db.transaction(nobody, (tx) =>
      tx
        .update(searchWork)
        .set({ ...to, turnAt: now })
        .where(and(is(work), eq(searchWork.revision, work.revision))),
    );
  }

  async finish(work: SearchWork): Promise<void> {
    await this.#db.transaction(nobody, (tx) =>
      tx.delete(searchWork).where(and(is(work), eq(searchWork.revision, work.revision))),
    );
  }

  /** Searches the newest generation of which nothing is left to be looked at, and no other from now on. */
  async switchToBuilt(now: Date): Promise<SearchGeneration | null> {
    return this.#db.transaction(nobody, async (tx) => {
      await tx.execute(sql`select /* searchGenerations.switch */ pg_advisory_xact_lock(${generationsLock})`);
      const { number, state } = searchGenerations;
      const left = tx.select({ one: sql`1` }).from(searchWork).where(eq(searchWork.generation, number));
      const [built] = await tx
        .select()
        .from(searchGenerations)
        .where(and(eq(state, 'BUILDING'), notExists(left)))
        .orderBy(sql`${number} desc`)
        .limit(1);
      if (!built) return null;
      await tx.update(searchGenerations).set({ state: 'DROPPED' }).where(sql`${number} < ${built.number}`);
      await tx.update(searchGenerations).set({ state: 'SEARCHED', searchedAt: now }).where(eq(number, built.number));
      await tx.delete(searchWork).where(sql`${searchWork.generation} < ${built.number}`);
      return built;
    });
  }

  /** One that was not finished: something of it is missing. */
  async giveUp({ number }: Pick<SearchGeneration, 'number'>): Promise<void> {
    await this.#db.transaction(nobody, async (tx) => {
      await tx
        .update(searchGenerations)
        .set({ state: 'DROPPED' })
        .where(and(eq(searchGenerations.number, number), eq(searchGenerations.state, 'BUILDING')));
      await tx.delete(searchWork).where(eq(searchWork.generation, number));
    });
  }

  /** Of which nothing is left in its index. */
  async delete({ number }: Pick<SearchGeneration, 'number'>): Promise<void> {
    await this.#db.transaction(nobody, async (tx) => {
      await tx.delete(searchRefusals).where(eq(searchRefusals.generation, number));
      await tx
        .delete(searchGenerations)
        .where(and(eq(searchGenerations.number, number), eq(searchGenerations.state, 'DROPPED')));
    });
  }

  /**
   * These were written into a generation, and these its index refuses: they are put aside until they are others.
   * @returns how many are put aside of it.
   */
  async noteRefusals(
    { number }: Pick<SearchGeneration, 'number'>,
    writtenIds: readonly string[],
    refused: readonly RefusedDocument[],
  ): Promise<number> {
    const column = (values: readonly (string | number)[]) => sql.param(values.map(String));
    return this.#db.transaction(nobody, async (tx) => {
      await tx.execute(sql`
        delete /* searchWork.unrefuse */ from ${searchRefusals}
        where generation = ${number}::int and id = any(${column(writtenIds)}::uuid[])`);
      if (refused.length === 0) return 0;
      await tx.execute(sql`
        insert /* searchWork.refuse */ into ${searchRefusals} as present (generation, id, kind, account_id, version, reason)
        select ${number}::int, given.* from unnest(${column(refused.map(({ id }) => id))}::uuid[],
          ${column(refused.map(({ kind }) => kind))}::core.search_kind[], ${column(refused.map(({ accountId }) => accountId))}::uuid[],
          ${column(refused.map(({ version }) => version))}::bigint[], ${column(refused.map(({ reason }) => reason))}::text[]) as given
        order by 2
        on conflict (generation, id) do update set version = excluded.version, reason = excluded.reason`);
      return tx.$count(searchRefusals, eq(searchRefusals.generation, number));
    });
  }

  /** Of an account that is no more. */
  async forgetAccount(accountId: string): Promise<void> {
    await this.#db.transaction(nobody, async (tx) => {
      await tx.delete(searchAccounts).where(eq(searchAccounts.accountId, accountId));
      await tx.delete(searchWork).where(eq(searchWork.accountId, accountId));
      await tx.delete(searchRefusals).where(eq(searchRefusals.accountId, accountId));
    });
  }
}

function is({ generation, accountId, resourceTypeId }: SearchWork) {
  return and(
    eq(searchWork.generation, generation),
    eq(searchWork.accountId, accountId),
    eq(searchWork.resourceTypeId, resourceTypeId),
  );
}

/** Nobody begins a generation until the transaction ends. */
async function holdGenerations(tx: Transaction): Promise<void> {
  await tx.execute(sql`select /* searchGenerations.hold */ pg_advisory_xact_lock_shared(${generationsLock})`);
}

const generationsLock = sql.raw(`hashtextextended('core.search_generations', 0)`);
