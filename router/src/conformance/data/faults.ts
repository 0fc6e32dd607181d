import { AppError, type ErrorCode } from '@trivet/platform';
import { hashOf } from '@trivet/platform/testing';
import { type FieldModel, fieldsOf, isList, isNonNull, itemOf, type Model, nameOf, nullable } from '../model/model.ts';
import { resolvesIn } from '../model/random-types.ts';

/** How often what others require fails, or what a path brings along: few of them may fail at all, or are asked for. */
const externalRate = 98;
const codes: readonly ErrorCode[] = ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT', 'CURSOR_EXPIRED'];

/** What subgraphs say of what is nobody else's concern: no client may read it. */
export const secret = 'a secret';

/** How often what fails, in percent. The same places fail for the same seed, whoever executes and however often. */
export interface FaultRates {
  readonly seed: number;
  readonly fields: number;
  readonly references: number;
}

/** How a reference fails: there is no such entity here, or the subgraph does not give it. */
export type ReferenceFault = 'gone' | AppError;

export class Faults {
  readonly #model: Model;
  readonly #rates: FaultRates;

  constructor(model: Model, rates: FaultRates) {
    this.#model = model;
    this.#rates = rates;
  }

  /** What the field delivers instead of `value`. @throws {AppError | Error} where it is to fail. */
  apply(field: FieldModel, id: string, value: unknown): unknown {
    const { seed, fields } = this.#rates;
    if (fields === 0 || field.steady) return value;
    const place = `${field.coordinate} of ${id}`;
    const hash = hashOf(`${seed}/${place}`);
    const isExternal = field.external.size > 0;
    if (hash % 100 >= (isExternal ? externalRate : fields)) return value;
    if (isList(field.type) && (hash >>> 28) % 4 !== 0) return inElement(field, value, place, hash);
    switch ((hash >>> 8) % 5) {
      case 0:
      case 1:
        throw refusal(place, hash);
      case 2:
        throw new Error(`${place}: ${secret}`);
      case 3:
        if (isExternal) throw refusal(place, hash);
        return null;
      default:
        return this.#unfit(field, value) ?? null;
    }
  }

  /** Whether `subgraph` does not answer by reference for this entity: all its fields there are missing. */
  reference(type: string, subgraph: string, id: string): ReferenceFault | undefined {
    const { seed, references } = this.#rates;
    if (references === 0) return undefined;
    const place = `${type} ${id} in ${subgraph}`;
    const hash = hashOf(`${seed}/${place}`);
    if (hash % 100 >= references || !canBeGone(this.#model, type, subgraph)) return undefined;
    return (hash >>> 8) % 2 === 0 ? 'gone' : refusal(place, hash);
  }

  /** A value that does not fit the type of the field. */
  #unfit({ type, owners }: FieldModel, value: unknown): unknown {
    if (isList(type)) return 5;
    switch (nullable(type)) {
      case 'Int':
      case 'Float':
        return 'not a number';
      case 'Boolean':
      case 'String':
      case 'ID':
        return { not: 'a scalar' };
      case 'Color':
      case 'State':
        return 'NO_SUCH_VALUE';
    }
    const named = this.#model.interfaces.get(nameOf(type));
    // To a subgraph with an interface object it is an object like others.
    const isAbstract = named
      ? !named.objectIn.some((subgraph) => owners.includes(subgraph))
      : this.#model.unions.has(nameOf(type));
    return isAbstract && value !== null ? { __typename: 'NoSuchType', $id: 'none' } : null;
  }
}

function refusal(place: string, hash: number): AppError {
  return new AppError(codes[(hash >>> 12) % codes.length] ?? 'CONFLICT', `${place} is refused.`);
}

/** One element of a list fails, or is null; graphql-js takes an `Error` in a list for one that was thrown there. */
function inElement({ type }: FieldModel, value: unknown, place: string, hash: number): unknown {
  if (!Array.isArray(value) || value.length === 0) return null;
  const index = (hash >>> 16) % value.length;
  const failing = (hash >>> 20) % 3 === 0 && isNonNull(itemOf(type)) ? null : refusal(`${place}, ${index},`, hash);
  return value.with(index, failing);
}

const gone = new WeakMap<Model, Map<string, boolean>>();

/**
 * Whether an entity may be missing in one subgraph and nothing else be missing for it. Not where others need what it has
 * there: keys, required and provided fields; nor where the planner may choose whom to ask.
 */
export function canBeGone(model: Model, typeName: string, subgraph: string): boolean {
  const known = gone.get(model) ?? new Map<string, boolean>();
  gone.set(model, known);
  const place = `${typeName}@${subgraph}`;
  const answer = known.get(place) ?? decide(model, typeName, subgraph);
  known.set(place, answer);
  return answer;
}

function decide(model: Model, typeName: string, subgraph: string): boolean {
  // Of an interface object even the id may be asked for by reference, under another key: after its type was.
  const object = model.objects.get(typeName);
  if (object?.kind !== 'entity' || object.home === subgraph || !resolvesIn(object, subgraph)) return false;
  if (object.keys.get(subgraph)?.some(({ fields }) => fields !== 'id')) return false;
  return fieldsOf(model, object).every(
    ({ owners, external, isKey, isProvided }) =>
      isKey || !owners.includes(subgraph) || (owners.length === 1 && external.size === 0 && !isProvided),
  );
}
