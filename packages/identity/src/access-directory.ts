import type { Clock } from '@trivet/platform';
import { LRUCache } from 'lru-cache';
import type { Permission } from './permissions.ts';

/** What one person may do, by account id. */
export type Grants = ReadonlyMap<string, ReadonlySet<Permission>>;

/** Where grants come from: the users subgraph's tables, or a request to the process that has them. */
export interface AccessSource {
  /** One map per person, in the order of `userIds`. */
  find(userIds: readonly string[]): Promise<Grants[]>;
}

/** Answers who may do what. */
export interface AccessDirectory {
  find(userId: string): Promise<Grants>;
  /** What `find` would answer, where it is in memory; no promise for each of the many fields that ask. */
  known(userId: string): Grants | undefined;
  /** As `find`, but not from memory: asked before a refusal, so that what was just granted counts at once. */
  refresh(userId: string): Promise<Grants>;
}

/** An event of the log, as far as the directory reads it. */
export interface IdentityEvent {
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/**
 * Events after which grants are others: of the person whom their payload names as `userId`, or else of all who belong to
 * the account `accountId`.
 */
export const grantingEvents: ReadonlySet<string> = new Set([
  'account.created',
  'account.deleted',
  'member.added',
  'member.removed',
  'member.updated',
  'role.changed',
]);

const maxPersons = 20_000;
const refreshesPerSecond = 20;

export interface CachedAccessDirectoryOptions {
  readonly source: AccessSource;
  /** Whether the log was heard of within the last two seconds. While it was not, nothing is remembered. */
  readonly hearsTheLog: () => boolean;
  readonly clock: Clock;
}

interface Entry {
  readonly grants: Promise<Grants>;
  /** The same, as soon as they are here. */
  known: Grants | undefined;
}

/**
 * Remembers grants and is exact all the same: every process reads the log, and an event that changes a person's grants
 * drops them before anything later is delivered; an answer that was under way meanwhile is asked for again.
 */
export class CachedAccessDirectory implements AccessDirectory {
  readonly #source: AccessSource;
  readonly #hearsTheLog: () => boolean;
  readonly #clock: Clock;
  readonly #entries = new LRUCache<string, Entry>({ max: maxPersons });
  readonly #refreshes = new LRUCache<string, { second: number; count: number }>({ max: maxPersons });
  #heard: boolean | undefined;
  #waiting: { userId: string; resolve: (grants: Grants) => void; reject: (error: unknown) => void }[] = [];

  constructor({ source, hearsTheLog, clock }: CachedAccessDirectoryOptions) {
    this.#source = source;
    this.#hearsTheLog = hearsTheLog;
    this.#clock = clock;
  }

  async find(userId: string): Promise<Grants> {
    if (!this.#hearsTheLog()) return this.#ask(userId);
    for (;;) {
      const entry = this.#entries.get(userId) ?? this.#remember(userId);
      const grants = await entry.grants;
      // Dropped while we waited: what we have may be older than the event that dropped it.
      if (this.#entries.peek(userId) === entry || !this.#hearsTheLog()) return grants;
    }
  }

  known(userId: string): Grants | undefined {
    return this.#hears() ? this.#entries.get(userId)?.known : undefined;
  }

  async refresh(userId: string): Promise<Grants> {
    if (!this.#mayRefresh(userId)) return this.find(userId);
    this.#entries.delete(userId);
    return this.find(userId);
  }

  /** To be called for each event of the log, in order, before anything later is delivered. */
  apply({ type, payload }: IdentityEvent): void {
    if (!grantingEvents.has(type)) return;
    const { userId, accountId } = payload;
    if (typeof userId === 'string') this.#entries.delete(userId);
    else if (typeof accountId === 'string') this.#forgetAccount(accountId);
    else this.#entries.clear();
  }

  /** Everything remembered is doubtful. */
  clear(): void {
    this.#entries.clear();
  }

  /** Of many fields that ask in one turn the first looks at the clock. */
  #hears(): boolean {
    if (this.#heard === undefined) {
      this.#heard = this.#hearsTheLog();
      queueMicrotask(this.#forgetHeard);
    }
    return this.#heard;
  }

  readonly #forgetHeard = (): void => {
    this.#heard = undefined;
  };

  #forgetAccount(accountId: string): void {
    for (const [userId, { known }] of [...this.#entries.entries()]) {
      if (!known || known.has(accountId)) this.#entries.delete(userId);
    }
  }

  #remember(userId: string): Entry {
    const entry: Entry = { grants: this.#ask(userId), known: undefined };
    this.#entries.set(userId, entry);
    entry.grants.then(
      (grants) => {
        entry.known = grants;
      },
      () => {
        if (this.#entries.peek(userId) === entry) this.#entries.delete(userId);
      },
    );
    return entry;
  }

  /** All who ask in one turn of the event loop are one question. */
  #ask(userId: string): Promise<Grants> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ userId, resolve, reject });
      if (this.#waiting.length === 1) setImmediate(() => void this.#askTogether());
    });
  }

  async #askTogether(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    const userIds = [...new Set(waiting.map(({ userId }) => userId))];
    try {
      const answers = await this.#source.find(userIds);
      const grants = new Map(userIds.map((userId, index) => [userId, answers[index] ?? new Map()]));
      for (const { userId, resolve } of waiting) resolve(grants.get(userId) ?? new Map());
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }

  #mayRefresh(userId: string): boolean {
    const second = Math.floor(this.#clock.now().getTime() / 1000);
    const current = this.#refreshes.get(userId);
    const count = current?.second === second ? current.count + 1 : 1;
    this.#refreshes.set(userId, { second, count });
    return count <= refreshesPerSecond;
  }
}
