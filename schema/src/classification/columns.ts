import { globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ModelColumn, modelColumns, type Subject } from '@trivet/database/classification';

const root = join(import.meta.dirname, '../../..');

/** Every column of every model of every subgraph, by its name, in the order of their names. A model is found by its file. */
export async function loadColumns(): Promise<ReadonlyMap<string, ModelColumn>> {
  const files = globSync('subgraphs/*/src/**/*.model.ts', { cwd: root });
  const models = await Promise.all(files.map((file) => import(pathToFileURL(join(root, file)).href)));
  const columns = models.flatMap((model) => modelColumns(model as Record<string, unknown>));
  // What two models export is one table.
  return new Map(
    columns.map((column): [string, ModelColumn] => [column.name, column]).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** A column that tells something of somebody. */
export interface PersonalColumn extends ModelColumn {
  readonly declaration: Extract<ModelColumn['declaration'], { readonly personal: true }>;
}

export function personalColumns(columns: ReadonlyMap<string, ModelColumn>): PersonalColumn[] {
  return [...columns.values()].filter((column): column is PersonalColumn => column.declaration?.personal === true);
}

/** What becomes of a value when whose it is goes: his row takes it along, or his key, with which nobody can read it. */
export function goesBy(column: PersonalColumn, columns: ReadonlyMap<string, ModelColumn>): readonly ('row' | 'key')[] {
  const { declaration, protection, table } = column;
  const root = owners[declaration.subject.kind];
  const byRow = root !== undefined && goesWith(table, root, columns);
  const byKey = declaration.subject.kind === 'person' && protection === 'encrypted';
  return [...(byRow ? (['row'] as const) : []), ...(byKey ? (['key'] as const) : [])];
}

const owners: Readonly<Record<Subject['kind'], string | undefined>> = {
  person: 'users.users',
  account: 'users.accounts',
  somebody: undefined,
};

/** By foreign keys that cascade, over as many tables as it takes. */
function goesWith(table: string, root: string, columns: ReadonlyMap<string, ModelColumn>): boolean {
  if (table === root) return true;
  const some = [...columns.values()].find((column) => column.table === table);
  return (some?.goesWith ?? []).some((parent) => parent !== table && goesWith(parent, root, columns));
}

/** What is wrong with what models declare, each fault as a sentence. */
export function faultsOf(columns: ReadonlyMap<string, ModelColumn>, inTheClear: readonly string[]): string[] {
  return [...columns.values()].flatMap((column) => {
    const { name, table, isOpen, declaration, protection } = column;
    if (!declaration) {
      if (isOpen) return [`${name}: say \`personal\` or \`notPersonal\` in the model.`];
      return protection ? [`${name} is ${protection}, and the model does not say whose.`] : [];
    }
    if (!declaration.personal) return [];
    const { level, subject } = declaration;
    const isKept = protection !== null || inTheClear.includes(name);
    return [
      ...(['CONFIDENTIAL', 'RESTRICTED'].includes(level) && !isKept
        ? [`${name} is ${level}, and neither \`encrypted\` nor \`hashed\`.`]
        : []),
      ...(subject.kind !== 'somebody' && !columns.has(`${table}.${subject.of}`)
        ? [`${name} names the column "${subject.of}" as whose it is, which its table has not.`]
        : []),
    ];
  });
}
