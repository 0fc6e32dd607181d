import { type AppError, type Logger, maskError, RateLimitedError, type SubscriptionStream } from '@trivet/platform';
import {
  buildSchema,
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  getOperationAST,
  getVariableValues,
  parse,
  subscribe,
  validate,
} from 'graphql';
import type { OperationKind, OperationOutcome, OperationRequest, Operations } from '../execution/operations.ts';

const schema = buildSchema(/* GraphQL */ `
  scalar JSON
  type Query {
    whoami: String!
    echo(value: JSON): JSON
    polluted: Boolean!
    held: String!
    fails: String
    "Refuses, for so long."
    limited(seconds: Int!): String
    refused: String
  }
  type Mutation {
    bump: String!
    "From where the client asks, as JSON."
    client: String
    heldChange: String!
  }
  type Subscription {
    ticks: Int!
    flood(bytes: Int!): String!
    never: Int!
    late: String!
  }
`);

/** A graph of one schema, executed by graphql-js: what the edges need of `Operations`, without planning or subgraphs. */
export class LocalOperations implements Operations {
  readonly #logger: Logger;
  /** What `held` and `heldChange` wait for. */
  readonly hold = Promise.withResolvers<string>();
  /** Resolves when `held` or `heldChange` is asked. */
  readonly holding = Promise.withResolvers<void>();
  /** Resolves when the signal of such an operation aborts. */
  readonly departed = Promise.withResolvers<void>();
  /** Resolves when a stream begins, and when one has ended. */
  readonly streaming = Promise.withResolvers<void>();
  readonly streamEnded = Promise.withResolvers<void>();
  /** How often `held` and `heldChange` were asked. */
  held = 0;
  /** How many events were pulled of `flood`. */
  pulled = 0;
  #ticks: ((tick: number) => void) | undefined;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Makes `ticks` yield, at once. */
  tick(value: number): void {
    this.#ticks?.(value);
  }

  classify({
    query,
    operationName,
  }: Pick<OperationRequest, 'query' | 'operationName'>): OperationKind | ExecutionResult {
    try {
      const document = parse(query, { maxTokens: 2000 });
      const errors = validate(schema, document);
      if (errors.length > 0) return refusal(errors, 'GRAPHQL_VALIDATION_FAILED');
      const operation = getOperationAST(document, operationName);
      return operation?.operation ?? refusal([new GraphQLError('There is no such operation.')], 'BAD_USER_INPUT');
    } catch (error) {
      const syntaxError = error as GraphQLError;
      const code = syntaxError.message.includes('token') ? 'OPERATION_LIMIT_EXCEEDED' : 'GRAPHQL_PARSE_FAILED';
      return refusal([syntaxError], code);
    }
  }

  async execute(request: OperationRequest): Promise<OperationOutcome> {
    const document = parse(request.query);
    const refused = refusedVariables(document, request);
    if (refused) return { stage: 'refused', result: refused };
    if (request.query.includes('refused')) {
      return { stage: 'refused', result: refusal([new GraphQLError('Not now.')], 'SUBGRAPH_UNAVAILABLE') };
    }
    const result = await execute({ schema, document, rootValue: this.#root(request), ...namesOf(request) });
    return { stage: 'executed', result: this.#masked(result, request) };
  }

  async subscribe(request: OperationRequest): Promise<SubscriptionStream | ExecutionResult> {
    const document = parse(request.query);
    const refused = refusedVariables(document, request);
    if (refused) return refused;
    const result = await subscribe({ schema, document, rootValue: this.#root(request), ...namesOf(request) });
    return result as SubscriptionStream | ExecutionResult;
  }

  #root({ viewer, idempotencyKey, client, signal }: OperationRequest) {
    const hold = async () => {
      this.held += 1;
      signal?.addEventListener('abort', () => this.departed.resolve(), { once: true });
      this.holding.resolve();
      return this.hold.promise;
    };
    return {
      whoami: () => (viewer.kind === 'user' ? viewer.userId : viewer.kind === 'service' ? viewer.service : 'nobody'),
      echo: ({ value }: { value: unknown }) => value,
      polluted: () => 'polluted' in {},
      held: hold,
      heldChange: hold,
      fails: () => {
        throw new Error('a secret of the database');
      },
      limited: ({ seconds }: { seconds: number }) => {
        throw new RateLimitedError('Too often.', seconds);
      },
      bump: () => idempotencyKey ?? 'no key',
      client: () => JSON.stringify(client),
      ticks: () => this.#tickStream(signal),
      flood: ({ bytes }: { bytes: number }) => this.#floodStream(bytes),
      never: () => this.#tickStream(signal),
      late: () => this.#lateStream(),
    };
  }

  async *#tickStream(signal: AbortSignal | undefined): AsyncGenerator<{ ticks: number }> {
    const queue: number[] = [];
    let wake = Promise.withResolvers<void>();
    this.#ticks = (tick) => {
      queue.push(tick);
      wake.resolve();
    };
    signal?.addEventListener('abort', () => wake.resolve(), { once: true });
    this.streaming.resolve();
    try {
      while (!signal?.aborted) {
        const ticks = queue.shift();
        if (ticks !== undefined) yield { ticks };
        else {
          wake = Promise.withResolvers();
          await wake.promise;
        }
      }
    } finally {
      this.streamEnded.resolve();
    }
  }

  /** Has its event under way when the client leaves. */
  async *#lateStream(): AsyncGenerator<{ late: string }> {
    this.streaming.resolve();
    yield { late: await this.hold.promise };
  }

  async *#floodStream(bytes: number): AsyncGenerator<{ flood: string }> {
    const flood = 'x'.repeat(bytes);
    try {
      for (;;) {
        this.pulled += 1;
        yield { flood };
      }
    } finally {
      this.streamEnded.resolve();
    }
  }

  #masked(result: ExecutionResult, { requestId }: OperationRequest): ExecutionResult {
    const errors = result.errors?.map((error) => maskError(error, { logger: this.#logger, requestId }));
    return errors ? { ...result, errors: errors as unknown as readonly GraphQLError[] } : result;
  }
}

function namesOf({ variables, operationName }: OperationRequest) {
  return { variableValues: variables ?? {}, operationName: operationName ?? null };
}

function refusedVariables(
  document: DocumentNode,
  { variables, operationName }: OperationRequest,
): ExecutionResult | undefined {
  const operation = getOperationAST(document, operationName);
  const { errors } = getVariableValues(schema, operation?.variableDefinitions ?? [], variables ?? {});
  return errors && refusal(errors, 'BAD_USER_INPUT');
}

function refusal(errors: readonly GraphQLError[], code: AppError['code']): ExecutionResult {
  return {
    errors: errors.map(
      ({ message, nodes, source, positions }) =>
        new GraphQLError(message, {
          nodes: nodes ?? null,
          source: source ?? null,
          positions: positions ?? null,
          extensions: { code },
        }),
    ),
  };
}
