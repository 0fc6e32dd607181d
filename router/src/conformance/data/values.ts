import { hashOf } from '@trivet/platform/testing';
import {
  type FieldModel,
  isList,
  isNonNull,
  itemOf,
  type Model,
  nullable,
  possibleTypes,
  type TypeRef,
} from '../model/model.ts';

/** An object of the graph: all its fields follow from its type and `$id`. */
export interface Handle {
  readonly __typename: string;
  readonly $id: string;
}

export const isHandle = (value: unknown): value is Handle =>
  typeof value === 'object' && value !== null && '$id' in value && '__typename' in value;

const entitiesPerType = 4;
const texts = ['', 'ä€', '"\\\n', 'toString', '0', 'null', '"', `\u2028 ${'long '.repeat(20)}`];

/** The data of the graph: never stored, each value follows from the seed, its place and its arguments. */
export class Values {
  readonly #model: Model;
  readonly #seed: number;

  constructor(model: Model, seed: number) {
    this.#model = model;
    this.#seed = seed;
  }

  /** The same in every subgraph that resolves the field. `salt` is what it depends on besides: arguments, required fields. */
  of(field: FieldModel, id: string, salt: string): unknown {
    if (field.isKey) return keyPart(field.name, id);
    if (field.coordinate === 'Org.id') return id;
    const keepsValue = field.strictIn !== undefined;
    return this.#make(
      keepsValue ? `${field.type}!` : field.type,
      `${this.#seed}/${field.coordinate}/${id}/${salt}`,
      field,
    );
  }

  #make(type: TypeRef, place: string, field: FieldModel): unknown {
    const hash = hashOf(place);
    if (!isNonNull(type) && hash % 8 === 0) return null;
    if (!isList(type)) return this.#makeNamed(nullable(type), place, hash >>> 3, field);
    return Array.from({ length: (hash >>> 3) % 4 }, (_, index) => this.#make(itemOf(type), `${place}/${index}`, field));
  }

  #makeNamed(name: string, place: string, hash: number, { owners }: FieldModel): unknown {
    const values = this.#model.enums.get(name)?.values;
    if (values) {
      const known = owners.map((subgraph) => values.get(subgraph) ?? []);
      const common = known[0]?.filter((value) => known.every((each) => each.includes(value))) ?? [];
      return common[hash % common.length];
    }
    switch (name) {
      case 'Int':
        return (hash % 1100) - 100;
      case 'Float':
        return (hash % 1000) / 8;
      case 'Boolean':
        return hash % 2 === 0;
      case 'ID':
        return hash % 3 === 0 ? hash % 50 : `i${hash % 50}`;
      case 'String':
        return hash % 3 === 0 ? texts[(hash >>> 8) % texts.length] : `t${hash % 50}`;
      case 'Json':
        return [{ b: [1, { a: null }], a: hash % 9 }, `j${hash % 9}`, hash % 9, [[], null, { constructor: 1 }], false][
          hash % 5
        ];
    }
    const possible = owners[0] === undefined ? [name] : possibleTypes(this.#model, name, owners[0]);
    const concrete = possible[hash % possible.length] ?? name;
    const object = this.#model.objects.get(concrete);
    const $id =
      object?.kind === 'entity' ? `${concrete}-${(hash >>> 4) % entitiesPerType}` : hashOf(`${place}!`).toString(36);
    return { __typename: concrete, $id } satisfies Handle;
  }
}

/** What a part of a key says of the entity with this id. */
function keyPart(name: string, id: string): unknown {
  const [type, number] = id.split('-');
  switch (name) {
    case 'code':
      // The same for an entity of another type.
      return `code ${number}`;
    case 'region':
      return `region ${type}`;
    case 'number':
      return Number(number);
    case 'org':
      return { __typename: 'Org', $id: `org ${id}` } satisfies Handle;
    default:
      return id;
  }
}

/**
 * The id of the entity that a representation identifies, by whatever key it has.
 * @throws {Error} for one without a whole key, or whose keys are of different entities.
 */
export function identify(reference: Readonly<Record<string, unknown>>): string {
  const { __typename, id, code, region, number, org } = reference as Record<string, string | undefined>;
  const found = new Set<string>();
  if (id !== undefined) found.add(id);
  if (code !== undefined) found.add(code.replace(/^code/, `${__typename}`).replace(' ', '-'));
  if (region !== undefined && number !== undefined) found.add(`${region.replace(/^region /, '')}-${number}`);
  const organisation = org as unknown as { readonly id?: string } | undefined;
  if (organisation?.id !== undefined) found.add(organisation.id.replace(/^org /, ''));
  const [only, ...more] = found;
  if (only === undefined || more.length > 0 || !/^[EGX]\d-\d$/.test(only)) {
    throw new Error(`A representation is of no entity: ${JSON.stringify(reference)}`);
  }
  return only;
}
