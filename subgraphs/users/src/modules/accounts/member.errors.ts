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

/** Others belong to accounts that would have no owner. */
export class OnlyOwnerError extends UserFault {
  override readonly name = 'OnlyOwnerError';
  readonly accountIds: readonly string[];

  constructor(accountIds: readonly string[]) {
    super('CONFLICT', 'LAST_OWNER', 'You are the only owner of accounts with others in them. Hand them over first.');
    this.accountIds = accountIds;
  }
}
