import { type FieldNode, type GraphQLSchema, isInterfaceType, isObjectType, print } from 'graphql';

/** How the client calls what was fetched under another name; usually nothing. */
export class ClientKeys {
  readonly #byAsked = new Map<string, string>();
  readonly #byFetched = new Map<string, string>();

  constructor(renamed: readonly RenamedKey[] = []) {
    for (const [key, asked, fetched] of renamed) {
      this.#byAsked.set(asked, fetched);
      this.#byFetched.set(fetched, key);
    }
  }

  /** The key in the tree of what the client's field selects. */
  fetched(field: FieldNode): string {
    const key = keyOf(field);
    return this.#byAsked.size === 0 ? key : (this.#byAsked.get(askedText(field)) ?? key);
  }

  /** A step of a path in the tree, as the client knows it. */
  client(step: string | number): string | number {
    return typeof step === 'string' ? (this.#byFetched.get(step) ?? step) : step;
  }
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
