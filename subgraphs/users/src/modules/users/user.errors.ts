import { UserFault } from '@trivet/platform';

export class EmailTakenError extends UserFault {
  override readonly name = 'EmailTakenError';

  constructor(path: readonly string[] | null = ['email']) {
    super('CONFLICT', 'EMAIL_TAKEN', 'Somebody has registered with this address already.', path);
  }
}

/** What takes a person who has shown that his address is his. */
export class EmailNotVerifiedError extends UserFault {
  override readonly name = 'EmailNotVerifiedError';

  constructor() {
    super('FORBIDDEN', 'EMAIL_NOT_VERIFIED', 'Verify your address first: we have sent you a link.');
  }
}
