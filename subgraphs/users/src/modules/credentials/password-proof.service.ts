import type { Operation } from '@trivet/subgraph';
import type { ThrottlingService } from '../throttling/throttling.service.ts';
import type { User } from '../users/user.model.ts';
import { WrongPasswordError } from './credential.errors.ts';
import type { CredentialService } from './credential.service.ts';

export interface PasswordProofServiceDeps {
  readonly credentials: CredentialService;
  readonly throttling: ThrottlingService;
}

/** How a person who is signed in proves by his password that it is still he. */
export class PasswordProofService {
  readonly #deps: PasswordProofServiceDeps;

  constructor(deps: PasswordProofServiceDeps) {
    this.#deps = deps;
  }

  /**
   * What is kept of the password, if it is his. Guessing it is kept as slow as guessing it at the door.
   * @throws {WrongPasswordError} at `path`; {@link RateLimitedError}.
   */
  confirm(
    { client, cause }: Operation,
    { id, emailHash }: User,
    { password, path }: { readonly password: string; readonly path: readonly string[] },
  ): Promise<string> {
    const { credentials, throttling } = this.#deps;
    const verify = async () => {
      const known = await credentials.findMatching(id, password);
      if (known === null) throw new WrongPasswordError(path);
      return known;
    };
    const attempt = { client, emailHash, requestId: cause.requestId };
    return throttling.signIn(attempt, verify, (error) => error instanceof WrongPasswordError);
  }
}
