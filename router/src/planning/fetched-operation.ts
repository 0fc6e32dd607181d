import { type FieldNode, Kind, type OperationDefinitionNode, type SelectionNode, type SelectionSetNode } from 'graphql';
import { askedText, keyOf, type RenamedKey, type ReservedKeys } from './client-keys.ts';
import { sharedKeys } from './shared-keys.ts';

/** What has to be fetched for an operation, as planners are asked to plan it. */
export interface FetchedOperation {
  readonly operation: OperationDefinitionNode;
  readonly renamed: readonly RenamedKey[];
}

/**
 * What has to be fetched for a resolved operation; undefined where nothing has. Introspection and the root's `__typename`
 * are the router's own matter, an object of which nothing is wanted is asked for its type, and no key is one that planners
 * could want for themselves, or stands for several things at one place.
 */
export function fetchedOperation(
  operation: OperationDefinitionNode,
  reserved: ReservedKeys,
): FetchedOperation | undefined {
  const writer = new Writer(operation, reserved);
  const selections = writer.selections(fetchedAtRoot(operation.selectionSet));
  if (selections.length === 0) return undefined;
  return {
    operation: { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections } },
    renamed: [...writer.renamed.values()],
  };
}

/** Without what is answered here, in deferred fragments too. */
function fetchedAtRoot({ selections }: SelectionSetNode): SelectionNode[] {
  return selections.flatMap((selection): SelectionNode[] => {
    if (selection.kind !== Kind.INLINE_FRAGMENT) return isAnsweredHere(selection) ? [] : [selection];
    const inner = fetchedAtRoot(selection.selectionSet);
    if (inner.length === 0) return [];
    return [{ ...selection, selectionSet: { kind: Kind.SELECTION_SET, selections: inner } }];
  });
}

function isAnsweredHere(selection: SelectionNode): boolean {
  return selection.kind === Kind.FIELD && selection.name.value.startsWith('__');
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

class Writer {
  readonly renamed = new Map<string, RenamedKey>();
  readonly #reserved: ReservedKeys;
  readonly #keys: ReadonlySet<string>;
  readonly #shared: ReadonlySet<string>;
  #count = 0;

  constructor(operation: OperationDefinitionNode, reserved: ReservedKeys) {
    this.#reserved = reserved;
    this.#keys = new Set(keysOf(operation.selectionSet));
    this.#shared = sharedKeys(operation.selectionSet);
  }

  selections(selections: readonly SelectionNode[]): SelectionNode[] {
    return selections.map((selection) => {
      if (selection.kind === Kind.FIELD) return this.#field(selection);
      return selection.kind === Kind.INLINE_FRAGMENT
        ? { ...selection, selectionSet: this.#selectionSet(selection.selectionSet) }
        : selection;
    });
  }

  #selectionSet({ kind, selections }: SelectionSetNode): SelectionSetNode {
    return { kind, selections: selections.length > 0 ? this.selections(selections) : [typename] };
  }

  #field(field: FieldNode): FieldNode {
    if (field.name.value === '__typename') return typename;
    const selectionSet = field.selectionSet && this.#selectionSet(field.selectionSet);
    const renamed = { ...field, ...(selectionSet && { selectionSet }) };
    const fetched = this.#fetchedKey(field);
    return fetched === undefined ? renamed : { ...renamed, alias: { kind: Kind.NAME, value: fetched } };
  }

  /** Undefined for what keeps its key. */
  #fetchedKey(field: FieldNode): string | undefined {
    const asked = this.#shared.size > 0 || this.#reserved.has(field) ? askedText(field) : undefined;
    if (asked === undefined || !(this.#reserved.has(field) || this.#shared.has(asked))) return undefined;
    // The same everywhere, so that what merges goes on merging.
    const known = this.renamed.get(asked);
    if (known) return known[2];
    let fetched: string;
    do fetched = `k${this.#count++}`;
    while (this.#keys.has(fetched) || this.#reserved.isField(fetched));
    this.renamed.set(asked, [keyOf(field), asked, fetched]);
    return fetched;
  }
}

function* keysOf({ selections }: SelectionSetNode): Generator<string> {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) yield keyOf(selection);
    if ('selectionSet' in selection && selection.selectionSet) yield* keysOf(selection.selectionSet);
  }
}
