import type { ApolloServerOptionsWithGateway, BaseContext } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import { type Executor, PreparedOperations } from '../execution/prepared-operations.ts';

/**
 * Apollo Server leaves the execution of operations to a gateway, and to nobody else: so this is one, of one schema. Its
 * documents are kept by Apollo Server, and what was prepared of them as long.
 */
export function executingGateway(options: {
  readonly schema: GraphQLSchema;
  readonly executor: Executor;
}): ApolloServerOptionsWithGateway<BaseContext>['gateway'] {
  const operations = new PreparedOperations(options);
  let announce: (schema: { readonly apiSchema: GraphQLSchema; readonly coreSupergraphSdl: string }) => void;
  return {
    onSchemaLoadOrUpdate(callback) {
      announce = callback;
      return () => {};
    },
    async load() {
      announce({ apiSchema: options.schema, coreSupergraphSdl: '' });
      return {
        executor: async ({ document, operationName, request: { variables }, context }) =>
          operations.of(document, operationName ?? undefined).execute({ variables, context }),
      };
    },
    async stop() {},
  };
}
