import { UserFault } from '@trivet/platform';

/** One answer for a code that is wrong, of another time, or was used before. */
export class InvalidCodeError extends UserFault {
  override readonly name = 'InvalidCodeError';

  constructor(path: readonly string[]) {
    super('UNAUTHENTICATED', 'INVALID_CODE', 'This code is not good, or no longer.', path);
  }
}

/** One answer for a token that is unknown, expired, or was tried too often. */
export class InvalidChallengeError extends UserFault {
  override readonly name = 'InvalidChallengeError';

  constructor() {
    super('UNAUTHENTICATED', 'INVALID_CHALLENGE', 'This challenge is over. Sign in again.', ['challengeToken']);
  }
}

export class TotpEnabledError extends UserFault {
  override readonly name = 'TotpEnabledError';

  constructor() {
    super('CONFLICT', 'TOTP_ENABLED', 'An authenticator is set up already. Remove it first.');
  }
}
