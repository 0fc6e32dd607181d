import {
  type Database,
  nobody,
  type Page,
  type PageRequest,
  pageOf,
  prepared,
  type Transaction,
} from '@trivet/database';
import { type AccessScope, type AccountAccess, rowsOf } from '@trivet/identity';
import { type AnyColumn, and, desc, eq, min, type SQL, sql } from 'drizzle-orm';
import {
  type AuditChain,
  type AuditEntry,
  type AuditOrigin,
  auditChains,
  auditEntries,
  auditOrigins,
  auditUnsealed,
} from './audit.model.ts';

/** Which entries are wanted; null and an empty list for all. */
export interface AuditFilter {
  readonly subjectId: string | null;
  readonly credentialId: string | null;
  readonly actorId: string | null;
  readonly actions: readonly string[];
  /** When they occurred: not before, */
  readonly from: Date | null;
  /** and before. */
  readonly to: Date | null;
}

interface ListParams extends Record<string, unknown> {
  readonly accountIds: readonly string[];
  readonly subjectId: string | null;
  readonly credentialId: string | null;
  readonly actorId: string | null;
  readonly actions: readonly string[] | null;
  readonly from: Date | string;
  readonly to: Date | string;
  readonly beforeTime: Date | string;
  readonly beforeSequence: number;
  readonly limit: number;
}

const parameter = (name: keyof ListParams & string, type: string) => sql`${sql.placeholder(name)}::${sql.raw(type)}`;
const unlessNull = (column: AnyColumn, name: keyof ListParams & string) =>
  sql`(${parameter(name, 'uuid')} is null or ${column} = ${parameter(name, 'uuid')})`;

/**
 * The newest first, by when they occurred: so that each index ends in what a page is ordered by, with or without a time.
 * One statement for each condition that an index begins with; a condition that may be absent would use none.
 */
function listBy(name: string, leading: SQL, from: SQL = sql``) {
  return prepared<ListParams>()(name, (db) => {
    const page = db
      .select()
      .from(auditEntries)
      .where(
        and(
          sql`${auditEntries.accountId} = requested.account_id`,
          leading,
          unlessNull(auditEntries.credentialId, 'credentialId'),
          unlessNull(auditEntries.actorId, 'actorId'),
          sql`(${parameter('actions', 'text[]')} is null or ${auditEntries.action} = any(${parameter('actions', 'text[]')}))`,
          sql`${auditEntries.occurredAt} >= ${parameter('from', 'timestamptz')}`,
          sql`${auditEntries.occurredAt} < ${parameter('to', 'timestamptz')}`,
          sql`(${auditEntries.occurredAt}, ${auditEntries.sequence}) < (${parameter('beforeTime', 'timestamptz')}, ${parameter('beforeSequence', 'bigint')})`,
        ),
      )
      .orderBy(desc(auditEntries.occurredAt), desc(auditEntries.sequence))
      .limit(sql.placeholder('limit'))
      .as('page');
    const { id, accountId, sequence, action, occurredAt, recordedAt, actorId } = page;
    const { credentialKind, credentialId, impersonatorId } = page;
    const { subjectType, subjectId, subjectVersion, requestId, payload } = page;
    const { address, addressCommitment, previousHash, hash } = page;
    return db
      .select({
        ...{ id, accountId, sequence, action, occurredAt, recordedAt, actorId },
        ...{ credentialKind, credentialId, impersonatorId },
        ...{ subjectType, subjectId, subjectVersion, requestId, payload },
        ...{ address, addressCommitment, previousHash, hash },
      })
      .from(sql`unnest(${sql.placeholder('accountIds')}::uuid[]) as requested(account_id)${from}`)
      .crossJoinLateral(page)
      .orderBy(page.accountId, desc(page.occurredAt), desc(page.sequence));
  });
}

