import { IdempotencyKeyReusedError } from '@trivet/database';
import { UserFault } from '@trivet/platform';

/** A failure as the interface `UserError` shows it. */
export interface UserErrorModel {
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[] | null;
  /** Of a failure that has a type of its own. */
  readonly __typename?: string;
}

/** The editor saw an older version than there is. Carries the present state. */
export class VersionConflictError<Entity = unknown> extends UserFault {
  override readonly name = 'VersionConflictError';
  readonly current: Entity;
  readonly currentVersion: number;

  constructor(current: Entity, currentVersion: number) {
    super('CONFLICT', 'VERSION_CONFLICT', 'Somebody else changed it meanwhile.', ['expectedVersion']);
    this.current = current;
    this.currentVersion = currentVersion;
  }
}

/** Several failures of one input, which are shown together. The first speaks for all where only one can be shown. */
export class UserFaults extends UserFault {
  override readonly name: string = 'UserFaults';
  readonly faults: readonly UserFault[];

  constructor(faults: readonly [UserFault, ...UserFault[]]) {
    const [{ code, userErrorCode, message, inputPath }] = faults;
    super(code, userErrorCode, message, inputPath);
    this.faults = faults;
  }
}

/**
 * A mutation's payload: what `change` gives, or the failure as data. `present` is what the payload shows besides the
 * failure, such as the present state after a conflict.
 */
export async function payload<Result extends object>(
  change: () => Promise<Result>,
  present: (fault: UserFault) => Partial<Result> = () => ({}),
): Promise<Partial<Result> & { userErrors: UserErrorModel[] }> {
  try {
    return { ...(await change()), userErrors: [] };
  } catch (error) {
    const fault = error instanceof IdempotencyKeyReusedError ? keyReused(error) : error;
    if (fault instanceof UserFaults) return { ...present(fault), userErrors: fault.faults.map(userErrorOf) };
    if (fault instanceof UserFault) return { ...present(fault), userErrors: [userErrorOf(fault)] };
    throw error;
  }
}

function userErrorOf(fault: UserFault): UserErrorModel {
  const { userErrorCode: code, message, inputPath: path } = fault;
  const conflict = fault instanceof VersionConflictError ? { currentVersion: fault.currentVersion } : {};
  const shown = fault.shownAs && { __typename: fault.shownAs.typename, ...fault.shownAs.fields };
  return { code, message, path: path && ['input', ...path], ...conflict, ...shown };
}

function keyReused(error: IdempotencyKeyReusedError): UserFault {
  return new UserFault('CONFLICT', 'IDEMPOTENCY_KEY_REUSED', error.message);
}

/** Resolvers for the shared interfaces, for every subgraph's resolver map. */
export const sharedResolvers = {
  UserError: {
    __resolveType: (error: UserErrorModel) =>
      error.__typename ?? ('currentVersion' in error ? 'VersionConflict' : 'InputError'),
  },
};
