import {
  type Database,
  lastId,
  type Page,
  type PageRequest,
  pageOf,
  prepared,
  type Transaction,
} from '@trivet/database';
import { and, asc, desc, eq, gt, gte, inArray, isNull, lt, sql } from 'drizzle-orm';
import {
  type DeviceMarks,
  type EncryptedClient,
  type RefreshToken,
  refreshTokens,
  type Session,
  sessionRevocations,
  sessions,
} from './session.model.ts';

const findTokenOwner = prepared<{ hash: Buffer }>()('refreshTokens.findOwner', (db) =>
  db
    .select({ userId: refreshTokens.userId, sessionId: refreshTokens.sessionId })
    .from(refreshTokens)
    .where(sql`${refreshTokens.hash} = ${sql.placeholder('hash')}`),
);
const end = sql`coalesce(${sessions.idleExpiresAt}, ${sessions.expiresAt})`;
// `expires_at` too, which the index has.
const hasNotEnded = sql`${sessions.revokedAt} is null and ${sessions.expiresAt} > ${sql.placeholder('now')} and ${end} > ${sql.placeholder('now')}`;
const list = prepared<{ userId: string; after: string; now: Date; limit: number }>()('sessions.list', (db) =>
  db
    .select()
    .from(sessions)
    .where(
      sql`${sessions.userId} = ${sql.placeholder('userId')} and ${sessions.id} < ${sql.placeholder('after')} and ${hasNotEnded}`,
    )
    .orderBy(desc(sessions.id))
    .limit(sql.placeholder('limit')),
);
/** One person, but as an array: as one value, the list's index would seem to be cheaper than the key. */
const findByIds = prepared<{ userIds: readonly [string]; ids: readonly string[]; now: Date }>()(
  'sessions.findByIds',
  (db) =>
    db
      .select()
      .from(sessions)
      .where(
        sql`${sessions.userId} = any(${sql.placeholder('userIds')}::uuid[]) and ${sessions.id} = any(${sql.placeholder('ids')}::uuid[]) and ${hasNotEnded}`,
      ),
);
/** Ended or not. */
const findKept = prepared<{ userIds: readonly string[]; ids: readonly string[] }>()('sessions.findKept', (db) =>
  db
    .select()
    .from(sessions)
    .where(
      sql`${sessions.userId} = any(${sql.placeholder('userIds')}::uuid[]) and ${sessions.id} = any(${sql.placeholder('ids')}::uuid[])`,
    ),
);

const findRevokedSince = prepared<{ since: Date }>()('sessionRevocations.findSince', (db) =>
  db
    .select({ sessionId: sessionRevocations.sessionId })
    .from(sessionRevocations)
    .where(gte(sessionRevocations.revokedAt, sql.placeholder('since'))),
);
/** By their tokens: a session's own row can only be read where its person is named. */
const listWithTokensBefore = prepared<{ before: Date; limit: number }>()('sessions.listWithTokensBefore', (db) => {
  const tokens = db
    .select({ sessionId: refreshTokens.sessionId, userId: refreshTokens.userId })
    .from(refreshTokens)
    .where(lt(refreshTokens.issuedAt, sql.placeholder('before')))
    .orderBy(asc(refreshTokens.issuedAt))
    .limit(sql.placeholder('limit'))
    .as('tokens');
  return db.selectDistinct().from(tokens);
});
const isActive = prepared<{ id: string; now: Date }>()('sessions.isActive', (db) =>
  db
    .select({ id: sessions.id })
    .from(sessions)
    .where(sql`${sessions.id} = ${sql.placeholder('id')} and ${hasNotEnded}`),
);

