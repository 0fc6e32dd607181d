import { decodeGlobalId, type SubgraphRequest, type SubscriptionStream } from '@trivet/platform';
import DataLoader from 'dataloader';
import {
  buildSchema,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  parse,
} from 'graphql';
import {
  callerOf,
  deadlineOf,
  type FetchCall,
  type FetchOperation,
  type SubgraphCaller,
  type Transport,
} from '../transports/transport.ts';
import { type NodeOwner, nodeSubgraphName } from './node-type-defs.ts';

const maxIds = 100;

interface FoundNode {
  readonly __typename: string;
  readonly id: string;
}
type NodeLoaders = ReadonlyMap<string, DataLoader<string, FoundNode | null>>;

export interface NodeSubgraphOptions {
  readonly owners: readonly NodeOwner[];
  /** Of every subgraph that owns a type, by its name. */
  readonly transports: ReadonlyMap<string, Transport>;
}

/**
 * `node` and `nodes`. Ids say to whom they belong; whether the thing exists only its owner can tell, so the owner is
 * always asked, with the viewer's own rights: an id answers the same whether the thing is hidden or was never there.
 */
export class NodeSubgraph implements Transport {
  readonly subgraph = nodeSubgraphName;
  readonly #owners: readonly NodeOwner[];
  readonly #askOwner: ReadonlyMap<NodeOwner, SubgraphCaller>;
  readonly #schema: GraphQLSchema;

  constructor({ owners, transports }: NodeSubgraphOptions) {
    this.#owners = owners;
    this.#askOwner = new Map(owners.map((owner) => [owner, callerTo(owner, transports)]));
    this.#schema = buildNodeSchema(owners);
  }

  async execute({
    query,
    operationName,
    variables = {},
    signal,
    ...request
  }: SubgraphRequest): Promise<ExecutionResult> {
    const ask = this.prepare({ query, operationName, operationKind: 'query' });
    return ask({ ...request, variables, deadline: deadlineOf(signal) });
  }

  prepare({ query, operationName }: FetchOperation): SubgraphCaller {
    const document = parse(query, { noLocation: true });
    return (call) =>
      execute({
        schema: this.#schema,
        document,
        operationName,
        variableValues: call.variables,
        contextValue: this.#loaders(call),
      });
  }

  async subscribe(): Promise<SubscriptionStream | ExecutionResult> {
    return { errors: [new GraphQLError('The subgraph "node" has no subscriptions.')] };
  }

  async ready(): Promise<boolean> {
    return true;
  }

  async close(): Promise<void> {}

  /** All ids of one operation that belong to one owner are one request, whatever fields and aliases they come from. */
  #loaders(call: FetchCall): NodeLoaders {
    const byField = new Map<string, DataLoader<string, FoundNode | null>>();
    return new Map(
      this.#owners.map((owner) => {
        const loader =
          byField.get(owner.field) ??
          new DataLoader((ids: readonly string[]) => this.#ask(owner, ids, call), { maxBatchSize: maxIds });
        byField.set(owner.field, loader);
        return [owner.prefix, loader];
      }),
    );
  }

  async #ask(
    owner: NodeOwner,
    ids: readonly string[],
    { viewer, requestId, deadline }: FetchCall,
  ): Promise<(FoundNode | null | Error)[]> {
    const { subgraph, field } = owner;
    const result = this.#askOwner.get(owner)?.({ variables: { ids }, viewer, requestId, deadline });
    const { data, errors = [] } = (await result) ?? {};
    const found = data?.[field];
    if (!Array.isArray(found) || found.length !== ids.length) {
      return ids.map(() => errorOf(errors[0]) ?? new Error(`The subgraph "${subgraph}" did not answer ${field}.`));
    }
    return found.map((node, index) => {
      const error = errors.find(({ path }) => path?.[1] === index);
      if (error) return errorOf(error) ?? null;
      return this.#isExpected(node, subgraph, ids[index]) ? node : null;
    });
  }

  /** Something else than was asked for is not passed on: it would be an object that nobody can resolve further. */
  #isExpected(node: unknown, subgraph: string, id: string | undefined): node is FoundNode {
    if (typeof node !== 'object' || node === null) return false;
    const { __typename: type, id: foundId } = node as Partial<FoundNode>;
    return foundId === id && this.#owners.some((owner) => owner.subgraph === subgraph && owner.type === type);
  }
}

/** @throws {Error} when there is no transport to the owner. */
function callerTo({ subgraph, field }: NodeOwner, transports: ReadonlyMap<string, Transport>): SubgraphCaller {
  const transport = transports.get(subgraph);
  if (!transport) throw new Error(`There is no transport to the subgraph "${subgraph}".`);
  return callerOf(transport, {
    query: `query Nodes($ids:[ID!]!){${field}(ids:$ids){__typename id}}`,
    operationKind: 'query',
  });
}

const resolveNode: GraphQLFieldResolver<unknown, NodeLoaders, { readonly id: string }> = (_root, { id }, loaders) =>
  loaderOf(id, loaders).load(id);

const resolveNodes: GraphQLFieldResolver<unknown, NodeLoaders, { readonly ids: readonly string[] }> = (
  _root,
  { ids },
  loaders,
) => {
  if (ids.length > maxIds) throw badInput(`At most ${maxIds} ids can be asked for at once.`);
  return ids.map(async (id) => loaderOf(id, loaders).load(id));
};

function loaderOf(id: string, loaders: NodeLoaders): DataLoader<string, FoundNode | null> {
  const prefix = decodeGlobalId(id)?.prefix;
  const loader = prefix === undefined ? undefined : loaders.get(prefix);
  if (!loader) throw badInput(`"${id.slice(0, 64)}" is not the id of a node.`);
  return loader;
}

function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

function errorOf(error: GraphQLError | undefined): Error | undefined {
  return error && new GraphQLError(error.message, { extensions: error.extensions });
}

function buildNodeSchema(owners: readonly NodeOwner[]): GraphQLSchema {
  const types = owners.map(({ type }) => `type ${type} implements Node { id: ID! }`).join('\n');
  const schema = buildSchema(`
    interface Node { id: ID! }
    ${types}
    type Query { node(id: ID!): Node nodes(ids: [ID!]!): [Node]! }
  `);
  const fields = schema.getQueryType()?.getFields() ?? {};
  for (const field of Object.values(fields)) {
    field.resolve = field.name === 'node' ? resolveNode : resolveNodes;
  }
  return schema;
}
