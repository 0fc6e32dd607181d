import type { Database } from '@trivet/database';
import { type AccessToken, type AccessTokenIssuer, requireUser } from '@trivet/identity';
import type { Outbox } from '@trivet/messaging';
import { AppError, type Clock } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import type { PasswordProofService } from '../credentials/password-proof.service.ts';
import type { ProviderProof, ProviderProofService } from '../identities/provider-proof.service.ts';
import type { FactorInput, SecondFactorService } from '../second-factors/second-factor.service.ts';
import type { User } from '../users/user.model.ts';
import type { UserService } from '../users/user.service.ts';
import { SecondFactorRequiredError } from './session.errors.ts';
import type { Session } from './session.model.ts';
import type { SessionRepository } from './session.repository.ts';
import type { Redeem } from './session.service.ts';
import { endOf, hasEnded } from './session-lifetime.ts';

/** The session, which goes on, and an access token that says when its person proved who he is. */
export interface Reauthentication {
  readonly session: Session;
  readonly accessToken: AccessToken;
}

export interface ReauthenticationServiceDeps {
  readonly db: Database;
  readonly users: UserService;
  readonly passwords: PasswordProofService;
  readonly providers: ProviderProofService;
  readonly factors: SecondFactorService;
  readonly sessions: SessionRepository;
  readonly accessTokens: AccessTokenIssuer;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

/** When he proved it, and when by a second factor. */
interface Proof {
  readonly authenticatedAt: Date;
  readonly secondFactorAt?: Date;
}

export interface ReauthenticationInput extends FactorInput {
  readonly password?: string | null | undefined;
  readonly provider?: ProviderProof | null | undefined;
}

/** How a person who is signed in proves again who he is; `StepUpService` says what takes it. */
export class ReauthenticationService {
  readonly #deps: ReauthenticationServiceDeps;

  constructor(deps: ReauthenticationServiceDeps) {
    this.#deps = deps;
  }

  /**
   * By one proof. Of who signs in with a second factor that has to be one: a password can have been seen when it was typed, and
   * what a provider says counts as one factor.
   * @throws {WrongPasswordError}; {@link SecondFactorRequiredError}; {@link AppError} `UNAUTHENTICATED` where the session has
   * ended; as `SecondFactorService.show` and `ProviderProofService.confirm`.
   */
  async reauthenticate(
    operation: Operation,
    { password, provider, ...input }: ReauthenticationInput,
  ): Promise<Reauthentication> {
    const { users, factors, passwords, providers, clock } = this.#deps;
    const user = await users.get(requireUser(operation.viewer).userId);
    const isOne = [password, provider, ...Object.values(input)].filter((proof) => proof != null).length === 1;
    if (isOne && password != null) {
      await this.#requireOneFactor(user, ['password']);
      await passwords.confirm(operation, user, { password, path: ['password'] });
      return this.#renew(operation, { authenticatedAt: clock.now() });
    }
    if (isOne && provider != null) {
      await this.#requireOneFactor(user, ['provider']);
      return this.#renew(operation, { authenticatedAt: await providers.confirm(operation, user, provider) });
    }
    const { redeem } = await factors.show(operation, user, isOne ? input : {});
    return this.#renew(operation, { authenticatedAt: clock.now(), secondFactorAt: clock.now() }, redeem);
  }

  async #requireOneFactor({ id }: User, path: readonly string[]): Promise<void> {
    const owed = await this.#deps.factors.listOf(id);
    if (owed.length > 0) throw new SecondFactorRequiredError(path);
  }

  async #renew({ viewer }: Operation, proof: Proof, redeem?: Redeem): Promise<Reauthentication> {
    const { db, sessions, accessTokens, outbox, clock } = this.#deps;
    const { userId, sessionId } = requireUser(viewer);
    const now = clock.now();
    const session = await outbox.transaction(db, { persons: [userId] }, async (tx, events) => {
      const found = await sessions.lock(tx, userId, sessionId);
      if (!found || hasEnded(found, now))
        throw new AppError('UNAUTHENTICATED', 'This session has ended. Sign in again.');
      await redeem?.({ tx, events });
      return sessions.updateAuthentication(tx, sessionId, proof);
    });
    const accessToken = await accessTokens.issue({
      userId,
      sessionId,
      authenticatedAt: proof.authenticatedAt,
      sessionEndsAt: endOf(session),
    });
    return { session, accessToken };
  }
}
