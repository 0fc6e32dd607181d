import { type Database, nobody } from '@trivet/database';
import type { Outbox } from '@trivet/messaging';
import type { Clock } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import type { ShownFactor, ShownIdentity } from '../sessions/session.service.ts';
import type { User } from '../users/user.model.ts';
import type { UserService } from '../users/user.service.ts';
import type { ChallengeRepository } from './challenge.repository.ts';
import { hashOfChallengeToken, newChallengeToken } from './challenge-token.ts';
import { InvalidChallengeError, InvalidCodeError } from './second-factor.errors.ts';
import { secondFactorFailed } from './second-factor.events.ts';
import type { SecondFactor } from './second-factor.model.ts';
import type { FactorInput, SecondFactorService } from './second-factor.service.ts';

/** What somebody owes who has shown a first factor. */
export interface Challenge {
  readonly token: string;
  readonly expiresAt: Date;
  /** One of these will do. */
  readonly factors: readonly SecondFactor[];
}

export interface ChallengeServiceDeps {
  readonly db: Database;
  readonly challenges: ChallengeRepository;
  readonly factors: SecondFactorService;
  readonly users: UserService;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

const lifetimeMs = 5 * 60_000;
const maxTries = 5;

/** What stands between a first factor and a session, where a person has set up a second. */
export class ChallengeService {
  readonly #deps: ChallengeServiceDeps;

  constructor(deps: ChallengeServiceDeps) {
    this.#deps = deps;
  }

  /**
   * For somebody who has shown who he is by a first factor; null where that is enough.
   * @throws what `redeem` throws: then nothing has happened.
   */
  async issue({ user, methods, redeem }: ShownIdentity): Promise<Challenge | null> {
    const { db, challenges, factors, outbox, clock } = this.#deps;
    const owed = await factors.listOf(user.id);
    if (owed.length === 0) return null;
    const token = newChallengeToken();
    const expiresAt = new Date(clock.now().getTime() + lifetimeMs);
    await outbox.transaction(db, { persons: [user.id] }, async (tx, events) => {
      await redeem?.({ tx, events });
      const hash = hashOfChallengeToken(token);
      await challenges.insert(tx, { hash, userId: user.id, methods: [...methods], expiresAt });
    });
    return { token, expiresAt, factors: owed };
  }

  /**
   * Who has met a challenge, by what it was made for and by what he has shown now.
   * @throws {InvalidChallengeError}; as `SecondFactorService.show`.
   */
  async meet(
    operation: Operation,
    { challengeToken, ...input }: FactorInput & { readonly challengeToken: string },
  ): Promise<ShownIdentity> {
    const { db, challenges, users, clock } = this.#deps;
    const hash = hashOfChallengeToken(challengeToken);
    // Counted before it is looked at, and by a transaction of its own: of many at once no more are looked at than may be.
    const challenge = await db.transaction(nobody, (tx) =>
      challenges.takeTry(tx, hash, { now: clock.now(), maxTries }),
    );
    const [user] = challenge ? await users.findByIds([challenge.userId]) : [];
    if (!challenge || !user) throw new InvalidChallengeError();
    const { method, redeem } = await this.#show(operation, user, { input, isLast: challenge.tries === maxTries });
    return {
      user,
      methods: [...challenge.methods, method],
      redeem: async (change) => {
        if (!(await challenges.delete(change.tx, hash))) throw new InvalidChallengeError();
        await redeem(change);
      },
    };
  }

  /** Deletes those that nobody has met. */
  async forgetExpired(): Promise<void> {
    const { db, challenges, clock } = this.#deps;
    await db.transaction(nobody, (tx) => challenges.deleteExpired(tx, clock.now()));
  }

  /** Whoever tries in vain has a first factor of the person: he has reason to know. */
  async #show(
    operation: Operation,
    user: User,
    { input, isLast }: { readonly input: FactorInput; readonly isLast: boolean },
  ): Promise<ShownFactor> {
    const { db, factors, outbox } = this.#deps;
    try {
      return await factors.show(operation, user, input);
    } catch (error) {
      if (isLast && error instanceof InvalidCodeError) {
        await outbox.transaction(db, { persons: [user.id] }, async (_tx, events) => {
          events.append(secondFactorFailed({ userId: user.id }, operation.cause));
        });
      }
      throw error;
    }
  }
}
