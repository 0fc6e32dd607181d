/**
 * A schema as far as it matters for what checking a value by it may cost: which schemas are applied to the value itself, and
 * which to what is in it. One step is what takes about a tenth of a microsecond at worst.
 */
export interface SchemaNode {
  /** Steps on any value: one for each keyword, name and listed value. */
  weight: number;
  /** Steps for each character of a string. */
  perCharacter: number;
  /** Steps for each name of an object. */
  perName: number;
  /** Applied to the same value, the targets of `$ref` among them. */
  readonly inPlace: SchemaNode[];
  /** Applied to the same value too, which may fit them or not. */
  readonly branches: SchemaNode[];
  readonly properties: Map<string, SchemaNode>;
  readonly patterns: { readonly perCharacter: number; readonly node: SchemaNode }[];
  additionalProperties: SchemaNode | null;
  propertyNames: SchemaNode | null;
  readonly prefixItems: SchemaNode[];
  /** What the prefix leaves. */
  items: SchemaNode | null;
  /** Applied to all that is in the value, such as `contains` and `unevaluatedProperties`. */
  readonly each: SchemaNode[];
  uniqueItems: boolean;
}

export function emptyNode(): SchemaNode {
  return {
    weight: 1,
    perCharacter: 0,
    perName: 0,
    inPlace: [],
    branches: [],
    properties: new Map(),
    patterns: [],
    additionalProperties: null,
    propertyNames: null,
    prefixItems: [],
    items: null,
    each: [],
    uniqueItems: false,
  };
}
