import { UserFault } from '@trivet/platform';

/** One answer for a code that is wrong, too late, or was tried too often. */
export class InvalidPhoneCodeError extends UserFault {
  override readonly name = 'InvalidPhoneCodeError';

  constructor(path: readonly string[]) {
    super('UNAUTHENTICATED', 'INVALID_CODE', 'This code is not good, or no longer. Ask for another one.', path);
  }
}
