import { UserFault } from '@trivet/platform';

/** One answer for a token that is unknown, has expired, was used, or is for something else. */
export class InvalidTokenError extends UserFault {
  override readonly name = 'InvalidTokenError';

  constructor() {
    super('BAD_USER_INPUT', 'INVALID_TOKEN', 'The link is no longer good. Ask for another.', ['token']);
  }
}
