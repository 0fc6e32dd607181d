import { _, Ajv2020, type Code, type CodeKeywordDefinition, type KeywordCxt, Name } from 'ajv/dist/2020.js';
import { formats } from './formats.ts';
import { sameJson } from './json-comparison.ts';
import type { Pattern } from './patterns.ts';

/**
 * The library that compiles schemas, of its own for each: what it knows of one goes with it, and patterns are those that were read.
 * Keywords by which a schema could be got around, or a process be kept, are ours.
 */
export function compilerFor(
  patterns: ReadonlyMap<string, Pattern>,
  options: { readonly allErrors: boolean },
): Pick<Ajv2020, 'compile'> {
  const regExp = (source: string) => {
    const pattern = patterns.get(source);
    if (!pattern) throw new Error('A pattern was compiled that was not read.');
    return pattern;
  };
  const compiler = new Ajv2020({
    ...options,
    // The schema was read by us, and nothing is in it that we do not know.
    meta: false,
    validateSchema: false,
    strict: false,
    logger: false,
    addUsedSchema: false,
    // Own properties only: data may well lack `constructor`.
    ownProperties: true,
    // Each schema once, however often it is referred to.
    inlineRefs: false,
    formats,
    code: { optimize: false, regExp: Object.assign(regExp, { code: 'undefined' }) },
  });
  for (const keyword of ['const', 'enum', 'uniqueItems', 'unevaluatedProperties']) compiler.removeKeyword(keyword);
  const isSame = sameJson();
  return (
    compiler
      // The library asks objects for their `constructor`, `valueOf` and `toString`, which in data are names like others.
      .addKeyword({
        keyword: 'const',
        error: { message: 'must be equal to constant' },
        compile: (wanted: unknown) => (value: unknown) => isSame(wanted, value),
        errors: false,
      })
      .addKeyword({
        keyword: 'enum',
        schemaType: 'array',
        error: { message: 'must be equal to one of the allowed values' },
        compile: (wanted: readonly unknown[]) => {
          const simple = new Set(wanted);
          return (value: unknown) => simple.has(value) || wanted.some((each) => isSame(each, value));
        },
        errors: false,
      })
      // The library compares each item with each other.
      .addKeyword({
        keyword: 'uniqueItems',
        type: 'array',
        schemaType: 'boolean',
        error: { message: 'must not have the same item twice' },
        validate: (unique: boolean, items: readonly unknown[]) =>
          !unique || new Set(items.map(canonicalText)).size === items.length,
        errors: false,
      })
      .addKeyword(unevaluatedProperties)
  );
}

/**
 * As the library has it, but that names of which something was said are the note's own. By its own keyword `constructor` and `toString`,
 * which all objects have, would be among them.
 */
const unevaluatedProperties: CodeKeywordDefinition = {
  keyword: 'unevaluatedProperties',
  type: 'object',
  schemaType: ['boolean', 'object'],
  trackErrors: true,
  error: {
    message: 'must NOT have unevaluated properties',
    params: ({ params }) => _`{unevaluatedProperty: ${params['unevaluatedProperty']}}`,
  },
  code(cxt: KeywordCxt) {
    const { gen, schema, data, it } = cxt;
    const { allErrors, props } = it;
    const check = (name: Name) => {
      if (schema === false) {
        cxt.setParams({ unevaluatedProperty: name });
        cxt.error();
        if (!allErrors) gen.break();
      } else if (schema !== true) {
        const valid = gen.name('valid');
        cxt.subschema({ keyword: 'unevaluatedProperties', dataProp: name, dataPropType: textual }, valid);
        if (!allErrors) gen.if(_`!${valid}`, () => gen.break());
      }
    };
    const checkAllBut = (isNoted: (name: Name) => Code) =>
      gen.forIn('key', data, (name) => gen.if(_`!(${isNoted(name)})`, () => check(name)));
    if (props instanceof Name)
      gen.if(_`${props} !== true`, () => checkAllBut((name) => _`${props} && Object.hasOwn(${props}, ${name})`));
    else if (props !== true) {
      const noted = Object.keys(props ?? {});
      checkAllBut((name) => noted.reduce<Code>((code, each) => _`${code} || ${name} === ${each}`, _`false`));
    }
    it.props = true;
    cxt.ok(_`${cxt.errsCount ?? 0} === errors`);
  },
};

/** What is a name, to the library. */
const textual = 1;

/** The same for values that are the same to JSON Schema: the order of an object's names says nothing. */
function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_name, entry: unknown) =>
    entry !== null && typeof entry === 'object' && !Array.isArray(entry)
      ? Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)))
      : entry,
  );
}
