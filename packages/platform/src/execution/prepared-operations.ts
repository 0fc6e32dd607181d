import { type DocumentNode, type GraphQLSchema, getOperationAST, type OperationDefinitionNode } from 'graphql';
import { compileOperation, type PreparedOperation, referenceOperation } from './compile-operation.ts';

/** By whom operations are executed: by what we compile, or by graphql-js, whose answers are the measure. */
export type Executor = 'compiled' | 'reference';

/** The operations of documents, each prepared once for as long as its document is kept. */
export class PreparedOperations {
  readonly #schema: GraphQLSchema;
  readonly #executor: Executor;
  readonly #prepared = new WeakMap<OperationDefinitionNode, PreparedOperation>();

  constructor({ schema, executor }: { readonly schema: GraphQLSchema; readonly executor: Executor }) {
    this.#schema = schema;
    this.#executor = executor;
  }

  of(document: DocumentNode, operationName: string | undefined): PreparedOperation {
    const source = { schema: this.#schema, document, operationName };
    const definition = getOperationAST(document, operationName);
    // Which operation is meant is not said: the answer is an error, and not kept, or names that there are not add up.
    if (!definition) return referenceOperation(source);
    const known = this.#prepared.get(definition);
    if (known) return known;
    const prepared = this.#executor === 'compiled' ? compileOperation(source) : referenceOperation(source);
    this.#prepared.set(definition, prepared);
    return prepared;
  }
}
