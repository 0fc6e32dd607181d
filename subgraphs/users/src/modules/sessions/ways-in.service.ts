import type { Transaction } from '@trivet/database';
import type { CredentialService } from '../credentials/credential.service.ts';
import type { ProviderProofService } from '../identities/provider-proof.service.ts';
import type { PasskeyVerificationService } from '../passkeys/passkey-verification.service.ts';
import type { UserService } from '../users/user.service.ts';
import { LastSignInMethodError } from './session.errors.ts';

export interface WaysInServiceDeps {
  readonly users: UserService;
  readonly credentials: CredentialService;
  readonly providers: ProviderProofService;
  readonly passkeys: PasskeyVerificationService;
}

/** By what a person can sign in: a password, a provider, a passkey. An authenticator is none, it only stands beside one. */
export class WaysInService {
  readonly #deps: WaysInServiceDeps;

  constructor(deps: WaysInServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Takes one away by `take`, and leaves another: of several who take one of the same person's each sees what the one before
   * has left.
   * @throws {LastSignInMethodError} with `path`; what `take` throws.
   */
  async takeAway(
    tx: Transaction,
    userId: string,
    { path, take }: { readonly path: readonly string[]; readonly take: () => Promise<void> },
  ): Promise<void> {
    await this.#deps.users.lock(tx, userId);
    await take();
    if (!(await this.#isOneLeft(tx, userId))) throw new LastSignInMethodError(path);
  }

  async #isOneLeft(tx: Transaction, userId: string): Promise<boolean> {
    const { credentials, providers, passkeys } = this.#deps;
    return (
      (await credentials.areSetWithin(tx, userId)) ||
      (await providers.areLinkedWithin(tx, userId)) ||
      (await passkeys.hasWithin(tx, userId))
    );
  }
}
