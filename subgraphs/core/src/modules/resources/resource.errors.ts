import { violatedConstraint } from '@trivet/database';
import { UserFault } from '@trivet/platform';

/** Another resource of the type has the key. */
export class ExternalKeyTakenError extends UserFault {
  override readonly name = 'ExternalKeyTakenError';

  constructor(path: readonly string[]) {
    super('CONFLICT', 'EXTERNAL_KEY_TAKEN', 'Another resource of the type has this key.', path);
  }
}

/** @throws {ExternalKeyTakenError} where that is what keeps the database from it. */
export async function asTaken<Result>(path: readonly string[], writing: PromiseLike<Result>): Promise<Result> {
  try {
    return await writing;
  } catch (error) {
    if (violatedConstraint(error) === 'resources_account_id_type_external_key_key')
      throw new ExternalKeyTakenError(path);
    throw error;
  }
}
