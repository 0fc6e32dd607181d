import type { Clock } from '@trivet/platform';
import { accessTokenLifetimeSeconds } from './access-token.ts';
import { viewerTokenLifetimeSeconds } from './viewer-token.ts';

/** For so long after its session's end a token of it could still be taken for good. */
export const revocationMemoryMs = (accessTokenLifetimeSeconds + viewerTokenLifetimeSeconds) * 1000;

/** The sessions that were revoked of late, for whoever has to refuse their tokens and to end what they have begun. */
export class RevokedSessions {
  readonly #clock: Clock;
  /** When we heard of each, the oldest first. */
  readonly #revoked = new Map<string, number>();
  readonly #listeners = new Map<string, Set<() => void>>();

  constructor({ clock }: { readonly clock: Clock }) {
    this.#clock = clock;
  }

  has(sessionId: string): boolean {
    return this.#revoked.has(sessionId);
  }

  /** Once or several times, from whatever source. */
  add(sessionId: string): void {
    const now = this.#clock.now().getTime();
    this.#forgetBefore(now - revocationMemoryMs);
    if (this.#revoked.has(sessionId)) return;
    this.#revoked.set(sessionId, now);
    const listeners = this.#listeners.get(sessionId) ?? [];
    this.#listeners.delete(sessionId);
    for (const listener of listeners) listener();
  }

  /** Calls `listener` once when the session is revoked; at once, if it has been. Returns what takes it off. */
  onRevoked(sessionId: string, listener: () => void): () => void {
    if (this.has(sessionId)) {
      listener();
      return () => {};
    }
    const listeners = this.#listeners.get(sessionId) ?? new Set();
    this.#listeners.set(sessionId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(sessionId) === listeners) this.#listeners.delete(sessionId);
    };
  }

  #forgetBefore(time: number): void {
    for (const [sessionId, heardAt] of this.#revoked) {
      if (heardAt >= time) return;
      this.#revoked.delete(sessionId);
    }
  }
}
