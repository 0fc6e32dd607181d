import {
  type ASTNode,
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  parse,
  print,
  type SelectionSetNode,
  validate,
  visit,
} from 'graphql';
import type { RandomOperation } from './operations/random-operation.ts';

const maxAttempts = 600;

/** The operation without whatever can be taken away from it so that `fails` still holds: what a person can read. */
export async function shrink(
  schema: GraphQLSchema,
  operation: RandomOperation,
  fails: (operation: RandomOperation) => Promise<boolean>,
): Promise<RandomOperation> {
  let best = operation;
  let attempts = 0;
  for (let position = 0; attempts < maxAttempts; position++) {
    const reduced = reduce(parse(best.query, { noLocation: true }), position);
    if (!reduced) break;
    attempts++;
    const candidate = { ...best, query: print(withoutUnused(reduced)) };
    if (validate(schema, parse(candidate.query)).length > 0 || !(await fails(candidate))) continue;
    best = candidate;
    position = -1;
  }
  const used = new Set([...best.query.matchAll(/\$(\w+)/g)].map(([, name]) => name));
  return { ...best, variables: Object.fromEntries(Object.entries(best.variables).filter(([name]) => used.has(name))) };
}

/** The document without its `position`th part: a selection, a directive, an argument; or with a fragment's selections in its place. */
function reduce(document: DocumentNode, position: number): DocumentNode | undefined {
  let left = position;
  let done = false;
  const take = (): boolean => !done && left-- === 0;
  const remove = () => {
    if (!take()) return undefined;
    done = true;
    return null;
  };
  const reduced = visit(document, {
    Directive: remove,
    Argument: remove,
    SelectionSet: (node): SelectionSetNode | undefined => {
      for (const [index, selection] of node.selections.entries()) {
        if (node.selections.length > 1 && take()) {
          done = true;
          return { ...node, selections: node.selections.toSpliced(index, 1) };
        }
        const inner =
          selection.kind === Kind.INLINE_FRAGMENT
            ? selection.selectionSet
            : selection.kind === Kind.FRAGMENT_SPREAD
              ? fragmentBody(document, selection.name.value)
              : undefined;
        if (inner && take()) {
          done = true;
          return { ...node, selections: node.selections.toSpliced(index, 1, ...inner.selections) };
        }
      }
      return undefined;
    },
    Field: (node) => {
      if (!node.alias || !take()) return undefined;
      done = true;
      const { alias: _alias, ...rest } = node;
      return rest;
    },
    OperationDefinition: (node, _key, parent) => {
      const several =
        Array.isArray(parent) && parent.filter((each: ASTNode) => each.kind === Kind.OPERATION_DEFINITION).length > 1;
      return several && node.name?.value === 'Other' ? remove() : undefined;
    },
  });
  return done ? reduced : undefined;
}

function fragmentBody(document: DocumentNode, name: string): SelectionSetNode | undefined {
  for (const each of document.definitions) {
    if (each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === name) return each.selectionSet;
  }
  return undefined;
}

/** Fragments that nobody spreads and variables that nobody reads would be refused. */
function withoutUnused(document: DocumentNode): DocumentNode {
  const spread = new Set<string>();
  const read = new Set<string>();
  const spreadsOf = (name: string): void => {
    if (spread.has(name)) return;
    spread.add(name);
    const body = fragmentBody(document, name);
    if (body) collect(body);
  };
  const collect = (node: ASTNode): void => {
    visit(node, {
      FragmentSpread: ({ name }) => spreadsOf(name.value),
      VariableDefinition: () => false,
      Variable: ({ name }) => {
        read.add(name.value);
      },
    });
  };
  for (const each of document.definitions) if (each.kind === Kind.OPERATION_DEFINITION) collect(each);
  return visit(document, {
    FragmentDefinition: ({ name }) => (spread.has(name.value) ? undefined : null),
    VariableDefinition: ({ variable }) => (read.has(variable.name.value) ? undefined : null),
  });
}
