/** A type as SDL writes it, such as `[E1!]!`. */
export type TypeRef = string;

export interface ArgumentModel {
  readonly name: string;
  readonly type: TypeRef;
  /** As SDL writes it. */
  readonly defaultValue?: string | undefined;
}

export interface FieldModel {
  readonly name: string;
  /** `Type.field`: what its values and faults depend on. */
  readonly coordinate: string;
  readonly type: TypeRef;
  readonly args: readonly ArgumentModel[];
  /** Subgraphs that resolve it; several if it is shareable, or a part of keys. */
  readonly owners: string[];
  readonly isKey: boolean;
  /** Subgraphs that only declare it, as `@external`. */
  readonly external: Set<string>;
  requires?: string;
  provides?: string;
  /** Another subgraph brings it along by `@provides`: then its owner has to share it. */
  isProvided: boolean;
  /** The subgraph that it was moved away from, by `@override`: still has it, and must not be asked. */
  overrides?: string;
  /** The owner that says it is never null, where another says that it may be. */
  strictIn?: string;
  inaccessible: boolean;
  /** Never fails, because that would show elsewhere than in a graph of one piece. */
  steady: boolean;
}

export interface KeyModel {
  /** As SDL writes it. */
  readonly fields: string;
  readonly resolvable: boolean;
}

export interface ObjectModel {
  readonly kind: 'root' | 'entity' | 'value';
  readonly name: string;
  readonly fields: Map<string, FieldModel>;
  /** The subgraphs that have it, with its keys there. */
  readonly keys: Map<string, KeyModel[]>;
  /** Of an entity: the subgraph that has all its keys. */
  readonly home: string;
  /** Of a value type: its fields are spread over its subgraphs, so whatever returns it is resolved by all of them. */
  readonly isSplit: boolean;
}

export interface InterfaceModel {
  readonly kind: 'interface';
  readonly name: string;
  readonly members: readonly string[];
  /** Those of the interface itself, and in which subgraph each is declared. */
  readonly fields: Map<
    string,
    { readonly type: TypeRef; readonly args: readonly ArgumentModel[]; readonly in: string[] }
  >;
  /** With a key: the subgraph that has it, and all its members, as an interface. */
  readonly home?: string | undefined;
  /** Where it is an `@interfaceObject`, and the fields that are added there to all its members. */
  readonly objectIn: readonly string[];
  readonly objectFields: Map<string, FieldModel>;
}

export interface UnionModel {
  readonly kind: 'union';
  readonly name: string;
  /** By subgraph. */
  readonly members: Map<string, string[]>;
}

export interface EnumModel {
  readonly kind: 'enum';
  readonly name: string;
  /** By subgraph; equal in all of them if it is used for input. */
  readonly values: Map<string, string[]>;
  readonly isInput: boolean;
  readonly hidden: readonly string[];
}

export interface InputModel {
  readonly kind: 'input';
  readonly name: string;
  readonly fields: readonly ArgumentModel[];
}

/** A graph in one piece, and how it is cut into subgraphs. */
export interface Model {
  readonly subgraphs: readonly string[];
  readonly objects: Map<string, ObjectModel>;
  readonly interfaces: Map<string, InterfaceModel>;
  readonly unions: Map<string, UnionModel>;
  readonly enums: Map<string, EnumModel>;
  readonly inputs: Map<string, InputModel>;
}

export const isNonNull = (type: TypeRef): boolean => type.endsWith('!');
export const nullable = (type: TypeRef): TypeRef => (isNonNull(type) ? type.slice(0, -1) : type);
export const isList = (type: TypeRef): boolean => nullable(type).startsWith('[');
export const itemOf = (type: TypeRef): TypeRef => nullable(type).slice(1, -1);
export const nameOf = (type: TypeRef): string => type.replaceAll(/[[\]!]/g, '');

/** The fields of an object as clients and subgraphs may know them, with those of interface objects. */
export function fieldsOf(model: Model, object: ObjectModel): FieldModel[] {
  const added = [...model.interfaces.values()].flatMap(({ members, objectFields }) =>
    members.includes(object.name) ? [...objectFields.values()] : [],
  );
  return [...object.fields.values(), ...added];
}

/** What an object of this name can turn out to be in a value that `subgraph` made. */
export function possibleTypes(model: Model, name: string, subgraph: string): string[] {
  const union = model.unions.get(name);
  if (union) return union.members.get(subgraph) ?? [];
  const abstract = model.interfaces.get(name);
  if (!abstract) return [name];
  if (abstract.objectIn.includes(subgraph)) return [...abstract.members];
  return abstract.members.filter((member) => implementsIn(model, member, subgraph).includes(name));
}

/** The interfaces that an object says to implement in this subgraph: those whose fields it has there. */
export function implementsIn(model: Model, objectName: string, subgraph: string): string[] {
  const object = model.objects.get(objectName);
  if (!object?.keys.has(subgraph)) return [];
  return [...model.interfaces.values()].flatMap(({ name, members, fields, objectIn }) => {
    if (!members.includes(objectName) || objectIn.includes(subgraph)) return [];
    const declared = [...fields].filter(([, field]) => field.in.includes(subgraph));
    const hasAll = declared.every(([field]) => object.fields.get(field)?.owners.includes(subgraph));
    return declared.length > 0 && hasAll ? [name] : [];
  });
}

/** Every concrete type below an abstract one, in the whole graph. */
export function membersOf(model: Model, name: string): string[] {
  const union = model.unions.get(name);
  if (union) return [...new Set([...union.members.values()].flat())];
  const abstract = model.interfaces.get(name);
  return abstract ? [...abstract.members] : [name];
}
