import { UserFault } from '@trivet/platform';

export class RoleNameTakenError extends UserFault {
  override readonly name = 'RoleNameTakenError';

  constructor() {
    super('CONFLICT', 'ROLE_NAME_TAKEN', 'The account has a role of this name already.', ['name']);
  }
}

export class RoleInUseError extends UserFault {
  override readonly name = 'RoleInUseError';

  constructor() {
    super('CONFLICT', 'ROLE_IN_USE', 'Somebody has this role, or is invited to it. Give him another first.', [
      'roleId',
    ]);
  }
}

export class TooManyRolesError extends UserFault {
  override readonly name = 'TooManyRolesError';

  constructor(max: number) {
    super('CONFLICT', 'TOO_MANY_ROLES', `An account has at most ${max} roles of its own.`);
  }
}
