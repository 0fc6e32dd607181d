import {
  type ArgumentModel,
  type FieldModel,
  fieldsOf,
  type InterfaceModel,
  implementsIn,
  type Model,
  type ObjectModel,
} from './model.ts';

const head = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@provides", "@shareable", "@inaccessible", "@interfaceObject", "@override"])
scalar Json`;

/** The SDL of one subgraph. */
export function subgraphSdl(model: Model, subgraph: string): string {
  const parts = [head];
  for (const { name, values, hidden } of model.enums.values()) {
    const known = values.get(subgraph) ?? [];
    parts.push(
      `enum ${name} { ${known.map((value) => `${value}${hidden.includes(value) ? ' @inaccessible' : ''}`).join(' ')} }`,
    );
  }
  for (const { name, fields } of model.inputs.values())
    parts.push(`input ${name} {${fields.map(argumentSdl).join(' ')}}`);
  for (const object of model.objects.values()) {
    const lines = objectFields(object, subgraph);
    if (lines.length > 0) parts.push(block(objectHead(model, object, subgraph), lines));
  }
  for (const each of model.interfaces.values()) parts.push(...interfaceSdl(each, subgraph));
  for (const { name, members } of model.unions.values()) {
    const known = members.get(subgraph);
    if (known) parts.push(`union ${name} = ${known.join(' | ')}`);
  }
  return parts.join('\n');
}

function objectHead(model: Model, { name, keys }: ObjectModel, subgraph: string): string {
  const known = keys.get(subgraph) ?? [];
  const directives = known.map(
    ({ fields, resolvable }) => ` @key(fields: "${fields}"${resolvable ? '' : ', resolvable: false'})`,
  );
  return `type ${name}${implementing(implementsIn(model, name, subgraph))}${directives.join('')}`;
}

const implementing = (names: readonly string[]): string => (names.length > 0 ? ` implements ${names.join(' & ')}` : '');

function objectFields({ kind, fields }: ObjectModel, subgraph: string): string[] {
  return [...fields.values()].flatMap((field) => {
    const declared = declaration(field, subgraph, kind === 'value');
    return declared === undefined ? [] : [declared];
  });
}

function declaration(field: FieldModel, subgraph: string, isValue: boolean): string | undefined {
  const { owners, external, overrides, inaccessible, requires, provides, isKey, isProvided, strictIn } = field;
  const owned = owners.includes(subgraph);
  if (!owned && !external.has(subgraph) && overrides !== subgraph) return undefined;
  const directives: string[] = [];
  if (!owned && overrides !== subgraph) directives.push('@external');
  else if (isProvided || (owners.length > 1 && (isValue || !isKey))) directives.push('@shareable');
  if (owned && requires) directives.push(`@requires(fields: ${JSON.stringify(requires)})`);
  if (owned && provides) directives.push(`@provides(fields: "${provides}")`);
  if (owned && overrides) directives.push(`@override(from: "${overrides}")`);
  if (inaccessible && !directives.includes('@external')) directives.push('@inaccessible');
  const type = strictIn === subgraph ? `${field.type}!` : field.type;
  return [signature({ ...field, type }), ...directives].join(' ');
}

function interfaceSdl(each: InterfaceModel, subgraph: string): string[] {
  if (each.objectIn.includes(subgraph)) {
    const required = new Set(
      [...each.objectFields.values()].flatMap(({ owners, requires }) =>
        owners.includes(subgraph) && requires ? [requires.replace(/\(.*/s, '')] : [],
      ),
    );
    const external = [...required].map((name) => `${signature({ name, ...fieldOf(each, name) })} @external`);
    const own = [...each.objectFields.values()].flatMap((field) => declaration(field, subgraph, false) ?? []);
    return [block(`type ${each.name} @interfaceObject @key(fields: "id")`, ['id: ID!', ...external, ...own])];
  }
  const lines = [...each.fields].flatMap(([name, field]) =>
    field.in.includes(subgraph) ? [signature({ name, ...field })] : [],
  );
  if (lines.length === 0) return [];
  return [block(`interface ${each.name}${each.home === subgraph ? ' @key(fields: "id")' : ''}`, lines)];
}

function fieldOf(each: InterfaceModel, name: string) {
  const field = each.fields.get(name);
  if (!field) throw new Error(`${each.name} has no field "${name}".`);
  return field;
}

/** The SDL of the graph in one piece, as clients see it; with what is hidden from them, as subgraphs see it. */
export function wholeSdl(model: Model, { hidden }: { readonly hidden: boolean }): string {
  const parts = ['scalar Json'];
  for (const each of model.enums.values()) {
    const values = new Set([...each.values.values()].flat());
    parts.push(
      `enum ${each.name} { ${[...values].filter((value) => hidden || !each.hidden.includes(value)).join(' ')} }`,
    );
  }
  for (const { name, fields } of model.inputs.values())
    parts.push(`input ${name} {${fields.map(argumentSdl).join(' ')}}`);
  for (const object of model.objects.values()) {
    const interfaces = [...model.interfaces.values()].flatMap(({ name, members }) =>
      members.includes(object.name) ? [name] : [],
    );
    const fields = fieldsOf(model, object).filter(({ inaccessible }) => hidden || !inaccessible);
    parts.push(block(`type ${object.name}${implementing(interfaces)}`, fields.map(signature)));
  }
  for (const { name, fields, objectFields } of model.interfaces.values()) {
    const own = [...fields].map(([field, rest]) => signature({ name: field, ...rest }));
    parts.push(block(`interface ${name}`, [...own, ...[...objectFields.values()].map(signature)]));
  }
  for (const { name, members } of model.unions.values()) {
    parts.push(`union ${name} = ${[...new Set([...members.values()].flat())].join(' | ')}`);
  }
  return parts.join('\n');
}

const block = (first: string, lines: readonly string[]): string =>
  `${first} {\n${lines.map((line) => `  ${line}`).join('\n')}\n}`;

function signature({ name, args, type }: Pick<FieldModel, 'name' | 'args' | 'type'>): string {
  return `${name}${args.length > 0 ? `(${args.map(argumentSdl).join(', ')})` : ''}: ${type}`;
}

function argumentSdl({ name, type, defaultValue }: ArgumentModel): string {
  return `${name}: ${type}${defaultValue === undefined ? '' : ` = ${defaultValue}`}`;
}
