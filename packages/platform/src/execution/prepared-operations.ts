import { type DocumentNode, type GraphQLSchema, getOperationAST, type OperationDefinitionNode } from 'graphql';
import { adaptiveOperation } from './adaptive-operation.ts';
import {
  compileOperation,
  type OperationSource,
  type PreparedOperation,
  referenceOperation,
} from './compile-operation.ts';

/**
 * By whom operations are executed: by what we compile, or by graphql-js, whose answers are the measure; `adaptive` leaves
 * to it what comes for the first time, and compiles what comes again.
 */
export type Executor = 'adaptive' | 'compiled' | 'reference';

const preparing: Readonly<Record<Executor, (source: OperationSource) => PreparedOperation>> = {
  adaptive: adaptiveOperation,
  compiled: compileOperation,
  reference: referenceOperation,
};

/** The operations of documents, each prepared once for as long as its document is kept. */
export class PreparedOperations {
  readonly #schema: GraphQLSchema;
  readonly #executor: Executor;
  readonly #prepared = new WeakMap<OperationDefinitionNode, PreparedOperation>();

  constructor({ schema, executor }: { readonly schema: GraphQLSchema; readonly executor: Executor }) {
    this.#schema = schema;
    this.#executor = executor;
  }

  /** `comesAgain`: whether it was executed before, from another parse of the same text. */
  of(document: DocumentNode, operationName: string | undefined, comesAgain = false): PreparedOperation {
    const source = { schema: this.#schema, document, operationName };
    const definition = getOperationAST(document, operationName);
    // Which operation is meant is not said: the answer is an error, and not kept, or names that there are not add up.
    if (!definition) return referenceOperation(source);
    const known = this.#prepared.get(definition);
    if (known) return known;
    const isCompiled = comesAgain && this.#executor === 'adaptive';
    const prepared = isCompiled ? compileOperation(source) : preparing[this.#executor](source);
    this.#prepared.set(definition, prepared);
    return prepared;
  }
}
