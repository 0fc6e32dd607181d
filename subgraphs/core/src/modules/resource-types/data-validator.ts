import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import { faultSentence } from './fault-sentence.ts';
import { schemaOfFields } from './resource-field.ts';
import type { ResourceField } from './resource-type.model.ts';
import { compilerFor } from './schema-compiler.ts';
import { type ReadSchema, readSchema } from './schema-reader.ts';
import { maxSteps, stepsOf } from './validation-cost.ts';

/** Something in the data that does not fit, and where it is. */
export interface DataFault {
  readonly message: string;
  readonly path: readonly string[];
}

const maxFaults = 20;
/** A name in the data may be as long as the data. */
const maxNameLength = 200;

/** So that all that does not fit can be said of it: each fault costs as much as ten steps. */
const maxStepsForAll = maxSteps / 10;

/** A schema with what checks by it: ends at the first fault, or goes on to show all. The latter is made when it is needed. */
class CompiledSchema {
  readonly #read: ReadSchema;
  readonly #first: ValidateFunction;
  #all: ValidateFunction | undefined;

  constructor(schema: Readonly<Record<string, unknown>>, path: readonly string[]) {
    this.#read = readSchema(schema, path);
    this.#first = this.#compile({ allErrors: false });
  }

  faultsOf(data: unknown): DataFault[] {
    const steps = stepsOf(this.#read.node, data);
    if (steps > maxSteps)
      return [{ message: 'It takes too long to check this by the definition of its type.', path: [] }];
    if (this.#first(data)) return [];
    if (steps > maxStepsForAll) return faultsOfLast(this.#first);
    this.#all ??= this.#compile({ allErrors: true });
    this.#all(data);
    return faultsOfLast(this.#all);
  }

  /** With an id, or the library does not find what `#` refers to. */
  #compile(options: { readonly allErrors: boolean }): ValidateFunction {
    return compilerFor(this.#read.patterns, options).compile({ ...this.#read.schema, $id: 'definition' });
  }
}

/** Checks data by a schema and by what its fields have to be. Takes some tens of milliseconds at most, whatever both are. */
export class DataValidator {
  readonly #schemas: readonly CompiledSchema[];

  /** @throws {UserFault} `INVALID_INPUT` with a path that begins with `schema`, for what is no schema that we take. */
  constructor(schema: Readonly<Record<string, unknown>>, fields: readonly ResourceField[]) {
    const ofFields = fields.length > 0 ? [new CompiledSchema(schemaOfFields(fields), ['fields'])] : [];
    this.#schemas = [new CompiledSchema(schema, ['schema']), ...ofFields];
  }

  /**
   * What does not fit, at most 20 of it; one where the data is so large that finding all would take too long. Of a value of which the
   * schema has said something the fields say nothing more.
   */
  faultsOf(data: unknown): DataFault[] {
    const [ofSchema = [], ofFields = []] = this.#schemas.map((schema) => schema.faultsOf(data));
    const places = new Set(ofSchema.map(({ path }) => JSON.stringify(path)));
    return [...ofSchema, ...ofFields.filter(({ path }) => !places.has(JSON.stringify(path)))].slice(0, maxFaults);
  }
}

function faultsOfLast(validate: ValidateFunction): DataFault[] {
  const faults = (validate.errors ?? []).slice(0, maxFaults).map(faultOf);
  // The library keeps the last ones for as long as the function lives.
  validate.errors = null;
  return faults;
}

function faultOf(error: ErrorObject): DataFault {
  const { instancePath, params } = error;
  const names = instancePath.split('/').slice(1).map(unescaped);
  const named = params['missingProperty'] ?? params['additionalProperty'] ?? params['unevaluatedProperty'];
  const path = typeof named === 'string' ? [...names, named] : names;
  const end = path.findIndex((name) => name.length > maxNameLength);
  return { message: faultSentence(error), path: end < 0 ? path : path.slice(0, end) };
}

function unescaped(name: string): string {
  return name.replaceAll('~1', '/').replaceAll('~0', '~');
}
