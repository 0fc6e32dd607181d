import type { User } from '../users/user.model.ts';
import type { UserService } from '../users/user.service.ts';
import type { CredentialRepository } from './credential.repository.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { InvalidCredentialsError } from './session.errors.ts';

export interface AuthServiceDeps {
  readonly users: UserService;
  readonly credentials: CredentialRepository;
  readonly passwords: PasswordHasher;
}

/** Finds out who somebody is. */
export class AuthService {
  readonly #deps: AuthServiceDeps;

  constructor(deps: AuthServiceDeps) {
    this.#deps = deps;
  }

  /**
   * The person with this address and password. An unknown address takes as long as a wrong password.
   * @throws {InvalidCredentialsError}
   */
  async authenticate({ email, password }: { readonly email: string; readonly password: string }): Promise<User> {
    const { users, credentials, passwords } = this.#deps;
    const user = await users.findByEmail(email);
    const stored = user ? await credentials.findPasswordHash(user.id) : null;
    const matches = await passwords.matches(stored, password);
    if (!user || !matches) throw new InvalidCredentialsError();
    return user;
  }
}
