import { AppError, type Logger } from '@trivet/platform';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { defaultLimits, type OperationLimits } from '../admission/limits.ts';
import { subscribeUpstream } from '../live/subscription.ts';
import { type KnownDocument, OperationCache } from '../planning/operation-cache.ts';
import type { Planning, StartPlanning } from '../planning/planning.ts';
import type { PreparedOperation } from '../planning/prepared-operation.ts';
import { takingParts } from '../planning/resolve-operation.ts';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.ts';
import { NodeSubgraph } from '../supergraph/node-subgraph.ts';
import type { Transport } from '../transports/transport.ts';
import type { ClientResult } from './answer.ts';
import { createExecutor, type ExecutorKind } from './create-executor.ts';
import type { ClientStream, OperationKind, OperationOutcome, OperationRequest, Operations } from './operations.ts';
import { internalError, publicError } from './public-errors.ts';
import type { ExecutionRequest, QueryExecutor } from './query-executor.ts';
import { coerceVariables } from './variables.ts';

export interface GraphOperationsOptions {
  readonly supergraph: LoadedSupergraph;
  /** One per subgraph; whoever made them closes them. */
  readonly transports: readonly Transport[];
  /** Called for each supergraph that is served. */
  readonly startPlanning: StartPlanning;
  readonly logger: Logger;
  readonly limits?: Partial<OperationLimits>;
  readonly executor?: ExecutorKind | undefined;
}

/** All that belongs to one supergraph. Operations keep the one that they began with. */
interface ServedGraph {
  readonly supergraph: LoadedSupergraph;
  readonly planning: Planning;
  readonly operations: OperationCache;
  readonly executor: QueryExecutor;
  readonly transports: ReadonlyMap<string, Transport>;
}

/** Operations that a new supergraph is planned for before it takes over. */
const maxWarmed = 200;

type Refusal = { readonly errors: readonly GraphQLError[] };

/** The graph over its subgraphs: understands, plans and executes what clients send. */
export class GraphOperations implements Operations {
  readonly #logger: Logger;
  readonly #limits: OperationLimits;
  readonly #transports: readonly Transport[];
  readonly #executor: ExecutorKind | undefined;
  readonly #startPlanning: StartPlanning;
  #served: ServedGraph;
  #reloading: Promise<void> = Promise.resolve();

  /** @throws {Error} when a subgraph of the supergraph has no transport. */
  constructor({ supergraph, transports, startPlanning, logger, limits, executor }: GraphOperationsOptions) {
    this.#startPlanning = startPlanning;
    this.#executor = executor;
    this.#logger = logger;
    this.#limits = { ...defaultLimits, ...limits };
    this.#transports = transports;
    this.#served = this.#serve(supergraph, transports);
  }

  /** What clients see now. */
  get supergraph(): LoadedSupergraph {
    return this.#served.supergraph;
  }

  /**
   * Swaps the supergraph when the operations that are used most are planned for the new one; what is running finishes on
   * the old one, and nothing is dropped. One after the other: of two at once the later has the last word.
   * @throws {Error} when a subgraph has no transport; the old supergraph stays.
   */
  async reload(supergraph: LoadedSupergraph, transports: readonly Transport[] = this.#transports): Promise<void> {
    const next = this.#serve(supergraph, transports);
    this.#reloading = this.#reloading.then(() => this.#swap(next));
    return this.#reloading;
  }

