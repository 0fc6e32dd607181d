import { NotFoundError, UserFault } from '@trivet/platform';

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

/**
 * Every table that is about a person refers to him in `users`: where that fails he was erased meanwhile, be it who asks or
 * somebody whom it is about.
 */
export function personGone(constraint: string): NotFoundError | undefined {
  return constraint.endsWith('_users_id_fk') && !constraint.endsWith('_erased_users_id_fk')
    ? new NotFoundError('person')
    : undefined;
}
