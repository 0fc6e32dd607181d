import type { Operation } from '@trivet/subgraph';
import type { CredentialService } from '../credentials/credential.service.ts';
import type { ThrottlingService } from '../throttling/throttling.service.ts';
import type { User } from '../users/user.model.ts';
import type { UserService } from '../users/user.service.ts';
import { InvalidCredentialsError } from './session.errors.ts';

export interface AuthServiceDeps {
  readonly users: UserService;
  readonly credentials: CredentialService;
  readonly throttling: ThrottlingService;
}

export interface PasswordSignIn {
  readonly email: string;
  readonly password: string;
}

/** Finds out who somebody is. */
export class AuthService {
  readonly #deps: AuthServiceDeps;

  constructor(deps: AuthServiceDeps) {
    this.#deps = deps;
  }

  /**
   * The person with this address and password. An unknown address takes as long as a wrong password, and what is tried too
   * often is not looked at.
   * @throws {InvalidCredentialsError}
   * @throws {RateLimitedError}
   */
  authenticate({ client, cause }: Operation, { email, password }: PasswordSignIn): Promise<User> {
    const { users, throttling } = this.#deps;
    return throttling.signIn(
      { client, emailHash: users.emailHash(email), requestId: cause.requestId },
      () => this.#verify(email, password),
      (error) => error instanceof InvalidCredentialsError,
    );
  }

  async #verify(email: string, password: string): Promise<User> {
    const { users, credentials } = this.#deps;
    const user = await users.findByEmail(email);
    const matches = await credentials.matches(user?.id ?? null, password);
    if (!user || !matches) throw new InvalidCredentialsError();
    return user;
  }
}
