import { buildSchema, findBreakingChanges, findDangerousChanges } from 'graphql';

export interface SchemaCheck {
  /** What existing operations may trip over: each a sentence. Nothing of it may be merged without an entry in CHANGES.md. */
  readonly breaking: readonly string[];
  /** What does not break an operation, but may surprise a program, such as a new value of an enum. */
  readonly dangerous: readonly string[];
}

/**
 * Compares the API with the one that was released.
 * @throws {GraphQLError} for SDL that does not parse or is not a schema.
 */
export function checkApi(releasedSdl: string, currentSdl: string): SchemaCheck {
  const released = buildSchema(releasedSdl);
  const current = buildSchema(currentSdl);
  return {
    breaking: findBreakingChanges(released, current).map(({ description }) => description),
    dangerous: findDangerousChanges(released, current).map(({ description }) => description),
  };
}
