import { UserFault } from '@trivet/platform';

/** Said only to who has shown by a first factor that he is this person. */
export class UserLockedError extends UserFault {
  override readonly name = 'UserLockedError';

  constructor() {
    super('FORBIDDEN', 'USER_LOCKED', 'You are locked out. Ask whoever runs this installation.');
  }
}