  async #swap(next: ServedGraph): Promise<void> {
    const old = this.#served;
    await next.operations.warm(old.operations.mostUsed(maxWarmed));
    this.#served = next;
    await old.operations.idle();
    await old.planning.close();
  }

  classify(
    request: Pick<OperationRequest, 'query' | 'operationName' | 'variables'>,
  ): OperationKind | ClientResult | Promise<OperationKind | ClientResult> {
    const prepared = this.#served.operations.prepare(request);
    if (!(prepared instanceof Promise)) return kindOf(prepared);
    return prepared.then(kindOf, (error: unknown) => this.#fault(error, ''));
  }

  async execute(request: OperationRequest): Promise<OperationOutcome> {
    const graph = this.#served;
    try {
      const prepared = await this.#prepare(graph, request);
      if ('errors' in prepared) return { stage: 'refused', result: prepared };
      if (prepared.plan.kind === 'subscription') {
        return refused('A subscription is not answered once: use WebSocket, or server-sent events.');
      }
      return { stage: 'executed', result: await graph.executor.execute(prepared) };
    } catch (error) {
      return {
        stage: error instanceof AppError ? 'refused' : 'executed',
        result: this.#fault(error, request.requestId),
      };
    }
  }

  async subscribe(request: OperationRequest): Promise<ClientStream | ClientResult> {
    const graph = this.#served;
    const { executor, transports } = graph;
    const { after, onPosition } = request;
    try {
      const prepared = await this.#prepare(graph, request);
      if ('errors' in prepared) return prepared;
      const transport = transports.get(prepared.plan.primary?.subgraph ?? '');
      if (!transport) return refused('Only a subscription can be subscribed to.').result;
      const logger = this.#logger;
      return await subscribeUpstream({ request: prepared, transport, executor, logger, after, onPosition });
    } catch (error) {
      return this.#fault(error, request.requestId);
    }
  }

  async #prepare({ operations }: ServedGraph, request: OperationRequest): Promise<ExecutionRequest | Refusal> {
    const { variables = {}, viewer, requestId, idempotencyKey, client, signal } = request;
    const prepared = operations.prepare(request);
    const document = prepared instanceof Promise ? await prepared : prepared;
    if (!('kind' in document)) return { errors: document };
    const outcome = coerceVariables(document, variables, this.#limits);
    if ('errors' in outcome) return outcome;
    const planned = operations.plan(document, request, conditionsOf(request, outcome.coerced));
    const { operation, plan, comesAgain } = planned instanceof Promise ? await planned : planned;
    refuseAmbiguousKey(operation, idempotencyKey);
    return { operation, plan, comesAgain, variables, viewer, requestId, idempotencyKey, client, signal };
  }

  #serve(supergraph: LoadedSupergraph, transports: readonly Transport[]): ServedGraph {
    const limits = this.#limits;
    const { apiSchema, internalSchema, nodeOwners, subgraphNames } = supergraph;
    const bySubgraph = new Map(transports.map((transport) => [transport.subgraph, transport]));
    const missing = subgraphNames.filter((name) => !bySubgraph.has(name));
    if (missing.length > 0)
      throw new Error(`There is no transport to ${missing.map((name) => `"${name}"`).join(', ')}.`);
    const node = new NodeSubgraph({ owners: nodeOwners, transports: new Map(bySubgraph) });
    bySubgraph.set(node.subgraph, node);
    const planning = this.#startPlanning(supergraph, limits);
    return {
      supergraph,
      transports: bySubgraph,
      planning,
      operations: new OperationCache({ planning, apiSchema }),
      executor: createExecutor(
        {
          apiSchema,
          internalSchema,
          transports: bySubgraph,
          timeoutMs: limits.timeoutMs,
          logger: this.#logger,
        },
        this.#executor,
      ),
    };
  }

  /** Nothing is planned any more; what is known is still executed. Idempotent. */
  async close(): Promise<void> {
    await this.#served.planning.close();
  }

  #fault(error: unknown, requestId: string): ExecutionResult {
    if (error instanceof AppError) return { errors: [publicError(error, requestId)] };
    this.#logger.error('An operation failed unexpectedly in the router', { requestId, error });
    return { errors: [publicError(internalError, requestId)] };
  }
}

/** One key stands for one effect: which of several mutations it meant could not be told. */
function refuseAmbiguousKey({ operation, rootKeys }: PreparedOperation, idempotencyKey: string | undefined): void {
  if (idempotencyKey !== undefined && operation.operation === 'mutation' && rootKeys.length > 1) {
    throw new AppError('BAD_USER_INPUT', 'An Idempotency-Key goes with one mutation field; the document has several.');
  }
}

/** What decides what the answer holds: the variables, and whether it may come in parts. */
function conditionsOf(
  { takesParts }: Pick<OperationRequest, 'takesParts'>,
  coerced: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return takesParts ? { ...coerced, [takingParts]: true } : coerced;
}

function kindOf(prepared: KnownDocument | readonly GraphQLError[]): OperationKind | ClientResult {
  return 'kind' in prepared ? prepared.kind : { errors: prepared };
}

function refused(message: string): { readonly stage: 'refused'; readonly result: ExecutionResult } {
  return {
    stage: 'refused',
    result: { errors: [new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } })] },
  };
}
