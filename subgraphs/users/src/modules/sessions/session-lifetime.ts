import type { Session } from './session.model.ts';

/** A session ends after this time, however often it is refreshed. */
export const sessionLifetimeMs = 30 * 24 * 60 * 60 * 1000;

type Lifetime = Pick<Session, 'expiresAt' | 'idleExpiresAt'>;

/** When a session ends for want of use that is used now, and may be unused for so long. */
export function idleEnd({ expiresAt, now, idleMs }: { expiresAt: Date; now: Date; idleMs: number }): Date {
  return new Date(Math.min(expiresAt.getTime(), now.getTime() + idleMs));
}

/** When a session ends, unless it is refreshed or ended before. */
export function endOf({ expiresAt, idleExpiresAt }: Lifetime): Date {
  return idleExpiresAt ?? expiresAt;
}

export function hasEnded(session: Lifetime & Pick<Session, 'revokedAt'>, now: Date): boolean {
  return session.revokedAt !== null || endOf(session) <= now;
}