const lists = {
  all: listBy('auditEntries.list', sql`true`),
  subject: listBy('auditEntries.listBySubject', sql`${auditEntries.subjectId} = ${sql.placeholder('subjectId')}::uuid`),
  credential: listBy(
    'auditEntries.listByCredential',
    sql`${auditEntries.credentialId} = ${sql.placeholder('credentialId')}::uuid`,
  ),
  actor: listBy('auditEntries.listByActor', sql`${auditEntries.actorId} = ${sql.placeholder('actorId')}::uuid`),
  // A page of each action, and of those the newest.
  actions: listBy(
    'auditEntries.listByActions',
    sql`${auditEntries.action} = wanted.action`,
    sql` cross join unnest(${sql.placeholder('actions')}::text[]) as wanted(action)`,
  ),
} as const;

const findByIds = prepared<{ accountIds: readonly string[]; ids: readonly string[] }>()(
  'auditEntries.findByIds',
  (db) =>
    db
      .select()
      .from(auditEntries)
      .where(
        sql`${auditEntries.id} = any(${sql.placeholder('ids')}::uuid[]) and ${auditEntries.accountId} = any(${sql.placeholder('accountIds')}::uuid[])`,
      ),
);
const findChain = prepared<{ accountId: string }>()('auditChains.find', (db) =>
  db
    .select()
    .from(auditChains)
    .where(eq(auditChains.accountId, sql.placeholder('accountId'))),
);
const findFirst = prepared<{ accountId: string }>()('auditEntries.findFirst', (db) =>
  db
    .select({ sequence: min(auditEntries.sequence).mapWith(Number) })
    .from(auditEntries)
    .where(eq(auditEntries.accountId, sql.placeholder('accountId'))),
);
const listInOrder = prepared<{ accountId: string; after: number; upTo: number; limit: number }>()(
  'auditEntries.listInOrder',
  (db) =>
    db
      .select()
      .from(auditEntries)
      .where(
        sql`${auditEntries.accountId} = ${sql.placeholder('accountId')} and ${auditEntries.sequence} > ${sql.placeholder('after')} and ${auditEntries.sequence} <= ${sql.placeholder('upTo')}`,
      )
      .orderBy(auditEntries.sequence)
      .limit(sql.placeholder('limit')),
);
/** Where a chain goes on. */
export type Link = Pick<AuditChain, 'sequence' | 'hash'>;

const lastSequence = Number.MAX_SAFE_INTEGER;

