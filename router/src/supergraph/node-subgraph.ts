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
import type { Transport } from '../transports/transport.ts';
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
  readonly #transports: ReadonlyMap<string, Transport>;
  readonly #schema: GraphQLSchema;

  constructor({ owners, transports }: NodeSubgraphOptions) {
    this.#owners = owners;
    this.#transports = transports;
    this.#schema = buildNodeSchema(owners);
  }

  async execute(request: SubgraphRequest): Promise<ExecutionResult> {
    return execute({
      schema: this.#schema,
      document: parse(request.query, { noLocation: true }),
      operationName: request.operationName,
      variableValues: request.variables,
      contextValue: this.#loaders(request),
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
  #loaders(request: SubgraphRequest): NodeLoaders {
    const byField = new Map<string, DataLoader<string, FoundNode | null>>();
    return new Map(
      this.#owners.map((owner) => {
        const loader =
          byField.get(owner.field) ??
          new DataLoader((ids: readonly string[]) => this.#ask(owner, ids, request), { maxBatchSize: maxIds });
        byField.set(owner.field, loader);
        return [owner.prefix, loader];
      }),
    );
  }

  async #ask(
    { subgraph, field }: NodeOwner,
    ids: readonly string[],
    { viewer, requestId, signal }: SubgraphRequest,
  ): Promise<(FoundNode | null | Error)[]> {
    const transport = this.#transports.get(subgraph);
    if (!transport) throw new Error(`There is no transport to the subgraph "${subgraph}".`);
    const query = `query Nodes($ids:[ID!]!){${field}(ids:$ids){__typename id}}`;
    const { data, errors = [] } = await transport.execute({ query, variables: { ids }, viewer, requestId, signal });
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
