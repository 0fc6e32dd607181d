import { type GraphQLSchema, print } from 'graphql';
import { defaultLimits } from '../admission/limits.ts';
import { type PreparedOperation, prepareOperation } from '../planning/prepared-operation.ts';
import { readDocument } from '../planning/read-document.ts';
import { resolveOperation } from '../planning/resolve-operation.ts';

/** The operation of a document as executors get it. */
export function plainestOperation(
  schema: GraphQLSchema,
  query: string,
  conditions: Readonly<Record<string, boolean>> = {},
): PreparedOperation {
  const read = readDocument({ query }, { apiSchema: schema, limits: defaultLimits });
  if (!('operation' in read)) throw new Error(read[0]?.message);
  const { operation, fragments } = read;
  return prepareOperation(
    print(resolveOperation(schema, operation, { fragments, conditions: new Map(Object.entries(conditions)) })),
  );
}
