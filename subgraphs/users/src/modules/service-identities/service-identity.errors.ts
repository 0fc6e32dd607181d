import { UserFault } from '@trivet/platform';

/** The identity has a key of this `kid`. */
export class KidTakenError extends UserFault {
  override readonly name = 'KidTakenError';

  constructor() {
    super('BAD_USER_INPUT', 'INVALID_INPUT', 'The service identity has a key with this "kid".', ['publicKey']);
  }
}

/** The assertion was exchanged before. */
export class AssertionReplayedError extends Error {
  override readonly name = 'AssertionReplayedError';
}

/** As RFC 6749, section 5.2, names it. */
export type TokenErrorCode = 'invalid_request' | 'invalid_client' | 'invalid_scope' | 'unsupported_grant_type';

/** Why no access token is given, as far as the client is told. */
export class TokenRequestError extends Error {
  override readonly name = 'TokenRequestError';
  readonly code: TokenErrorCode;
  /** For the log alone: all that is wrong with a client looks alike from outside. */
  readonly reason: string;

  constructor(code: TokenErrorCode, message: string, reason = code as string) {
    super(message);
    this.code = code;
    this.reason = reason;
  }
}

/** @param reason for the log alone. */
export function invalidClient(reason: string): TokenRequestError {
  return new TokenRequestError('invalid_client', 'The client assertion is not good.', reason);
}
