import '../supergraph/disable-telemetry.ts';
import { type Operation, operationFromDocument, type Schema, Supergraph } from '@apollo/federation-internals';
import * as apollo from '@apollo/query-planner';
import { AppError } from '@trivet/platform/errors';
import { type DocumentNode, Kind, type OperationDefinitionNode } from 'graphql';
import type { EntitiesNode, FetchNode, Place, Plan, PlanNode, RequiredSelection, Rewrite } from './plan.ts';
import type { Planner } from './planner.ts';
import { writtenKeys } from './written-keys.ts';

/**
 * How many plans are compared for one operation. With the planner's own 10,000, fifteen fields of a value type that is
 * spread over subgraphs took seconds and 4 GB; with 100, random operations take 3 to 4 ms each.
 */
const maxEvaluatedPlans = 100;

/** Apollo's planner, its plans translated into our own form. */
export class ApolloPlanner implements Planner {
  readonly #planner: apollo.QueryPlanner;
  readonly #apiSchema: Schema;

  /** @throws {Error} for what is no supergraph to Apollo's library. */
  constructor(supergraphSdl: string) {
    const supergraph = Supergraph.build(supergraphSdl, { supportedFeatures: null });
    this.#planner = new apollo.QueryPlanner(supergraph, {
      exposeDocumentNodeInFetchNode: false,
      debug: { maxEvaluatedPlans },
    });
    this.#apiSchema = supergraph.apiSchema();
  }

  plan(definition: OperationDefinitionNode): Plan {
    const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [definition] };
    const operation = operationFromDocument(this.#apiSchema, document, { validate: false });
    const { node } = this.#build(operation);
    if (node?.kind !== 'Subscription') return { kind: operation.rootKind, root: node && planNode(node) };
    return { kind: 'subscription', primary: rootFetch(node.primary, []), root: node.rest && planNode(node.rest) };
  }

  #build(operation: Operation): apollo.QueryPlan {
    try {
      return this.#planner.buildQueryPlan(operation);
    } catch (error) {
      // The planner's own limit, by which it gives up on too many possible ways; told by its words only.
      if (!(error instanceof Error && error.message.startsWith('Number of non-local selections exceeds limit')))
        throw error;
      throw new AppError('OPERATION_LIMIT_EXCEEDED', 'The operation is too large to be planned.', { cause: error });
    }
  }
}

function planNode(node: apollo.PlanNode, place: Place = []): PlanNode {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return { kind: node.kind, nodes: node.nodes.map((each) => planNode(each, place)) };
    case 'Flatten':
      return planNode(node.node, [...place, ...node.path.map(String)]);
    case 'Fetch':
      return node.requires ? entitiesFetch(node, node.requires, place) : rootFetch(node, place);
    case 'Condition':
      throw new Error('The planner made a plan with a condition, though there was none.');
    case 'Defer':
      throw new Error('The planner made a plan for @defer, which is not enabled.');
  }
}

function rootFetch(node: apollo.FetchNode, place: Place): FetchNode {
  const outputRewrites = outputRewritesOf(node);
  return {
    kind: 'Fetch',
    place,
    subgraph: node.serviceName,
    operationKind: node.operationKind,
    query: node.operation,
    operationName: node.operationName,
    variables: node.variableUsages ?? [],
    outputRewrites,
    writes: writtenKeys(node.operation, outputRewrites),
  };
}

function entitiesFetch(
  node: apollo.FetchNode,
  requires: readonly apollo.QueryPlanSelectionNode[],
  place: Place,
): EntitiesNode {
  const outputRewrites = outputRewritesOf(node);
  const group = {
    key: '_entities',
    variable: 'representations',
    places: [place],
    requires: requires.map(requiredSelection),
    inputRewrites: (node.inputRewrites ?? []).map(rewrite),
    outputRewrites,
    writes: writtenKeys(node.operation, outputRewrites, '_entities'),
  };
  return {
    kind: 'Entities',
    subgraph: node.serviceName,
    operationKind: 'query',
    query: node.operation,
    operationName: node.operationName,
    variables: node.variableUsages ?? [],
    groups: [group],
  };
}

function outputRewritesOf(node: apollo.FetchNode): Rewrite[] {
  if (node.contextRewrites?.length)
    throw new Error('The planner made a plan with @fromContext, which is not supported.');
  return (node.outputRewrites ?? []).map(rewrite);
}

function rewrite(node: apollo.FetchDataRewrite): Rewrite {
  return node.kind === 'ValueSetter'
    ? { kind: 'Set', path: node.path, value: node.setValueTo }
    : { kind: 'Rename', path: node.path, to: node.renameKeyTo };
}

function requiredSelection(node: apollo.QueryPlanSelectionNode): RequiredSelection {
  if (node.kind === 'Field') {
    return { kind: 'Field', key: node.alias ?? node.name, selections: node.selections?.map(requiredSelection) };
  }
  if (!node.typeCondition) throw new Error('The planner made a required fragment without a type condition.');
  return { kind: 'Fragment', type: node.typeCondition, selections: node.selections.map(requiredSelection) };
}
