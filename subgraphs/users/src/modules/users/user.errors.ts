import { UserFault } from '@trivet/platform';

export class EmailTakenError extends UserFault {
  override readonly name = 'EmailTakenError';

  constructor() {
    super('CONFLICT', 'EMAIL_TAKEN', 'Somebody has registered with this address already.', ['email']);
  }
}
