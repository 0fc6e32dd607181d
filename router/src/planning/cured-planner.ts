import { buildASTSchema, type GraphQLSchema, type OperationDefinitionNode, parse, print } from 'graphql';
import { ApolloPlanner } from './apollo-planner.ts';
import { graphsByName } from './join-directives.ts';
import { AdditionLifter } from './lift-additions.ts';
import type { EntitiesNode, FetchNode, Plan, PlanNode } from './plan.ts';
import type { Planner } from './planner.ts';
import { RequiredFields } from './required-fields.ts';
import { splitEntities } from './split-entities.ts';

/** Apollo's planner, with cures for what it is known to do wrong (docs/decisions/0018). */
export class CuredPlanner implements Planner {
  readonly #planner: Planner;
  readonly #required: RequiredFields;
  /** As the planner knows it. */
  readonly #supergraph: GraphQLSchema;
  readonly #lifter: AdditionLifter;
  readonly #graphs: ReadonlyMap<string, string>;

  /** @throws {Error} for what is no supergraph to Apollo's library. */
  constructor(supergraphSdl: string) {
    this.#required = new RequiredFields(parse(supergraphSdl, { noLocation: true }));
    this.#supergraph = buildASTSchema(this.#required.supergraph, { assumeValidSDL: true });
    this.#lifter = new AdditionLifter(this.#supergraph);
    this.#graphs = graphsByName(this.#supergraph);
    this.#planner = new ApolloPlanner(print(this.#required.supergraph));
  }

  plan(operation: OperationDefinitionNode): Plan {
    const { kind, primary, root } = this.#planner.plan(this.#lifter.lifted(operation));
    return { kind, primary: primary && this.#fetch(primary), root: root && this.#node(root) };
  }

  #node(node: PlanNode): PlanNode {
    switch (node.kind) {
      case 'Sequence':
      case 'Parallel':
        return { ...node, nodes: node.nodes.map((each) => this.#node(each)) };
      case 'Fetch':
        return this.#fetch(node);
      case 'Entities': {
        const nodes = this.#entities(node);
        const [only] = nodes;
        return only && nodes.length === 1 ? only : { kind: 'Parallel', nodes };
      }
      case 'Graph':
        throw new Error('Planners make no graphs of requests.');
    }
  }

  #fetch(node: FetchNode): FetchNode {
    return { ...node, query: this.#required.ownQuery(node.query) };
  }

  #entities(node: EntitiesNode): EntitiesNode[] {
    const supergraph = this.#supergraph;
    const graph = this.#graphs.get(node.subgraph);
    if (graph === undefined) throw new Error(`The planner asks "${node.subgraph}", which is no subgraph.`);
    return splitEntities(node, { supergraph, graph, required: this.#required }).map((each) => ({
      ...each,
      query: this.#required.ownQuery(each.query),
      groups: each.groups.map((group) => ({
        ...group,
        inputRewrites: [...group.inputRewrites, ...this.#required.renames(group.requires)],
      })),
    }));
  }
}
