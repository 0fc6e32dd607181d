import { type RawJson, UserFault } from '@trivet/platform';
import { DataValidator } from './data-validator.ts';
import { sameJson } from './json-comparison.ts';
import { isJsonObject, requireJsonObject } from './plain-json.ts';
import { type ResourceFieldInput, requireFields } from './resource-field.ts';
import type { ResourceField } from './resource-type.model.ts';
import { requireVisibleText } from './visible-text.ts';

const maxSchemaBytes = 32 * 1024;
/** Of the JSON that the schema is; twice as many as schemas may be nested. */
const maxDepth = 40;

export interface DefinitionInput {
  readonly title: string;
  readonly schema: unknown;
  readonly fields?: readonly ResourceFieldInput[];
}

/** What is to be changed; null and what is missing stay. */
export interface DefinitionChange {
  readonly title?: string | null;
  readonly schema?: unknown;
  readonly fields?: readonly ResourceFieldInput[] | null;
}

/** A definition that can be kept, with what checks data by it. */
export interface CheckedDefinition {
  readonly title: string;
  readonly schema: RawJson;
  readonly fields: readonly ResourceField[];
  readonly validator: DataValidator;
}

/**
 * Whether data that fits `before` might not fit `after`. That it cannot is known of the same schema, and of none, where no field is new and
 * none is of another kind; of all else it is not asked.
 */
export function demandsMore(
  before: Pick<CheckedDefinition, 'schema' | 'fields'>,
  after: Pick<CheckedDefinition, 'schema' | 'fields'>,
): boolean {
  const [present, wanted] = [before, after].map(({ schema }) => JSON.parse(schema.text) as object);
  const isSchemaTaken = sameJson()(present, wanted) || sameJson()(wanted, {});
  const isFieldTaken = ({ path, kind, filterable }: ResourceField) =>
    before.fields.some((field) => field.path === path && field.kind === kind && (field.filterable || !filterable));
  return !isSchemaTaken || !after.fields.every(isFieldTaken);
}

/** @throws {UserFault} `INVALID_INPUT` for what cannot be the name of a type. */
export function requireTypeName(name: string, field = 'name'): string {
  if (!/^[A-Za-z][\w.-]{0,63}$/.test(name)) {
    throw new UserFault(
      'BAD_USER_INPUT',
      'INVALID_INPUT',
      'A type is a letter, then up to 63 letters, digits, "_", "-" and ".".',
      [field],
    );
  }
  return name;
}

/** @throws {UserFault} `INVALID_INPUT` that says what of it cannot be taken. */
export function requireDefinition(input: DefinitionInput): CheckedDefinition {
  const title = requireVisibleText(input.title, { path: ['title'], max: 100 });
  const schema = requireJsonObject(input.schema, { path: ['schema'], maxBytes: maxSchemaBytes, maxDepth });
  const read = isJsonObject(input.schema) ? input.schema : {};
  const fields = requireFields(input.fields ?? [], read);
  return { title, schema, fields, validator: new DataValidator(read, fields) };
}
