import type { Transaction } from '@trivet/database';
import { and, eq, gt, lt, lte, sql } from 'drizzle-orm';
import { type SessionChallenge, sessionChallenges } from './second-factor.model.ts';

/** Who owes a second factor. */
export class ChallengeRepository {
  async insert(tx: Transaction, challenge: typeof sessionChallenges.$inferInsert): Promise<void> {
    await tx.insert(sessionChallenges).values(challenge);
  }

  /** Counts one more try, and gives the challenge as it is then; null where it is over, or was tried so often already. */
  async takeTry(
    tx: Transaction,
    hash: Buffer,
    { now, maxTries }: { readonly now: Date; readonly maxTries: number },
  ): Promise<SessionChallenge | null> {
    const [found] = await tx
      .update(sessionChallenges)
      .set({ tries: sql`${sessionChallenges.tries} + 1` })
      .where(
        and(
          eq(sessionChallenges.hash, hash),
          gt(sessionChallenges.expiresAt, now),
          lt(sessionChallenges.tries, maxTries),
        ),
      )
      .returning();
    return found ?? null;
  }

  /** Of several who complete it one gets true. */
  async delete(tx: Transaction, hash: Buffer): Promise<boolean> {
    const deleted = await tx
      .delete(sessionChallenges)
      .where(eq(sessionChallenges.hash, hash))
      .returning({ hash: sessionChallenges.hash });
    return deleted.length > 0;
  }

  async deleteExpired(tx: Transaction, now: Date): Promise<void> {
    await tx.delete(sessionChallenges).where(lte(sessionChallenges.expiresAt, now));
  }
}
