import { UserFault } from '@trivet/platform';

export class AlreadyInvitedError extends UserFault {
  override readonly name = 'AlreadyInvitedError';

  constructor() {
    super('CONFLICT', 'ALREADY_INVITED', 'This address is invited already. Send the invitation again instead.', [
      'email',
    ]);
  }
}
