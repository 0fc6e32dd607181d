import { AppError } from '@trivet/platform/errors';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { isDefer } from '../planning/deferred-label.ts';

/** What one operation may be. All of it is known before a subgraph is asked. */
export interface OperationLimits {
  /** Of the whole document, as graphql-js counts them. */
  readonly maxTokens: number;
  /** Levels of fields, through fragments. */
  readonly maxDepth: number;
  /** Fields after all fragments are spread: fragments that spread each other twice double with every level. */
  readonly maxFields: number;
  /** The same below `__schema` and `__type`, each of which visits the whole schema. The usual query has 230. */
  readonly maxIntrospectionFields: number;
  /** Fragments with `@defer`, after all are spread: each is told of by itself, for every object of a list. */
  readonly maxDeferred: number;
  /**
   * Levels of lists and objects in a value that stands in the document itself. Apollo's planner (2.14, its
   * `collectVariablesInValue`) visits each list twice, so twenty levels cost it a second, and thirty a quarter of an hour.
   */
  readonly maxLiteralDepth: number;
  /** Levels of lists and objects in the variables. */
  readonly maxVariableDepth: number;
  /** From the first fetch to the last; then what is missing is an error `TIMEOUT`. */
  readonly timeoutMs: number;
}

export const defaultLimits: OperationLimits = {
  maxTokens: 2000,
  maxDepth: 20,
  maxFields: 2000,
  maxIntrospectionFields: 500,
  maxDeferred: 50,
  maxLiteralDepth: 10,
  maxVariableDepth: 100,
  timeoutMs: 30_000,
};

interface Size {
  readonly depth: number;
  readonly fields: number;
  readonly introspection: number;
  readonly deferred: number;
}

const nothing: Size = { depth: 0, fields: 0, introspection: 0, deferred: 0 };

/**
 * Made for documents that are not yet validated: each fragment is measured once, unknown fragments and cycles count
 * as nothing (validation refuses them).
 * @throws {AppError} `OPERATION_LIMIT_EXCEEDED`; `BAD_USER_INPUT` for a number that is too large to be one.
 */
export function checkSize(document: DocumentNode, limits: OperationLimits): void {
  checkLiterals(document, limits.maxLiteralDepth);
  const measure = measurer(document);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { depth, fields, introspection, deferred } = measure(definition.selectionSet);
    refuseAbove(limits.maxDepth, depth, 'levels deep');
    refuseAbove(limits.maxFields, fields, 'fields large');
    refuseAbove(limits.maxDeferred, deferred, 'deferred fragments large');
    refuseAbove(limits.maxIntrospectionFields, introspection, 'fields of introspection large');
  }
}

function refuseAbove(limit: number, value: number, unit: string): void {
  if (value <= limit) return;
  throw new AppError('OPERATION_LIMIT_EXCEEDED', `The operation is more than ${limit} ${unit}.`);
}

function checkLiterals(document: DocumentNode, maxLiteralDepth: number): void {
  let depth = 0;
  const level = {
    enter: () => {
      if (++depth <= maxLiteralDepth) return;
      throw new AppError(
        'OPERATION_LIMIT_EXCEEDED',
        `A value in the document is nested more than ${maxLiteralDepth} levels deep: send it as a variable.`,
      );
    },
    leave: () => {
      depth--;
    },
  };
  // It would be read as infinite, which no plan and no JSON can say.
  const number = ({ value }: { readonly value: string }) => {
    if (!Number.isFinite(Number(value))) throw new AppError('BAD_USER_INPUT', 'A number in the document is too large.');
  };
  visit(document, { ListValue: level, ObjectValue: level, FloatValue: number, IntValue: number });
}

function measurer(document: DocumentNode): (selectionSet: SelectionSetNode) => Size {
  const fragments = fragmentsOf(document);
  const known = new Map<string, Size>();

  const measure = (selectionSet: SelectionSetNode): Size => {
    let depth = 0;
    let fields = 0;
    let introspection = 0;
    let deferred = 0;
    for (const selection of selectionSet.selections) {
      const size =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? measureFragment(selection.name.value)
          : selection.selectionSet
            ? measure(selection.selectionSet)
            : nothing;
      const own = selection.kind === Kind.FIELD ? 1 : 0;
      depth = Math.max(depth, size.depth + own);
      fields += size.fields + own;
      deferred += size.deferred + (selection.directives?.some(isDefer) ? 1 : 0);
      introspection += isIntrospection(selection) ? size.fields + own : size.introspection;
    }
    return { depth, fields, introspection, deferred };
  };

  const measureFragment = (name: string): Size => {
    const size = known.get(name);
    if (size) return size;
    known.set(name, nothing);
    const fragment = fragments.get(name);
    const measured = fragment ? measure(fragment.selectionSet) : nothing;
    known.set(name, measured);
    return measured;
  };

  return measure;
}

function isIntrospection(selection: SelectionNode): boolean {
  return selection.kind === Kind.FIELD && (selection.name.value === '__schema' || selection.name.value === '__type');
}

/**
 * @throws {AppError} `GRAPHQL_VALIDATION_FAILED` for `@skip` or `@include` at the root of a subscription: without its
 * field it would be an operation of nothing. The specification forbids it; graphql-js 16 throws, and Apollo's planner too.
 */
export function refuseConditionalSubscription(document: DocumentNode): void {
  const fragments = fragmentsOf(document);
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION && definition.operation === 'subscription') {
      refuseConditions(definition, fragments);
    }
  }
}

function refuseConditions(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): void {
  const seen = new Set<string>();
  const pending: SelectionSetNode[] = [operation.selectionSet];
  for (let selectionSet = pending.pop(); selectionSet; selectionSet = pending.pop()) {
    for (const selection of selectionSet.selections) {
      if (selection.directives?.some(({ name }) => name.value === 'skip' || name.value === 'include')) {
        throw new AppError(
          'GRAPHQL_VALIDATION_FAILED',
          'The root field of a subscription takes neither @skip nor @include.',
        );
      }
      if (selection.kind === Kind.INLINE_FRAGMENT) pending.push(selection.selectionSet);
      if (selection.kind === Kind.FRAGMENT_SPREAD && !seen.has(selection.name.value)) {
        seen.add(selection.name.value);
        const fragment = fragments.get(selection.name.value);
        if (fragment) pending.push(fragment.selectionSet);
      }
    }
  }
}

/** @throws {AppError} `BAD_USER_INPUT` for variables so deep that coercing or writing them would overflow the stack. */
export function checkVariableDepth(variables: unknown, { maxVariableDepth }: OperationLimits): void {
  let level: unknown[] = [variables];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxVariableDepth) {
      throw new AppError('BAD_USER_INPUT', `The variables are nested more than ${maxVariableDepth} levels deep.`);
    }
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      for (const child of Object.values(value)) {
        if (typeof child === 'object' && child !== null) next.push(child);
      }
    }
    level = next;
  }
}

function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  return new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );
}
