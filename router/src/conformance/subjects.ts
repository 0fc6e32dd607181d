import { anonymous } from '@trivet/platform';
import { type SubgraphServer, serveSubgraph } from '@trivet/platform/server';
import type { GraphQLError } from 'graphql';
import { defaultLimits } from '../admission/limits.ts';
import type { ExecutorKind } from '../execution/create-executor.ts';
import { GraphOperations } from '../execution/graph-operations.ts';
import { LocalPlanning } from '../planning/local-planning.ts';
import type { Plan } from '../planning/plan.ts';
import type { PlanningAnswer, PlanningRequest } from '../planning/planned-document.ts';
import type { Planning } from '../planning/planning.ts';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.ts';
import { silentLogger } from '../tests/test-graph.ts';
import { HttpTransport } from '../transports/http.ts';
import { InProcessTransport } from '../transports/in-process.ts';
import type { Transport } from '../transports/transport.ts';
import type { World } from './data/world.ts';
import { compose, type RandomSubgraph, subgraphsOf } from './federated-graph.ts';
import { planFeaturesOf } from './operations/plan-features.ts';
import type { RandomOperation } from './operations/random-operation.ts';
import { FailingTransport, OutageLog } from './outages.ts';

/** What is compared: data as text, so that the order of fields counts; errors sorted, because who is first is chance. */
export interface SeenAnswer {
  readonly stage: string;
  readonly dataText: string | undefined;
  readonly errors: readonly GraphQLError[];
  readonly effects: readonly string[];
}

/** One way to execute operations on a graph. */
export interface Subject {
  readonly name: string;
  execute(operation: RandomOperation, requestId: string): Promise<SeenAnswer>;
}

/** All ways to execute operations on one random graph. */
export class Subjects implements AsyncDisposable {
  readonly sdls: readonly string[];
  /** Subgraphs in this process, everything compiled: what `npm start` has. */
  readonly compiled: Subject;
  /** Interpreted plans over subgraphs that graphql-js executes. */
  readonly reference: Subject;
  /** Subgraphs behind sockets. */
  readonly http: Subject;
  /** Both ways again, for operations that meet an outage. */
  readonly failing: readonly Subject[];
  /** What they have met. */
  readonly outages = new OutageLog();
  readonly #transports: readonly HttpTransport[];
  readonly #servers: readonly SubgraphServer[];

  private constructor(
    world: World,
    supergraph: LoadedSupergraph,
    subgraphs: readonly RandomSubgraph[],
    served: readonly { readonly server: SubgraphServer; readonly transport: HttpTransport }[],
  ) {
    this.sdls = subgraphs.map(({ name, sdl }) => `# subgraph ${name}\n${sdl}`);
    this.#servers = served.map(({ server }) => server);
    this.#transports = served.map(({ transport }) => transport);
    const direct = subgraphs.map((subgraph) => new InProcessTransport(subgraph));
    const plain = subgraphsOf(world, 'reference').map((subgraph) => new InProcessTransport(subgraph));
    const planning = new SharedPlanning(new LocalPlanning(supergraph, defaultLimits), (plan) => {
      for (const feature of planFeaturesOf(plan)) world.meet(feature);
    });
    const subject = (name: string, transports: readonly Transport[], executor: ExecutorKind): Subject => {
      const graph = new GraphOperations({
        supergraph,
        transports,
        startPlanning: () => planning,
        logger: silentLogger,
        executor,
      });
      return { name, execute: async (operation, requestId) => ask(world, graph, operation, requestId) };
    };
    const failing = (transports: readonly Transport[]) =>
      transports.map((each) => new FailingTransport(each, this.outages));
    this.compiled = subject('compiled', direct, 'compiled');
    this.reference = subject('reference', plain, 'reference');
    this.http = subject('HTTP', this.#transports, 'compiled');
    this.failing = [
      subject('compiled, with outages', failing(direct), 'compiled'),
      subject('reference over HTTP, with outages', failing(this.#transports), 'reference'),
    ];
  }

  /** Undefined for subgraphs that do not compose. */
  static async of(world: World): Promise<Subjects | string> {
    const subgraphs = subgraphsOf(world);
    const supergraph = compose(subgraphs);
    if (typeof supergraph === 'string') return supergraph;
    return new Subjects(world, supergraph, subgraphs, await Promise.all(subgraphs.map(serve)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#transports.map((transport) => transport.close()));
    await Promise.all(this.#servers.map((server) => server.stop()));
  }
}

/**
 * Plans each operation once, however many ways there are to execute it: most of the time goes into plans. `onPlan` is told of
 * them each time.
 */
export class SharedPlanning implements Planning {
  readonly #inner: Planning;
  readonly #onPlan: (plan: Plan) => void;
  readonly #answers = new Map<string, Promise<PlanningAnswer>>();

  constructor(inner: Planning, onPlan: (plan: Plan) => void = () => {}) {
    this.#inner = inner;
    this.#onPlan = onPlan;
  }

  async plan(request: PlanningRequest): Promise<PlanningAnswer> {
    const key = JSON.stringify([request.operationName, request.query, [...request.flags]]);
    const known = this.#answers.get(key) ?? this.#inner.plan(request);
    this.#answers.set(key, known);
    const answer = await known;
    if (answer.outcome === 'planned') this.#onPlan(JSON.parse(answer.plan) as Plan);
    return answer;
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}

async function serve(subgraph: RandomSubgraph) {
  const server = await serveSubgraph({
    subgraph,
    authenticate: async () => anonymous,
    host: '127.0.0.1',
    port: 0,
    logger: silentLogger,
  });
  const issuer = { issue: () => 'none' };
  return {
    server,
    transport: new HttpTransport({ subgraph: subgraph.name, url: server.url, issuer, logger: silentLogger }),
  };
}

async function ask(
  world: World,
  graph: GraphOperations,
  operation: RandomOperation,
  requestId: string,
): Promise<SeenAnswer> {
  const { stage, result } = await graph.execute({ ...operation, viewer: anonymous, requestId });
  const dataText = 'dataText' in result ? (result.dataText as string | undefined) : JSON.stringify(result.data);
  return { stage, dataText, errors: result.errors ?? [], effects: world.effects(requestId) };
}

/** Equal for answers of which a client cannot tell one from the other. */
export function fingerprint({ stage, dataText, errors, effects }: SeenAnswer): string {
  const texts = errors.map((error) => JSON.stringify(error)).sort();
  return [stage, dataText, ...texts, ...effects].join('\n');
}

/** Equal for answers that miss the same at the same places. An object that two outages hit is told with either reason. */
export function outline({ stage, dataText, errors, effects }: SeenAnswer): string {
  const paths = errors.map(({ path }) => JSON.stringify(path)).sort();
  return [stage, dataText, ...paths, ...effects].join('\n');
}