/** Sessions and their refresh tokens. A session is one person's, and every statement that lists or ends some names him. */
export class SessionRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Those that have not ended, the newest first. */
  async list(userId: string, page: PageRequest, now: Date): Promise<Page<Session>> {
    const params = { userId, after: page.after ?? lastId, now, limit: page.first + 1 };
    return pageOf(await this.#db.readWithin({ persons: [userId] }, list, params), page);
  }

  /** In the order of `ids`; null for what does not exist, has ended, or is another's. */
  async findByIds(userId: string, ids: readonly string[], now: Date): Promise<(Session | null)[]> {
    const rows = await this.#db.readWithin({ persons: [userId] }, findByIds, { userIds: [userId], ids, now });
    const byId = new Map(rows.map((session) => [session.id, session]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  /** Those of these persons', ended or not, as long as they are kept. */
  findKept(userIds: readonly string[], ids: readonly string[]): Promise<Session[]> {
    return this.#db.readWithin({ persons: userIds }, findKept, { userIds, ids });
  }

  /** Of the sessions that the person has used since: how many there are, how many were marked, and whether with these marks. */
  async countMarked(
    tx: Transaction,
    { userId, since, marks }: { readonly userId: string; readonly since: Date; readonly marks: DeviceMarks },
  ): Promise<{
    readonly sessions: number;
    readonly marked: number;
    readonly agents: number;
    readonly networks: number;
  }> {
    const [counts] = await tx
      .select({
        sessions: sql`count(*)`.mapWith(Number),
        marked: sql`count(coalesce(${sessions.agentMark}, ${sessions.networkMark}))`.mapWith(Number),
        agents:
          sql`count(*) filter (where ${sessions.agentMark} = ${sql.param(marks.agentMark, sessions.agentMark)})`.mapWith(
            Number,
          ),
        networks:
          sql`count(*) filter (where ${sessions.networkMark} = ${sql.param(marks.networkMark, sessions.networkMark)})`.mapWith(
            Number,
          ),
      })
      .from(sessions)
      .where(and(eq(sessions.userId, userId), gte(sessions.lastUsedAt, since)));
    return counts as { sessions: number; marked: number; agents: number; networks: number };
  }

  /** Whose token this is, which has to be known before anything of the session can be read. */
  async findTokenOwner(hash: Buffer): Promise<{ userId: string; sessionId: string } | null> {
    const [row] = await this.#db.read(findTokenOwner, { hash });
    return row ?? null;
  }

  async insert(tx: Transaction, session: typeof sessions.$inferInsert): Promise<Session> {
    const [inserted] = await tx.insert(sessions).values(session).returning();
    return inserted as Session;
  }

  async insertToken(tx: Transaction, token: typeof refreshTokens.$inferInsert): Promise<void> {
    await tx.insert(refreshTokens).values(token);
  }

  /** The token and its session, locked, so that of two exchanges at once the second sees what the first did. */
  async lockToken(tx: Transaction, hash: Buffer): Promise<{ token: RefreshToken; session: Session } | null> {
    const [found] = await tx
      .select({ token: refreshTokens, session: sessions })
      .from(refreshTokens)
      .innerJoin(sessions, eq(sessions.id, refreshTokens.sessionId))
      .where(eq(refreshTokens.hash, hash))
      .for('update');
    return found ?? null;
  }

  async markRotated(tx: Transaction, hash: Buffer, rotatedAt: Date): Promise<void> {
    await tx.update(refreshTokens).set({ rotatedAt }).where(eq(refreshTokens.hash, hash));
  }

  async isNewest(tx: Transaction, hash: Buffer): Promise<boolean> {
    const found = await tx
      .select({ hash: refreshTokens.hash })
      .from(refreshTokens)
      .where(and(eq(refreshTokens.hash, hash), isNull(refreshTokens.rotatedAt)));
    return found.length > 0;
  }

  async updateUse(
    tx: Transaction,
    sessionId: string,
    use: { readonly lastUsedAt: Date; readonly idleExpiresAt: Date } & Partial<EncryptedClient & DeviceMarks>,
  ): Promise<Session> {
    const [updated] = await tx.update(sessions).set(use).where(eq(sessions.id, sessionId)).returning();
    return updated as Session;
  }

  async updateAuthentication(
    tx: Transaction,
    sessionId: string,
    proof: { readonly authenticatedAt: Date; readonly secondFactorAt?: Date },
  ): Promise<Session> {
    const [updated] = await tx.update(sessions).set(proof).where(eq(sessions.id, sessionId)).returning();
    return updated as Session;
  }

  /** Locked, whether it has ended or not. */
  async lock(tx: Transaction, userId: string, sessionId: string): Promise<Session | null> {
    const [found] = await tx
      .select()
      .from(sessions)
      .where(and(eq(sessions.userId, userId), eq(sessions.id, sessionId)))
      .for('update');
    return found ?? null;
  }

  /** The ids of those that have not ended, locked: in their order, so that two who end many do not wait for each other. */
  async lockAll(tx: Transaction, userId: string, now: Date): Promise<string[]> {
    const found = await tx
      .select({ id: sessions.id })
      .from(sessions)
      .where(
        and(
          eq(sessions.userId, userId),
          isNull(sessions.revokedAt),
          gt(sessions.expiresAt, now),
          gt(end, sql.param(now, sessions.expiresAt)),
        ),
      )
      .orderBy(asc(sessions.id))
      .for('update');
    return found.map(({ id }) => id);
  }

  async revoke(tx: Transaction, sessionIds: readonly string[], revokedAt: Date): Promise<void> {
    const areMeant = sql`${sessions.id} = any(${sql.param(sessionIds)}::uuid[])`;
    await tx
      .update(sessions)
      .set({ revokedAt })
      .where(and(areMeant, isNull(sessions.revokedAt)));
    await tx
      .insert(sessionRevocations)
      .select(
        tx
          .select({ sessionId: sessions.id, revokedAt: sql<Date>`${sessions.revokedAt}`.as('revoked_at') })
          .from(sessions)
          .where(areMeant),
      )
      .onConflictDoNothing();
  }

  /** Ids of sessions, whosever they were. */
  async findRevokedSince(since: Date): Promise<string[]> {
    const rows = await this.#db.read(findRevokedSince, { since });
    return rows.map(({ sessionId }) => sessionId);
  }

  async forgetRevokedBefore(tx: Transaction, before: Date): Promise<void> {
    await tx.delete(sessionRevocations).where(lt(sessionRevocations.revokedAt, before));
  }

  /** Of the oldest tokens that were issued before, at most `limit`: whose they are. */
  listWithTokensBefore(before: Date, limit: number): Promise<{ sessionId: string; userId: string }[]> {
    return this.#db.read(listWithTokensBefore, { before, limit });
  }

  /** Those of them that expired before, with their tokens, but what others delete at the moment. Gives how many there were. */
  async deleteExpired(tx: Transaction, sessionIds: readonly string[], before: Date): Promise<number> {
    const expired = tx
      .select({ id: sessions.id })
      .from(sessions)
      .where(and(sql`${sessions.id} = any(${sql.param(sessionIds)}::uuid[])`, lt(sessions.expiresAt, before)))
      .orderBy(asc(sessions.id))
      .for('update', { skipLocked: true });
    const deleted = await tx.delete(sessions).where(inArray(sessions.id, expired)).returning({ id: sessions.id });
    return deleted.length;
  }

  /** Whether a session of the person has neither ended nor been revoked. */
  async isActive(userId: string, id: string, now: Date): Promise<boolean> {
    const rows = await this.#db.readWithin({ persons: [userId] }, isActive, { id, now });
    return rows.length > 0;
  }
}
