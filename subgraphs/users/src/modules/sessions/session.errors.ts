import { UserFault } from '@trivet/platform';

/** One answer for an unknown address and a wrong password. */
export class InvalidCredentialsError extends UserFault {
  override readonly name = 'InvalidCredentialsError';

  constructor() {
    super('UNAUTHENTICATED', 'INVALID_CREDENTIALS', 'The address and the password do not belong together.');
  }
}

/** What is sensitive takes a proof that is recent. */
export class ReauthenticationRequiredError extends UserFault {
  override readonly name = 'ReauthenticationRequiredError';

  constructor() {
    super(
      'FORBIDDEN',
      'REAUTHENTICATION_REQUIRED',
      'Prove again who you are, by sessionReauthenticate, and repeat this with the access token that it gives.',
    );
  }
}

/** One factor alone, be it a password or a provider, is not what this person signs in with. */
export class SecondFactorRequiredError extends UserFault {
  override readonly name = 'SecondFactorRequiredError';

  constructor(path: readonly string[]) {
    super(
      'UNAUTHENTICATED',
      'SECOND_FACTOR_REQUIRED',
      'That is not enough: this takes what you sign in with besides.',
      path,
    );
  }
}

/** One answer for a refresh token that is unknown, expired, or was used before. */
export class InvalidRefreshTokenError extends UserFault {
  override readonly name = 'InvalidRefreshTokenError';

  constructor() {
    super('UNAUTHENTICATED', 'INVALID_REFRESH_TOKEN', 'The refresh token is no longer good. Sign in again.', [
      'refreshToken',
    ]);
  }
}

/** Nobody takes away by what alone he can sign in. */
export class LastSignInMethodError extends UserFault {
  override readonly name = 'LastSignInMethodError';

  constructor(path: readonly string[]) {
    super(
      'CONFLICT',
      'LAST_SIGN_IN_METHOD',
      'You could not sign in any more. Set a password, link another provider or make another passkey, first.',
      path,
    );
  }
}
