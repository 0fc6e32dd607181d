import { UserFault } from '@trivet/platform';

export class CommonPasswordError extends UserFault {
  override readonly name = 'CommonPasswordError';

  constructor(path: readonly string[]) {
    super(
      'BAD_USER_INPUT',
      'PASSWORD_TOO_COMMON',
      'This password is among those that are tried first: it is known from a breach, or it is a name. Choose another.',
      path,
    );
  }
}

export class WrongPasswordError extends UserFault {
  override readonly name = 'WrongPasswordError';

  constructor(path: readonly string[]) {
    super('BAD_USER_INPUT', 'INVALID_CREDENTIALS', 'This is not the current password.', path);
  }
}

/** Who came by a provider need not have one. */
export class NoPasswordError extends UserFault {
  override readonly name = 'NoPasswordError';

  constructor(path: readonly string[]) {
    super('BAD_USER_INPUT', 'NO_PASSWORD', 'You sign in without a password: there is none to change.', path);
  }
}
