import { UserFault } from '@trivet/platform';
import { isJsonObject } from './plain-json.ts';
import type { ResourceField, ResourceFieldKind } from './resource-type.model.ts';

const maxFields = 20;
const maxLevels = 5;
const maxNameLength = 64;
/** What an index can hold of a text. */
const maxFilterableLength = 1_000;

const schemaOfKind: Readonly<Record<ResourceFieldKind, Readonly<Record<string, unknown>>>> = {
  STRING: { type: ['string', 'null'] },
  NUMBER: { type: ['number', 'null'] },
  BOOLEAN: { type: ['boolean', 'null'] },
  DATE_TIME: { type: ['string', 'null'], format: 'date-time' },
};

const typesOfKind: Readonly<Record<ResourceFieldKind, readonly string[]>> = {
  STRING: ['string'],
  NUMBER: ['number', 'integer'],
  BOOLEAN: ['boolean'],
  DATE_TIME: ['string'],
};

/** What is not said is not so. */
export interface ResourceFieldInput extends Pick<ResourceField, 'path' | 'kind'> {
  readonly filterable?: boolean;
  readonly searchable?: boolean;
}

/**
 * Fields as an input names them, by JSON Pointers.
 * @throws {UserFault} `INVALID_INPUT` unless each leads by names to a value of its own, of a kind that the schema does not exclude.
 */
export function requireFields(
  input: readonly ResourceFieldInput[],
  schema: Readonly<Record<string, unknown>>,
): ResourceField[] {
  const fields = input.map(({ path, kind, filterable = false, searchable = false }) => ({
    path,
    kind,
    filterable,
    searchable,
  }));
  if (fields.length > maxFields) throw fault(`A type has at most ${maxFields} fields.`, []);
  for (const [index, field] of fields.entries()) {
    const at = [String(index)];
    const names = namesOf(field.path);
    if (!names || names.some((name) => !isName(name)) || names.length > maxLevels)
      throw fault(`A path is a JSON Pointer of 1 to ${maxLevels} names, such as "/customer/email".`, [...at, 'path']);
    if (!field.filterable && !field.searchable)
      throw fault('A field is filterable, searchable, or both.', [...at, 'filterable']);
    if (field.searchable && field.kind !== 'STRING') throw fault('Only texts are searchable.', [...at, 'searchable']);
    // One would be a value, the other something in it.
    const clash = fields.slice(0, index).some(({ path }) => within(path, field.path) || within(field.path, path));
    if (clash) throw fault('Another field has this path, or is on it.', [...at, 'path']);
    if (excludes(schema, names, field.kind)) throw fault('The schema has another type at this path.', [...at, 'kind']);
  }
  return fields;
}

/** What data has to be for its fields to be of their kinds. What is not there, or null, fits. */
export function schemaOfFields(fields: readonly ResourceField[]): Readonly<Record<string, unknown>> {
  const root: Tree = new Map();
  for (const { path, kind, filterable } of fields) {
    const names = namesOf(path) ?? [];
    const last = names.at(-1) ?? '';
    let tree = root;
    for (const name of names.slice(0, -1)) {
      const inner = tree.get(name);
      const next: Tree = inner instanceof Map ? inner : new Map();
      tree.set(name, next);
      tree = next;
    }
    const bounded = kind === 'STRING' && filterable ? { maxLength: maxFilterableLength } : {};
    tree.set(last, { ...schemaOfKind[kind], ...bounded });
  }
  return schemaOfTree(root);
}

type Tree = Map<string, Tree | Readonly<Record<string, unknown>>>;

function schemaOfTree(tree: Tree): Readonly<Record<string, unknown>> {
  const properties = [...tree].map(([name, inner]) => [name, inner instanceof Map ? schemaOfTree(inner) : inner]);
  return { properties: Object.fromEntries(properties) };
}

/** The names of a JSON Pointer (RFC 6901); null for what is none, or points at the whole. */
export function namesOf(pointer: string): string[] | null {
  if (pointer.length > 400 || !/^(?:\/(?:[^~/]|~[01])+)+$/.test(pointer)) return null;
  return pointer
    .slice(1)
    .split('/')
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function isName(name: string): boolean {
  return name.length <= maxNameLength && name.isWellFormed() && !/\p{Cc}/u.test(name) && name !== '__proto__';
}

function within(path: string, other: string): boolean {
  return path === other || path.startsWith(`${other}/`);
}

/** As far as the schema says it by `properties` and `type`; what it says otherwise is found where data has to fit both. */
function excludes(schema: unknown, names: readonly string[], kind: ResourceFieldKind): boolean {
  let present = schema;
  for (const name of names) {
    const properties = isJsonObject(present) ? present['properties'] : undefined;
    present = isJsonObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
  }
  if (!isJsonObject(present) || present['type'] === undefined) return present === false;
  const types = [present['type']].flat();
  return !typesOfKind[kind].some((type) => types.includes(type));
}

function fault(message: string, path: readonly string[]): UserFault {
  return new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', message, ['fields', ...path]);
}
