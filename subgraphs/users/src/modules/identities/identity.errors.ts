import { UserFault } from '@trivet/platform';

/** One answer for a code that is none, was used, is too old, or whose verifier is another's. */
export class InvalidProviderCodeError extends UserFault {
  override readonly name = 'InvalidProviderCodeError';

  constructor(path: readonly string[] = ['code']) {
    super('UNAUTHENTICATED', 'INVALID_PROVIDER_CODE', 'The code is no longer good. Begin again at the provider.', path);
  }
}

/** The provider says that he has an address which somebody has registered with. That alone lets nobody in. */
export class ProviderEmailTakenError extends UserFault {
  override readonly name = 'ProviderEmailTakenError';

  constructor() {
    super(
      'CONFLICT',
      'EMAIL_TAKEN',
      'Somebody has registered with your address at the provider. If it is you, sign in as you did before, and link the provider then.',
    );
  }
}

export class ProviderEmailMissingError extends UserFault {
  override readonly name = 'ProviderEmailMissingError';

  constructor() {
    super(
      'BAD_USER_INPUT',
      'PROVIDER_EMAIL_MISSING',
      'The provider gives no address of yours, and nobody can register without one. Allow it to, or register with a password.',
    );
  }
}

export class IdentityTakenError extends UserFault {
  override readonly name = 'IdentityTakenError';

  constructor() {
    super('CONFLICT', 'IDENTITY_TAKEN', 'Whoever you are at the provider is linked with another person here.', [
      'code',
    ]);
  }
}

/** For who would prove again who he is, and is somebody else at the provider, be it known here or not. */
export class IdentityNotLinkedError extends UserFault {
  override readonly name = 'IdentityNotLinkedError';

  constructor() {
    super('UNAUTHENTICATED', 'IDENTITY_NOT_LINKED', 'Whoever you are at the provider is not linked with you here.', [
      'provider',
    ]);
  }
}

export class ProviderLinkedError extends UserFault {
  override readonly name = 'ProviderLinkedError';

  constructor() {
    super(
      'CONFLICT',
      'PROVIDER_LINKED',
      'You are linked with somebody else at this provider already. Unlink that first.',
      ['code'],
    );
  }
}

/** A provider did not say who somebody is: `code` is for his application, `reason` for the log, and holds nothing of anybody. */
export class ProviderFailure extends Error {
  override readonly name = 'ProviderFailure';
  readonly code: 'access_denied' | 'provider_unavailable' | 'provider_failed' | 'proof_not_fresh';
  readonly reason: string;

  constructor(code: ProviderFailure['code'], reason: string) {
    super(`The provider did not say who it is: ${reason}`);
    this.code = code;
    this.reason = reason;
  }
}
