import { UserFault } from '@trivet/platform';

/** One answer for whatever is amiss with what a passkey's keeper has made. */
export class InvalidPasskeyError extends UserFault {
  override readonly name = 'InvalidPasskeyError';

  constructor(path: readonly string[]) {
    super('UNAUTHENTICATED', 'INVALID_PASSKEY', 'This passkey is not good here, or not for this. Begin again.', path);
  }
}

export class PasskeyRegisteredError extends UserFault {
  override readonly name = 'PasskeyRegisteredError';

  constructor() {
    super('CONFLICT', 'PASSKEY_REGISTERED', 'This passkey is registered already.', ['response']);
  }
}

export class TooManyPasskeysError extends UserFault {
  override readonly name = 'TooManyPasskeysError';

  constructor(max: number) {
    super('CONFLICT', 'TOO_MANY_PASSKEYS', `A person has ${max} passkeys at most. Remove one first.`);
  }
}
