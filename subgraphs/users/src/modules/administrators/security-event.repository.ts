import {
  type Database,
  lastId,
  type Page,
  type PageRequest,
  pageOf,
  prepared,
  type Transaction,
} from '@trivet/database';
import { desc, sql } from 'drizzle-orm';
import { type SecurityAction, type SecurityEvent, securityEvents } from './administrator.model.ts';

/** All conditions that are given hold; null for none. */
export interface SecurityEventFilter {
  readonly userId: string | null;
  readonly administratorId: string | null;
  readonly action: SecurityAction | null;
}

const columns = {
  userId: securityEvents.userId,
  administratorId: securityEvents.administratorId,
  action: securityEvents.action,
} as const;
type Condition = keyof typeof columns;
const conditions = Object.keys(columns) as Condition[];

type ListParams = Pick<SecurityEventFilter, keyof SecurityEventFilter> & {
  readonly after: string;
  readonly limit: number;
};

const findByIds = prepared<{ ids: readonly string[] }>()('securityEvents.findByIds', (db) =>
  db
    .select()
    .from(securityEvents)
    .where(sql`${securityEvents.id} = any(${sql.placeholder('ids')}::uuid[])`),
);
const listImpersonations = prepared<{ administratorId: string; since: Date }>()(
  'securityEvents.listImpersonations',
  (db) =>
    db
      .select({ userId: securityEvents.userId, sessionId: securityEvents.sessionId })
      .from(securityEvents)
      .where(
        sql`${securityEvents.administratorId} = ${sql.placeholder('administratorId')} and ${securityEvents.action} = 'user_impersonated' and ${securityEvents.occurredAt} >= ${sql.placeholder('since')}`,
      )
      .orderBy(securityEvents.id),
);
/** A statement for each set of conditions, so that each is found by an index of its own. */
const lists = new Map(
  Array.from({ length: 2 ** conditions.length }, (_, set) => {
    const given = conditions.filter((_condition, bit) => (set >> bit) % 2 === 1);
    return [given.join(' '), preparedList(given)] as const;
  }),
);

function preparedList(given: readonly Condition[]) {
  const wanted = given.map((name) => sql` and ${columns[name]} = ${sql.placeholder(name)}`);
  return prepared<ListParams>()(['securityEvents.list', ...given].join('.'), (db) =>
    db
      .select()
      .from(securityEvents)
      .where(sql.join([sql`${securityEvents.id} < ${sql.placeholder('after')}`, ...wanted]))
      .orderBy(desc(securityEvents.id))
      .limit(sql.placeholder('limit')),
  );
}

/** What administrators have done. It can only grow. */
export class SecurityEventRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async insert(tx: Transaction, event: SecurityEvent): Promise<void> {
    await tx.insert(securityEvents).values(event);
  }

  findByIds(ids: readonly string[]): Promise<SecurityEvent[]> {
    return this.#db.read(findByIds, { ids });
  }

  /** Whose places an administrator has taken since, and by which sessions; the oldest first. */
  async listImpersonations(
    administratorId: string,
    since: Date,
  ): Promise<{ readonly userId: string; readonly sessionId: string }[]> {
    const rows = await this.#db.read(listImpersonations, { administratorId, since });
    return rows.flatMap(({ userId, sessionId }) => (userId && sessionId ? [{ userId, sessionId }] : []));
  }

  /** The newest first. */
  async list(filter: SecurityEventFilter, page: PageRequest): Promise<Page<SecurityEvent>> {
    const given = conditions.filter((name) => filter[name] !== null);
    const statement = lists.get(given.join(' ')) as ReturnType<typeof preparedList>;
    const params = { ...filter, after: page.after ?? lastId, limit: page.first + 1 };
    return pageOf(await this.#db.read(statement, params), page);
  }
}
