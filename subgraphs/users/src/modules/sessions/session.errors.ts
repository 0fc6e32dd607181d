import { UserFault } from '@trivet/platform';

/** One answer for an unknown address and a wrong password. */
export class InvalidCredentialsError extends UserFault {
  override readonly name = 'InvalidCredentialsError';

  constructor() {
    super('UNAUTHENTICATED', 'INVALID_CREDENTIALS', 'The address and the password do not belong together.');
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
