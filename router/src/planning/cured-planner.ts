import {
  buildASTSchema,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  parse,
  print,
} from 'graphql';
import { ApolloPlanner } from './apollo-planner.ts';
import { graphsByName } from './join-directives.ts';
import { AdditionLifter } from './lift-additions.ts';
import type { EntitiesNode, FetchNode, Plan, PlanNode } from './plan.ts';
import type { Planner } from './planner.ts';
import { RequiredFields } from './required-fields.ts';
import { realSubgraph, withRequiresApart } from './requires-apart.ts';
import { splitEntities } from './split-entities.ts';
import { type FindUnsupplied, unsuppliedFinder } from './unsupplied-fields.ts';

/** Apollo's planner, with cures for what it is known to do wrong (docs/decisions/0018). */
export class CuredPlanner implements Planner {
  readonly #required: RequiredFields;
  readonly #lifter: AdditionLifter;
  readonly #first: CheckedPlanner;
  /** Made when it is needed for the first time. */
  #second: CheckedPlanner | undefined;

  /** @throws {Error} for what is no supergraph to Apollo's library. */
  constructor(supergraphSdl: string) {
    this.#required = new RequiredFields(parse(supergraphSdl, { noLocation: true }));
    this.#first = new CheckedPlanner(this.#required.supergraph);
    this.#lifter = new AdditionLifter(this.#first.supergraph);
  }

  plan(operation: OperationDefinitionNode): Plan {
    const lifted = this.#lifter.lifted(operation);
    const plan = this.#first.plan(lifted);
    if (!(plan instanceof UnsuppliedError)) return this.#cured(plan, this.#first);
    this.#second ??= new CheckedPlanner(withRequiresApart(this.#required.supergraph));
    const other = this.#second.plan(lifted);
    if (other instanceof UnsuppliedError) throw other;
    return this.#cured(other, this.#second);
  }

  #cured({ kind, primary, root }: Plan, planner: CheckedPlanner): Plan {
    const fetch = <Node extends FetchNode | EntitiesNode>(node: Node): Node => ({
      ...node,
      subgraph: realSubgraph(node.subgraph),
      query: this.#required.ownQuery(node.query),
    });
    const cure = (node: PlanNode): PlanNode => {
      switch (node.kind) {
        case 'Sequence':
        case 'Parallel':
          return { ...node, nodes: node.nodes.map(cure) };
        case 'Fetch':
          return fetch(node);
        case 'Entities': {
          const nodes = this.#apart(node, planner).map(fetch);
          const [only] = nodes;
          return only && nodes.length === 1 ? only : { kind: 'Parallel', nodes };
        }
        case 'Graph':
          throw new Error('Planners make no graphs of requests.');
      }
    };
    return { kind, primary: primary && fetch(primary), root: root && cure(root) };
  }

  #apart(node: EntitiesNode, planner: CheckedPlanner): EntitiesNode[] {
    const graph = planner.graphOf(node.subgraph);
    return splitEntities(node, { supergraph: planner.supergraph, graph, required: this.#required }).map((each) => ({
      ...each,
      groups: each.groups.map((group) => ({
        ...group,
        inputRewrites: [...group.inputRewrites, ...this.#required.renames(group.requires)],
      })),
    }));
  }
}

/** A plan asks a subgraph for what it cannot give, so it must not be executed. */
class UnsuppliedError extends Error {
  constructor(subgraph: string, field: string) {
    super(`The planner asks "${subgraph}" for ${field}, or for what requires it, too early.`);
  }
}

class CheckedPlanner {
  readonly supergraph: GraphQLSchema;
  readonly #planner: Planner;
  readonly #findUnsupplied: FindUnsupplied;
  readonly #graphs: ReadonlyMap<string, string>;

  constructor(document: DocumentNode) {
    this.supergraph = buildASTSchema(document, { assumeValidSDL: true });
    this.#planner = new ApolloPlanner(print(document));
    this.#findUnsupplied = unsuppliedFinder(this.supergraph);
    this.#graphs = graphsByName(this.supergraph);
  }

  plan(operation: OperationDefinitionNode): Plan | UnsuppliedError {
    const plan = this.#planner.plan(operation);
    return this.#unsupplied(plan.primary) ?? this.#unsupplied(plan.root) ?? plan;
  }

  /** The value of `join__Graph`. */
  graphOf(subgraph: string): string {
    const graph = this.#graphs.get(subgraph);
    if (graph === undefined) throw new Error(`The planner asks "${subgraph}", which is no subgraph.`);
    return graph;
  }

  #unsupplied(node: PlanNode | undefined): UnsuppliedError | undefined {
    switch (node?.kind) {
      case 'Sequence':
      case 'Parallel':
        return node.nodes.map((each) => this.#unsupplied(each)).find((each) => each !== undefined);
      case 'Fetch':
      case 'Entities': {
        const field = this.#findUnsupplied(node, this.graphOf(node.subgraph));
        return field === undefined ? undefined : new UnsuppliedError(node.subgraph, field);
      }
    }
    return undefined;
  }
}
