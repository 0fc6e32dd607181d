import { UserFault } from '@trivet/platform';

/** An account always has somebody who answers for it. */
export class LastOwnerError extends UserFault {
  override readonly name = 'LastOwnerError';

  constructor() {
    super('CONFLICT', 'LAST_OWNER', 'The account has no other owner. Hand it over first.', ['memberId']);
  }
}

export class AlreadyMemberError extends UserFault {
  override readonly name = 'AlreadyMemberError';

  constructor() {
    super('CONFLICT', 'ALREADY_MEMBER', 'You belong to this account already.');
  }
}
