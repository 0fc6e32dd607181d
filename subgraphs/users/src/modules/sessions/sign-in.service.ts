import type { Operation } from '@trivet/subgraph';
import type { UserLockService } from '../administrators/user-lock.service.ts';
import type { PasskeyVerificationService } from '../passkeys/passkey-verification.service.ts';
import type { Challenge, ChallengeService } from '../second-factors/challenge.service.ts';
import type { FactorInput } from '../second-factors/second-factor.service.ts';
import type { ThrottlingService } from '../throttling/throttling.service.ts';
import type { User } from '../users/user.model.ts';
import type { AuthService, PasswordSignIn } from './auth.service.ts';
import type { SessionService, ShownIdentity, SignIn } from './session.service.ts';

/** What came of what somebody has shown: he is in, or has to show more. */
export type Entrance =
  | { readonly user: User; readonly signIn: SignIn; readonly challenge?: never }
  | { readonly user?: never; readonly signIn?: never; readonly challenge: Challenge };

export interface SignInServiceDeps {
  readonly auth: AuthService;
  readonly passkeys: PasskeyVerificationService;
  readonly locks: UserLockService;
  readonly challenges: ChallengeService;
  readonly sessions: SessionService;
  readonly throttling: ThrottlingService;
}

/** The one door: whatever somebody shows of himself, he comes by a session only here. */
export class SignInService {
  readonly #deps: SignInServiceDeps;

  constructor(deps: SignInServiceDeps) {
    this.#deps = deps;
  }

  /** @throws {InvalidCredentialsError}; {@link RateLimitedError}. */
  async enterByPassword(operation: Operation, input: PasswordSignIn): Promise<Entrance> {
    const user = await this.#deps.auth.authenticate(operation, input);
    return this.enter(operation, { user, methods: ['password'] });
  }

  /**
   * For who has used a passkey, which is two factors: nothing else is asked.
   * @throws {InvalidPasskeyError}
   */
  async enterByPasskey(operation: Operation, response: unknown): Promise<Entrance> {
    return this.#admit(operation, await this.#deps.passkeys.identify(operation, response));
  }

  /**
   * For who has shown who he is by a first factor: lets him in, or says what else he has to show.
   * @throws {UserLockedError}; what `redeem` throws: then nothing has happened.
   */
  async enter(operation: Operation, shown: ShownIdentity): Promise<Entrance> {
    const { locks, challenges } = this.#deps;
    await locks.requireUnlocked(shown.user.id);
    const challenge = await challenges.issue(shown);
    return challenge ? { challenge } : this.#admit(operation, shown);
  }

  /**
   * Lets in who shows a second factor after a first.
   * @throws {UserLockedError}; as `ChallengeService.meet`.
   */
  async completeChallenge(
    operation: Operation,
    input: FactorInput & { readonly challengeToken: string },
  ): Promise<Entrance> {
    return this.#admit(operation, await this.#deps.challenges.meet(operation, input));
  }

  /** From then on he is at home in the network from which he came. */
  async #admit(operation: Operation, shown: ShownIdentity): Promise<Entrance> {
    const { sessions, throttling } = this.#deps;
    const { user } = shown;
    const signIn = await sessions.create(operation, shown);
    await throttling.remember({ client: operation.client, emailHash: user.emailHash });
    return { user, signIn };
  }
}
