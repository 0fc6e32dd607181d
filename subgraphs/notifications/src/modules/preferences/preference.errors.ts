import { UserFault } from '@trivet/platform';

/** Without it a person would not learn that somebody else signs in as him. */
export class LastSecurityChannelError extends UserFault {
  override readonly name = 'LastSecurityChannelError';

  constructor() {
    super(
      'CONFLICT',
      'LAST_SECURITY_CHANNEL',
      'This is the last way by which you are told of what concerns your security. Turn another one on first.',
      ['enabled'],
    );
  }
}

/** An access token alone is not enough to keep its person from learning what is done with it. */
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
