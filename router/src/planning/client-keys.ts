import {
  type FieldNode,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  Kind,
  print,
  type SelectionSetNode,
} from 'graphql';

/** How the client calls what was fetched under another name; usually nothing. */
export class ClientKeys {
  readonly #byAsked: ReadonlyMap<string, string>;

  constructor(renamed: readonly RenamedKey[] = []) {
    this.#byAsked = new Map(renamed.map(([, asked, fetched]) => [asked, fetched]));
  }

  /** The key in the tree of what the client's field selects. */
  fetched(field: FieldNode): string {
    const key = keyOf(field);
    return this.#byAsked.size === 0 ? key : (this.#byAsked.get(askedText(field)) ?? key);
  }

  /**
   * A path in the tree of what `selectionSet` is answered with, as the client knows it. What was fetched without him may have
   * the name by which he calls something else: a path that goes there ends in a step that he has not.
   */
  clientPath(selectionSet: SelectionSetNode, path: readonly Step[]): readonly Step[] {
    if (this.#byAsked.size === 0) return path;
    let selected = [selectionSet];
    const known: Step[] = [];
    for (const step of path) {
      if (typeof step === 'number') {
        known.push(step);
        continue;
      }
      const fields = selected.flatMap(fieldsOf).filter((field) => this.fetched(field) === step);
      const [field] = fields;
      if (!field) return [...known, noStep];
      known.push(keyOf(field));
      selected = fields.flatMap(({ selectionSet: below }) => below ?? []);
    }
    return known;
  }
}

type Step = string | number;

/** The last step of a path that leads to nothing of the client's: no response key is empty. */
export const noStep = '';

function fieldsOf({ selections }: SelectionSetNode): FieldNode[] {
  return selections.flatMap((each) => {
    if (each.kind === Kind.FIELD) return [each];
    return each.kind === Kind.INLINE_FRAGMENT ? fieldsOf(each.selectionSet) : [];
  });
}

export type RenamedKey = readonly [key: string, asked: string, fetched: string];

export function keyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

/** What is asked under which key: equal for fields that are one at one place. */
export function askedText(field: FieldNode): string {
  const { selectionSet: _, directives: _directives, ...asked } = field;
  return print(asked);
}

/** Keys that are made up: Apollo's planner's, and ours (`RequiredFields`). */
const madeUp = /__(alias|required)_\d+$/;

/**
 * Which keys a planner may want for itself. It adds keys and required fields to what the client selects, under their own
 * names; so a client's alias that is the name of some field could take the place of the field, and be taken for it.
 */
export class ReservedKeys {
  readonly #fields = new Set(['__typename']);

  constructor(internalSchema: GraphQLSchema) {
    for (const type of Object.values(internalSchema.getTypeMap())) {
      if (!isObjectType(type) && !isInterfaceType(type)) continue;
      for (const name of Object.keys(type.getFields())) this.#fields.add(name);
    }
  }

  has({ alias, name }: FieldNode): boolean {
    if (!alias || alias.value === name.value) return false;
    return this.#fields.has(alias.value) || madeUp.test(alias.value);
  }

  isField(name: string): boolean {
    return this.#fields.has(name);
  }
}
