import { UserFault } from '@trivet/platform';

/** Said only to who has shown by a first factor that he is this person. */
export class UserLockedError extends UserFault {
  override readonly name = 'UserLockedError';

  constructor() {
    super('FORBIDDEN', 'USER_LOCKED', 'You are locked out. Ask whoever runs this installation.');
  }
}

/** He is one, so he is told what it takes: everybody else hears that there is nothing. */
export class AdministratorSecondFactorError extends UserFault {
  override readonly name = 'AdministratorSecondFactorError';

  constructor() {
    super(
      'FORBIDDEN',
      'SECOND_FACTOR_REQUIRED',
      'Administering the platform takes a second factor. Set up an authenticator or a passkey, and prove yourself by it: sessionReauthenticate.',
    );
  }
}
