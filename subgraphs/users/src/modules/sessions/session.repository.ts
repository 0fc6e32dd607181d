import { type Database, prepared, type Transaction } from '@trivet/database';
import { and, eq, gt, gte, isNull, lt, sql } from 'drizzle-orm';
import { type RefreshToken, refreshTokens, type Session, sessionRevocations, sessions } from './session.model.ts';

const findTokenOwner = prepared<{ hash: Buffer }>()('refreshTokens.findOwner', (db) =>
  db
    .select({ userId: refreshTokens.userId })
    .from(refreshTokens)
    .where(sql`${refreshTokens.hash} = ${sql.placeholder('hash')}`),
);

const findRevokedSince = prepared<{ since: Date }>()('sessionRevocations.findSince', (db) =>
  db
    .select({ sessionId: sessionRevocations.sessionId })
    .from(sessionRevocations)
    .where(gte(sessionRevocations.revokedAt, sql.placeholder('since'))),
);
const isActive = prepared<{ id: string; now: Date }>()('sessions.isActive', (db) =>
  db
    .select({ id: sessions.id })
    .from(sessions)
    .where(
      and(
        eq(sessions.id, sql.placeholder('id')),
        isNull(sessions.revokedAt),
        gt(sessions.expiresAt, sql.placeholder('now')),
      ),
    ),
);

export class SessionRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Whose token this is, which has to be known before anything of the session can be read. */
  async findTokenOwner(hash: Buffer): Promise<string | null> {
    const [row] = await this.#db.read(findTokenOwner, { hash });
    return row?.userId ?? null;
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

  async revoke(tx: Transaction, sessionId: string, revokedAt: Date): Promise<void> {
    await tx
      .update(sessions)
      .set({ revokedAt })
      .where(and(eq(sessions.id, sessionId), isNull(sessions.revokedAt)));
    await tx.insert(sessionRevocations).values({ sessionId, revokedAt }).onConflictDoNothing();
  }

  /** Ids of sessions, whosever they were. */
  async findRevokedSince(since: Date): Promise<string[]> {
    const rows = await this.#db.read(findRevokedSince, { since });
    return rows.map(({ sessionId }) => sessionId);
  }

  async forgetRevokedBefore(tx: Transaction, before: Date): Promise<void> {
    await tx.delete(sessionRevocations).where(lt(sessionRevocations.revokedAt, before));
  }

  /** Whether a session of the person has neither ended nor been revoked. */
  async isActive(userId: string, id: string, now: Date): Promise<boolean> {
    const rows = await this.#db.readWithin({ persons: [userId] }, isActive, { id, now });
    return rows.length > 0;
  }
}
