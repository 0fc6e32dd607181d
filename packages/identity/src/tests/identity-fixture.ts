import { generateKeyPairSync, randomUUID } from 'node:crypto';
import type { Clock } from '@trivet/platform';
import type { JWK } from 'jose';
import type { AccessSource, Grants } from '../access-directory.ts';
import type { Permission } from '../permissions.ts';

/** A clock that stands still until it is moved. */
export class TestClock implements Clock {
  #time: number;

  constructor(time = '2026-11-03T10:00:00.000Z') {
    this.#time = Date.parse(time);
  }

  now(): Date {
    return new Date(this.#time);
  }

  advance(milliseconds: number): void {
    this.#time += milliseconds;
  }
}

export function newSigningKey(kid: string = randomUUID()): JWK & { readonly kid: string } {
  return { ...(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as JWK), kid };
}

export function grants(entries: Readonly<Record<string, readonly Permission[]>>): Grants {
  return new Map(Object.entries(entries).map(([accountId, permissions]) => [accountId, new Set(permissions)]));
}

/** Grants that a test can change, and everything that was asked of them; a question waits while the source is held. */
export class TestSource implements AccessSource {
  readonly questions: (readonly string[])[] = [];
  readonly #grants = new Map<string, Grants>();
  #held: { readonly answers: Promise<void>; readonly release: () => void } | undefined;
  #failure: Error | undefined;

  grant(userId: string, entries: Readonly<Record<string, readonly Permission[]>>): void {
    this.#grants.set(userId, grants(entries));
  }

  failWith(failure: Error | undefined): void {
    this.#failure = failure;
  }

  /** From now on an answer is as the source was when it was asked, and comes when it is released. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held = { answers: promise, release: resolve };
    return () => {
      this.#held = undefined;
      resolve();
    };
  }

  async find(userIds: readonly string[]): Promise<Grants[]> {
    this.questions.push([...userIds]);
    if (this.#failure) throw this.#failure;
    const answers = userIds.map((userId) => this.#grants.get(userId) ?? new Map());
    await this.#held?.answers;
    return answers;
  }
}
