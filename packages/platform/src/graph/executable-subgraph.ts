import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  parse,
  ValuesOfCorrectTypeRule,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { maskError } from '../errors/mask-error.ts';
import type { PreparedOperation } from '../execution/compile-operation.ts';
import { type Executor, PreparedOperations } from '../execution/prepared-operations.ts';
import type { Logger } from '../logging/logger.ts';
import { stoppableStream } from './stoppable-stream.ts';
import type { Subgraph, SubgraphCall, SubgraphRequest, SubscriptionStream } from './subgraph.ts';

/**
 * What a subscription's source yields. Without `value` it only says where the stream stands, which is how a router
 * knows from where to resume before the first event has come.
 */
export interface LiveEvent<Value> {
  readonly cursor?: string;
  readonly value?: Value;
}

export interface ExecutableSubgraphOptions<Context> {
  readonly name: string;
  readonly schema: GraphQLSchema;
  /** Called once per operation and once per delivered event, so that nothing loaded for one is used for another. */
  readonly createContext: (request: SubgraphRequest) => Context;
  readonly logger: Logger;
  /** `compiled` where it is not said. */
  readonly executor?: Executor | undefined;
}

/** A document, or that its text has come once: then more of it is not worth keeping. */
type KeptDocument = DocumentNode | 'once';

/** In bytes, about. A parsed document, with what is compiled of it, takes some thirty for each character. */
const maxDocumentsSize = 8 * 1024 * 1024;
const sizeCalculation = (kept: KeptDocument, text: string): number => (kept === 'once' ? 1 : 32) * text.length + 500;

/** Executes what a router planned; the documents are trusted to be valid but for literals of our scalars, and compiled once each. */
export class ExecutableSubgraph<Context>
  implements Pick<Subgraph, 'name' | 'schema' | 'execute' | 'prepare' | 'subscribe'>
{
  readonly name: string;
  readonly schema: GraphQLSchema;
  readonly createContext: (request: SubgraphRequest) => Context;
  readonly #logger: Logger;
  readonly #documents = new LRUCache<string, KeptDocument>({ maxSize: maxDocumentsSize, sizeCalculation });
  /** Whether a text that comes for the first time is kept as a text only. */
  readonly #isAdaptive: boolean;
  readonly #operations: PreparedOperations;

  constructor({ name, schema, createContext, logger, executor = 'compiled' }: ExecutableSubgraphOptions<Context>) {
    this.name = name;
    this.schema = schema;
    this.createContext = createContext;
    this.#logger = logger;
    this.#operations = new PreparedOperations({ schema, executor });
    this.#isAdaptive = executor === 'adaptive';
  }

  async execute(request: SubgraphRequest): Promise<ExecutionResult> {
    try {
      return await this.#execute(this.#operation(request), request);
    } catch (error) {
      return this.#failure(error, request);
    }
  }

  prepare({
    query,
    operationName,
  }: Pick<SubgraphRequest, 'query' | 'operationName'>): (
    call: SubgraphCall,
  ) => ExecutionResult | Promise<ExecutionResult> {
    try {
      const operation = this.#operation({ query, operationName });
      return (call) => this.#execute(operation, { ...call, query, operationName });
    } catch (error) {
      return (call) => this.#failure(error, call);
    }
  }

  async subscribe(request: SubgraphRequest): Promise<SubscriptionStream | ExecutionResult> {
    const controller = new AbortController();
    const signal = request.signal ? AbortSignal.any([request.signal, controller.signal]) : controller.signal;
    // What the source waits for ends with the stream, whoever ends it.
    const live = { ...request, signal };
    try {
      const source = await createSourceEventStream({
        schema: this.schema,
        document: this.#document(live.query),
        contextValue: this.createContext(live),
        variableValues: live.variables,
        operationName: live.operationName,
      });
      if (!(Symbol.asyncIterator in source)) return this.#masked(source, request);
      const events = this.#deliver(source as AsyncGenerator<LiveEvent<unknown>>, live);
      return stoppableStream(events, () => controller.abort());
    } catch (error) {
      return this.#failure(error, request);
    }
  }

  async *#deliver(
    source: AsyncGenerator<LiveEvent<unknown>>,
    request: SubgraphRequest & { readonly signal: AbortSignal },
  ): SubscriptionStream {
    try {
      const operation = this.#operation(request);
      for await (const event of source) {
        if (request.signal.aborted) return;
        const extensions = event.cursor === undefined ? {} : { cursor: event.cursor };
        if (event.value === undefined) {
          yield { extensions: { ...extensions, started: true } };
          continue;
        }
        yield { ...(await this.#execute(operation, request, event)), extensions };
      }
    } catch (error) {
      yield this.#failure(error, request);
    }
  }

  /** Does not throw: what a resolver or the context throws is an answer too. */
  #execute(
    operation: PreparedOperation,
    request: SubgraphRequest,
    rootValue?: unknown,
  ): ExecutionResult | Promise<ExecutionResult> {
    try {
      const { variables } = request;
      const result = operation.execute({ variables, context: this.createContext(request), rootValue });
      if (!(result instanceof Promise)) return this.#masked(result, request);
      return result.then(
        (settled) => this.#masked(settled, request),
        (error) => this.#failure(error, request),
      );
    } catch (error) {
      return this.#failure(error, request);
    }
  }

  #operation({ query, operationName }: Pick<SubgraphRequest, 'query' | 'operationName'>): PreparedOperation {
    const kept = this.#documents.get(query);
    return this.#operations.of(this.#document(query), operationName, kept !== undefined);
  }

  #document(query: string): DocumentNode {
    const kept = this.#documents.get(query);
    if (kept && kept !== 'once') return kept;
    const document = parse(query, { noLocation: true });
    // A router knows our scalars by name only, so a literal that they refuse has come through.
    const [refused] = validate(this.schema, document, [ValuesOfCorrectTypeRule], { maxErrors: 1 });
    if (refused) throw refused;
    this.#documents.set(query, this.#isAdaptive && kept === undefined ? 'once' : document);
    return document;
  }

  #masked(result: ExecutionResult, { requestId }: SubgraphCall): ExecutionResult {
    if (!result.errors) return result;
    const errors = result.errors.map((error) => {
      const { message, ...rest } = maskError(error, { logger: this.#logger, requestId });
      return new GraphQLError(message, { path: rest.path, extensions: rest.extensions });
    });
    return { ...result, errors };
  }

  #failure(error: unknown, request: SubgraphCall): ExecutionResult {
    const graphqlError =
      error instanceof GraphQLError
        ? error
        : new GraphQLError('failed', { originalError: error instanceof Error ? error : new Error('not an Error') });
    // An error of our own speaks for itself; GraphQLError hides its message otherwise.
    const speaking =
      error instanceof Error && graphqlError !== error
        ? new GraphQLError(error.message, { originalError: error })
        : graphqlError;
    return this.#masked({ errors: [speaking] }, request);
  }
}
