import { readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ModelColumn, modelColumns } from '@trivet/database/classification';
import { type DocumentNode, type FieldDefinitionNode, Kind, type TypeNode } from 'graphql';
import { columnsOfFields, notPersonalFields, views, withoutColumn } from './by-hand.ts';

const root = join(import.meta.dirname, '../../..');

/** A field that can tell something of somebody, and what is behind it. */
export interface GraphField {
  /** Such as `User.displayName`. */
  readonly name: string;
  readonly subgraph: string;
  /** As `@classified` says; null without it. */
  readonly level: string | null;
  readonly column: ModelColumn | null;
  /** Whether it holds whatever somebody says: text or JSON. */
  readonly isOpen: boolean;
}

interface Definition {
  readonly name: string;
  readonly typeDefs: DocumentNode;
}

/** Every field of text or JSON of every type that is put out, and every other one that a personal column or `@classified` is of. */
export async function loadFields(
  subgraphs: readonly Definition[],
  columns: ReadonlyMap<string, ModelColumn>,
): Promise<GraphField[]> {
  const found = await Promise.all(
    subgraphs.map(async ({ name: subgraph, typeDefs }) => {
      const tables = await tablesOf(subgraph);
      return typeDefs.definitions.flatMap((definition) => {
        if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.OBJECT_TYPE_EXTENSION)
          return [];
        const type = definition.name.value;
        return (definition.fields ?? []).map((field): GraphField => {
          const name = `${type}.${field.name.value}`;
          const table = tables.get(type);
          const byName = [...columns.values()].find((each) => each.table === table && each.key === field.name.value);
          const column = columns.get(columnsOfFields[name] ?? '') ?? byName ?? null;
          return { name, subgraph, column, level: levelOf(field), isOpen: openScalars.has(namedTypeOf(field.type)) };
        });
      });
    }),
  );
  return found
    .flat()
    .filter(({ column, level, isOpen }) => isOpen || level !== null || column?.declaration?.personal)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What does not fit together, each fault as a sentence. */
export function faultsOfFields(fields: readonly GraphField[]): string[] {
  const harmless = new Set(Object.values(notPersonalFields).flat());
  return fields.flatMap(({ name, subgraph, level, column, isOpen }) => {
    const where = `${name} of ${subgraph}`;
    if (column?.declaration?.personal) {
      const { level: wanted } = column.declaration;
      return level === wanted ? [] : [`${where} shows ${column.name}: say \`@classified(level: ${wanted})\`.`];
    }
    if (level !== null)
      return name in withoutColumn
        ? []
        : [`${where} is classified, and no personal column is behind it: see by-hand.ts.`];
    if (isOpen && !column && !harmless.has(name))
      return [`${where} can tell something of somebody: which column is behind it? See by-hand.ts.`];
    return [];
  });
}

const openScalars: ReadonlySet<string> = new Set(['String', 'JSON', 'EmailAddress', 'URL']);

function namedTypeOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type);
}

function levelOf(field: FieldDefinitionNode): string | null {
  const value = field.directives?.find(({ name }) => name.value === 'classified')?.arguments?.[0]?.value;
  return value?.kind === Kind.ENUM ? value.value : null;
}

/** The table behind each type whose resolvers get a model, as `codegen.ts` says and the model's source. */
async function tablesOf(subgraph: string): Promise<ReadonlyMap<string, string>> {
  const folder = join(root, 'subgraphs', subgraph);
  const { default: codegen } = (await load(join(folder, 'codegen.ts'))) as { default: Codegen };
  const [output] = Object.values(codegen.generates);
  const mappers = output?.config.mappers ?? {};
  const idle = Object.keys(views).filter(
    (name) => name.startsWith(`${subgraph}.`) && !(name.slice(subgraph.length + 1) in mappers),
  );
  if (idle.length > 0) throw new Error(`There is no model of ${idle.join(', ')}: take it out of \`views\`.`);
  const tables = new Map<string, string>();
  for (const [type, mapper] of Object.entries(mappers)) {
    const [, path = '', model = ''] = /^(\.[^#]+)#(\w+)/.exec(mapper) ?? [];
    if (path === '') continue;
    const table = await tableOf(normalize(join(folder, 'src/api', path)), model);
    const known = table ?? views[`${subgraph}.${type}`];
    if (known === undefined)
      throw new Error(
        `Which table is behind ${type} of ${subgraph}? Its model ${model} does not say it: see \`views\`.`,
      );
    if (known !== null) tables.set(type, known);
  }
  return tables;
}

interface Codegen {
  readonly generates: Readonly<
    Record<string, { readonly config: { readonly mappers: Readonly<Record<string, string>> } }>
  >;
}

/** Of `type Session = typeof sessions.$inferSelect`, and of what is made of such a type in the same file. */
async function tableOf(file: string, model: string): Promise<string | undefined> {
  if (!file.endsWith('.model.ts')) return undefined;
  const source = readFileSync(file, 'utf8');
  const definitionOf = (name: string) => new RegExp(`export type ${name} =([^;]+);`).exec(source)?.[1] ?? '';
  const names = [model, ...(definitionOf(model).match(/\b[A-Z]\w+/g) ?? [])];
  const exports = (await load(file)) as Record<string, unknown>;
  for (const name of names) {
    const [, table = ''] = /typeof (\w+)\.\$inferSelect/.exec(definitionOf(name)) ?? [];
    const [column] = modelColumns({ [table]: exports[table] });
    if (column) return column.table;
  }
  return undefined;
}

function load(file: string): Promise<unknown> {
  return import(pathToFileURL(file).href);
}