/** The audit trails of accounts. The application can add to them and nothing else. */
export class AuditRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** In the order of `ids`; null for what does not exist or `scope` does not cover. */
  async findByIds(scope: AccessScope, ids: readonly string[]): Promise<(AuditEntry | null)[]> {
    const rows = await this.#db.readWithin(scope.rows, findByIds, { accountIds: scope.accountIds, ids });
    const byId = new Map(rows.map((entry) => [entry.id, entry]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  /** One page per account, the newest first, in the order of `accesses`. After an entry that is no more nothing comes. */
  async listByAccounts(
    accesses: readonly AccountAccess[],
    filter: AuditFilter,
    page: PageRequest,
  ): Promise<Page<AuditEntry>[]> {
    const accountIds = accesses.map(({ accountId }) => accountId);
    const rows = rowsOf(accesses);
    const [before] =
      page.after === undefined ? [] : await this.#db.readWithin(rows, findByIds, { accountIds, ids: [page.after] });
    if (page.after !== undefined && !before) return accountIds.map(() => pageOf([], page));
    const { subjectId, credentialId, actorId, actions, from, to } = filter;
    const found = await this.#db.readWithin(rows, statementFor(filter), {
      accountIds,
      subjectId,
      credentialId,
      actorId,
      actions: actions.length > 0 ? actions : null,
      from: from ?? '-infinity',
      to: to ?? 'infinity',
      beforeTime: before?.occurredAt ?? 'infinity',
      beforeSequence: before?.sequence ?? lastSequence,
      limit: page.first + 1,
    });
    const byAccount = Map.groupBy(found, ({ accountId }) => accountId);
    return accountIds.map((accountId) => pageOf(byAccount.get(accountId) ?? [], page));
  }

  /** Where the account's chain ends; null before its first entry. */
  async findChain({ accountId, rows }: AccountAccess): Promise<AuditChain | null> {
    const [chain] = await this.#db.readWithin(rows, findChain, { accountId });
    return chain ?? null;
  }

  /** Of the oldest entry that is kept; null where there is none. */
  async findFirstSequence({ accountId, rows }: AccountAccess): Promise<number | null> {
    const [first] = await this.#db.readWithin(rows, findFirst, { accountId });
    return first?.sequence ?? null;
  }

  /** At most `limit` entries later than `after`, in the order of the chain. */
  listInOrder(
    { accountId, rows }: AccountAccess,
    range: { readonly after: number; readonly upTo: number; readonly limit: number },
  ): Promise<AuditEntry[]> {
    return this.#db.readWithin(rows, listInOrder, { accountId, ...range });
  }

  /** Within the recording of events: where each account's chain ends. */
  async findChains(tx: Transaction, accountIds: readonly string[]): Promise<Map<string, Link>> {
    const rows = await tx
      .select()
      .from(auditChains)
      .where(sql`${auditChains.accountId} = any(${sql.param(accountIds)}::uuid[])`);
    return new Map(rows.map((chain) => [chain.accountId, chain]));
  }

  /** Within the recording of events: those of them that are recorded already. */
  async findRecorded(
    tx: Transaction,
    accountIds: readonly string[],
    eventIds: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const rows = await tx
      .select({ id: auditEntries.id })
      .from(auditEntries)
      .where(
        sql`${auditEntries.id} = any(${sql.param(eventIds)}::uuid[]) and ${auditEntries.accountId} = any(${sql.param(accountIds)}::uuid[])`,
      );
    return new Set(rows.map(({ id }) => id));
  }

  /** In this order. @throws what the trigger says of an entry that does not follow the last one of its chain. */
  async append(tx: Transaction, entries: readonly AuditEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await tx.insert(auditEntries).values([...entries]);
    const since = new Map(entries.map(({ accountId, recordedAt }) => [accountId, recordedAt]));
    // The row is locked where it is there already: who signs meanwhile waits, and signs this entry too.
    await tx
      .insert(auditUnsealed)
      .values([...since].map(([accountId, recordedAt]) => ({ accountId, since: recordedAt })))
      .onConflictDoUpdate({ target: auditUnsealed.accountId, set: { since: sql`${auditUnsealed.since}` } });
  }

  async insertOrigins(tx: Transaction, origins: readonly AuditOrigin[]): Promise<void> {
    await tx.insert(auditOrigins).values([...origins]);
  }

  /** The origins of those events of which they are known, by event; kept elsewhere from now on. */
  async takeOrigins(tx: Transaction, eventIds: readonly string[]): Promise<ReadonlyMap<string, AuditOrigin>> {
    const taken = await tx
      .delete(auditOrigins)
      .where(sql`${auditOrigins.eventId} = any(${sql.param(eventIds)}::uuid[])`)
      .returning();
    return new Map(taken.map((origin) => [origin.eventId, origin]));
  }

  /** Begins new partitions in time, and drops those that have been full for longer than the retention. */
  async maintain(now: Date, retentionDays: number): Promise<void> {
    await this.#db.transaction(nobody, (tx) =>
      tx.execute(sql`select /* audit.maintain */ users.audit_maintain(
        ${now.toISOString()}::timestamptz, make_interval(days => ${retentionDays}), make_interval(days => ${partitionDays}))`),
    );
  }
}

const partitionDays = 30;

/** The condition that leaves the fewest comes first. */
function statementFor({ subjectId, credentialId, actorId, actions }: AuditFilter) {
  if (subjectId !== null) return lists.subject;
  if (credentialId !== null) return lists.credential;
  if (actorId !== null) return lists.actor;
  return actions.length > 0 ? lists.actions : lists.all;
}
