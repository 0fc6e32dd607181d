/** How a keyword's value is read. */
export type KeywordKind =
  /** Says something to people, and nothing about values. */
  | 'note'
  | 'notes'
  | 'flagNote'
  | 'anyNote'
  | 'dialect'
  | 'definitions'
  | 'reference'
  | 'type'
  | 'number'
  | 'divisor'
  | 'count'
  | 'unique'
  | 'pattern'
  | 'format'
  | 'names'
  | 'namesByProperty'
  | 'values'
  | 'value'
  /** Schemas for the value itself. */
  | 'inPlace'
  | 'inPlaceList'
  | 'inPlaceByProperty'
  /** The same, but it may fit them or not. */
  | 'branch'
  | 'branchList'
  /** Schemas for what is in it. */
  | 'properties'
  | 'patternProperties'
  | 'additionalProperties'
  | 'propertyNames'
  | 'prefixItems'
  | 'items'
  | 'each';

/**
 * The keywords of draft 2020-12 that a definition may use. Others are refused, so that nothing is thought to be checked that is
 * not: `$id`, `$anchor` and `$dynamicRef` above all, by which a schema could refer to what is not in it.
 */
export const keywordKinds: ReadonlyMap<string, KeywordKind> = new Map<string, KeywordKind>([
  ['$schema', 'dialect'],
  ['$defs', 'definitions'],
  ['$ref', 'reference'],
  ['$comment', 'note'],
  ['title', 'note'],
  ['description', 'note'],
  ['contentEncoding', 'note'],
  ['contentMediaType', 'note'],
  ['examples', 'notes'],
  ['default', 'anyNote'],
  ['deprecated', 'flagNote'],
  ['readOnly', 'flagNote'],
  ['writeOnly', 'flagNote'],
  ['type', 'type'],
  ['enum', 'values'],
  ['const', 'value'],
  ['minimum', 'number'],
  ['maximum', 'number'],
  ['exclusiveMinimum', 'number'],
  ['exclusiveMaximum', 'number'],
  ['multipleOf', 'divisor'],
  ['minLength', 'count'],
  ['maxLength', 'count'],
  ['minItems', 'count'],
  ['maxItems', 'count'],
  ['minContains', 'count'],
  ['maxContains', 'count'],
  ['minProperties', 'count'],
  ['maxProperties', 'count'],
  ['uniqueItems', 'unique'],
  ['pattern', 'pattern'],
  ['format', 'format'],
  ['required', 'names'],
  ['dependentRequired', 'namesByProperty'],
  ['not', 'branch'],
  ['if', 'branch'],
  ['then', 'inPlace'],
  ['else', 'inPlace'],
  ['allOf', 'inPlaceList'],
  ['anyOf', 'branchList'],
  ['oneOf', 'branchList'],
  ['dependentSchemas', 'inPlaceByProperty'],
  ['properties', 'properties'],
  ['patternProperties', 'patternProperties'],
  ['additionalProperties', 'additionalProperties'],
  ['propertyNames', 'propertyNames'],
  ['prefixItems', 'prefixItems'],
  ['items', 'items'],
  ['contains', 'each'],
  ['unevaluatedItems', 'each'],
  ['unevaluatedProperties', 'each'],
]);

export const dialect = 'https://json-schema.org/draft/2020-12/schema';
export const typeNames: ReadonlySet<unknown> = new Set([
  'array',
  'boolean',
  'integer',
  'null',
  'number',
  'object',
  'string',
]);
