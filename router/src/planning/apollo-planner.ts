import '../supergraph/disable-telemetry.ts';
import { type Operation, operationFromDocument, type Schema, Supergraph } from '@apollo/federation-internals';
import * as apollo from '@apollo/query-planner';
import { AppError } from '@trivet/platform/errors';
import {
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
} from 'graphql';
import type { FetchNode, Plan, PlanNode, RequiredSelection, Rewrite } from './plan.ts';
import type { Planner } from './planner.ts';

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
    return { kind: 'subscription', primary: fetchNode(node.primary), root: node.rest && planNode(node.rest) };
  }

  #build(operation: Operation): apollo.QueryPlan {
    try {
      return this.#planner.buildQueryPlan(operation);
    } catch (error) {
      // The planner's own limits, by which it gives up on too many possible ways.
      if (!(error instanceof Error && /exceed/i.test(error.message))) throw error;
      throw new AppError('OPERATION_LIMIT_EXCEEDED', 'The operation is too large to be planned.', { cause: error });
    }
  }
}

function planNode(node: apollo.PlanNode): PlanNode {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return { kind: node.kind, nodes: node.nodes.map(planNode) };
    case 'Flatten':
      return { kind: 'Flatten', path: node.path.map(String), node: planNode(node.node) };
    case 'Fetch':
      return fetchNode(node);
    case 'Condition':
      throw new Error('The planner made a plan with a condition, though there was none.');
    case 'Defer':
      throw new Error('The planner made a plan for @defer, which is not enabled.');
  }
}

function fetchNode(node: apollo.FetchNode): FetchNode {
  if (node.contextRewrites?.length)
    throw new Error('The planner made a plan with @fromContext, which is not supported.');
  const outputRewrites = (node.outputRewrites ?? []).map(rewrite);
  const renamed = new Map(
    outputRewrites.flatMap((each) => (each.kind === 'Rename' ? [[each.path.at(-1), each.to]] : [])),
  );
  const keys = writtenKeys(parse(node.operation, { noLocation: true }), node.requires !== undefined);
  return {
    kind: 'Fetch',
    subgraph: node.serviceName,
    operationKind: node.operationKind,
    query: node.operation,
    operationName: node.operationName,
    variables: node.variableUsages ?? [],
    requires: node.requires?.map(requiredSelection),
    inputRewrites: (node.inputRewrites ?? []).map(rewrite),
    outputRewrites,
    writes: keys.map((key) => renamed.get(key) ?? key),
  };
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

/** The response keys at the top of a subgraph's operation, below `_entities` for a fetch of entities. */
function writtenKeys(document: DocumentNode, entities: boolean): string[] {
  const fragments = new Map<string, SelectionSetNode>();
  let root: SelectionSetNode | undefined;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition.selectionSet);
    if (definition.kind === Kind.OPERATION_DEFINITION) root = definition.selectionSet;
  }
  const fieldsOf = (selectionSet: SelectionSetNode | undefined): FieldNode[] =>
    (selectionSet?.selections ?? []).flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      return fieldsOf(
        selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : fragments.get(selection.name.value),
      );
    });
  const top = entities ? fieldsOf(root).flatMap(({ selectionSet }) => fieldsOf(selectionSet)) : fieldsOf(root);
  const keys = new Set(top.map(({ alias, name }) => (alias ?? name).value));
  keys.delete('__typename');
  return [...keys];
}
