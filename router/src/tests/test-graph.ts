import '../supergraph/disable-telemetry.ts';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLSchemaModule } from '@apollo/subgraph/dist/schema-helper/index.js';
import {
  createLogger,
  ExecutableSubgraph,
  type Logger,
  type Subgraph,
  type SubgraphRequest,
  type Viewer,
} from '@trivet/platform';
import { type DocumentNode, parse, print } from 'graphql';
import type { OperationLimits } from '../admission/limits.ts';
import type { ExecutorKind } from '../execution/create-executor.ts';
import { GraphOperations } from '../execution/graph-operations.ts';
import type { OperationOutcome } from '../execution/operations.ts';
import { LocalPlanning } from '../planning/local-planning.ts';
import { type LoadedSupergraph, loadSupergraph } from '../supergraph/load-supergraph.ts';
import { generateNodeTypeDefs } from '../supergraph/node-type-defs.ts';
import { InProcessTransport } from '../transports/in-process.ts';
import type { Transport } from '../transports/transport.ts';

/** What every SDL of a test begins with. */
const head = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@provides", "@shareable", "@inaccessible", "@tag", "@interfaceObject", "@override"])
directive @node(prefix: String!) on OBJECT
interface Node { id: ID! }
`;

export interface TestSubgraph extends Subgraph {
  readonly typeDefs: DocumentNode;
  readonly createContext: (request: SubgraphRequest) => { readonly request: SubgraphRequest };
  /** Everything that it was asked in this process, in order. */
  readonly requests: SubgraphRequest[];
}

/** A real subgraph, made with Apollo's library and executed as ours are. */
export function testSubgraph(
  name: string,
  typeDefs: string,
  resolvers: GraphQLSchemaModule['resolvers'] = {},
): TestSubgraph {
  const document = parse(head + typeDefs);
  const requests: SubgraphRequest[] = [];
  const executable = new ExecutableSubgraph({
    name,
    schema: buildSubgraphSchema([{ typeDefs: document, resolvers }]),
    createContext: (request: SubgraphRequest) => ({ ...request, request }),
    logger: silentLogger,
  });
  return {
    name,
    typeDefs: document,
    schema: executable.schema,
    createContext: executable.createContext,
    requests,
    routes: [],
    execute: async (request) => {
      requests.push(request);
      return executable.execute(request);
    },
    // By `execute`, so that a test that puts something else in its place has it called.
    prepare(operation) {
      return (call) => this.execute({ ...call, ...operation });
    },
    subscribe: async (request) => {
      requests.push(request);
      return executable.subscribe(request);
    },
    readiness: async () => [{ name: 'test', ok: true }],
    start: async () => {},
    stop: async () => {},
  };
}

/** @throws {Error} when they do not compose. */
export function composeTestSupergraph(subgraphs: readonly Pick<TestSubgraph, 'name' | 'typeDefs'>[]): string {
  const services = [...subgraphs, { name: 'node', typeDefs: parse(generateNodeTypeDefs(subgraphs)) }];
  const { supergraphSdl, errors } = composeServices(services.map(({ name, typeDefs }) => ({ name, typeDefs })));
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

/** Made once for each graph: tests make the same ones again and again, and each takes as long as the rest of a test. */
const supergraphs = new Map<string, LoadedSupergraph>();
const plannings = new WeakMap<LoadedSupergraph, Map<string, LocalPlanning>>();

export function testSupergraph(subgraphs: readonly TestSubgraph[]): LoadedSupergraph {
  const key = subgraphs.map(({ name, typeDefs }) => `# ${name}\n${print(typeDefs)}`).join('\n');
  const known = supergraphs.get(key) ?? loadSupergraph(composeTestSupergraph(subgraphs));
  supergraphs.set(key, known);
  return known;
}

function testPlanning(supergraph: LoadedSupergraph, limits: OperationLimits): LocalPlanning {
  const byLimits = plannings.get(supergraph) ?? new Map<string, LocalPlanning>();
  plannings.set(supergraph, byLimits);
  const key = JSON.stringify(limits);
  const known = byLimits.get(key) ?? new LocalPlanning(supergraph, limits);
  byLimits.set(key, known);
  return known;
}

export interface TestGraphOptions {
  /** Instead of the in-process one of the same name. */
  readonly transports?: readonly Transport[];
  readonly limits?: Partial<OperationLimits>;
  readonly logger?: Logger;
  readonly executor?: ExecutorKind;
}

export function testGraph(subgraphs: readonly TestSubgraph[], options: TestGraphOptions = {}): GraphOperations {
  const replaced = new Map(options.transports?.map((transport) => [transport.subgraph, transport]));
  return new GraphOperations({
    supergraph: testSupergraph(subgraphs),
    startPlanning: testPlanning,
    transports: subgraphs.map((subgraph) => replaced.get(subgraph.name) ?? new InProcessTransport(subgraph)),
    logger: options.logger ?? silentLogger,
    limits: options.limits ?? {},
    executor: options.executor,
  });
}

export const silentLogger = createLogger({ service: 'router', level: 'silent' });

export const ada: Viewer = {
  kind: 'user',
  userId: '0190163d-8694-739b-aea5-966c26f8ad91',
  sessionId: '0190163d-8694-739b-aea5-966c26f8ad92',
  // Whole seconds are what a token says.
  authenticatedAt: new Date('2026-11-26T09:00:00Z'),
};

/** What a client gets, as he reads it. */
export async function ask(
  graph: GraphOperations,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<{ readonly stage: OperationOutcome['stage']; readonly data: unknown; readonly errors?: unknown }> {
  const { stage, result } = await graph.execute({ query, variables, viewer: ada, requestId: 'req-1' });
  return { stage, ...JSON.parse(JSON.stringify(result)) };
}
