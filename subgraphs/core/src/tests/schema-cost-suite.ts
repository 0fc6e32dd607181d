import { describe, expect, it } from 'vitest';
import { DataValidator } from '../modules/resource-types/data-validator.ts';

/** A check, or compiling, keeps its process from all else for no longer. */
export const maxBlockMs = 50;
/** The first runs are the compiler's, and others are at work on the machine. */
const maxRuns = 8;

/** The best of some runs, in ms of the thread's own time, without what its helpers collect and compile beside it. */
export function shortest(work: () => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 1; run <= maxRuns && (run <= 3 || best >= maxBlockMs); run += 1) {
    const before = process.threadCpuUsage();
    work();
    best = Math.min(best, process.threadCpuUsage(before).user / 1_000);
  }
  return best;
}

export const numbered = (count: number, one: (n: number) => unknown): unknown[] =>
  Array.from({ length: count }, (_, n) => one(n));
export const named = (count: number, one: (n: number) => unknown, prefix = 'p') =>
  Object.fromEntries(numbered(count, (n) => [`${prefix}${n}`, one(n)]) as [string, unknown][]);
const when = (condition: object | boolean, consequence: object) =>
  Object.fromEntries([
    ['if', condition],
    ['then', consequence],
  ]);
export const nested = (levels: number, inside: (schema: object) => object): object => {
  let schema: object = { type: 'number' };
  for (let level = 0; level < levels; level += 1) schema = inside(schema);
  return schema;
};

/** What may be defined, chosen so that as much as possible has to be done for each value. */
const schemas: Readonly<Record<string, object>> = {
  'all properties there can be': { properties: named(140, () => ({ type: 'string', minLength: 1, maxLength: 9 })) },
  'all keywords there can be': {
    properties: named(100, () => ({
      type: ['string', 'object', 'array'],
      minLength: 1,
      maxLength: 9,
      minItems: 1,
      minimum: 1,
      maximum: 9,
      multipleOf: 2,
    })),
  },
  'many branches': {
    anyOf: numbered(45, (n) => ({
      required: [`a${n}`],
      properties: { [`a${n}`]: { type: 'number' }, b: { const: n } },
    })),
  },
  'branches that are counted': {
    unevaluatedProperties: false,
    anyOf: numbered(40, (n) => ({ patternProperties: { a: true, [`b${n}`]: { type: 'string' } } })),
  },
  'branches in branches': nested(14, (inner) => ({
    anyOf: [inner, { type: 'string', pattern: 'a' }],
    not: { const: 1 },
    ...when({ type: 'number' }, { minimum: 1 }),
  })),
  'references to references': {
    $defs: {
      ...named(35, (n) => ({ allOf: [{ $ref: `#/$defs/d${n + 1}` }, { $ref: `#/$defs/d${n + 1}` }] }), 'd'),
      d35: { type: 'object' },
    },
    $ref: '#/$defs/d0',
  },
  'itself, by three ways': {
    anyOf: numbered(3, () => ({ properties: { c: { items: { $ref: '#' } } } })),
    properties: { c: { items: { $ref: '#' } } },
  },
  'patterns of a famous kind': {
    additionalProperties: {
      items: {
        allOf: ['^(a+)+$', '(.*a){15}x', '[ab]*a[ab]{100}[cd]', '(a?){60}a{60}'].map((pattern) => ({ pattern })),
      },
    },
  },
  'names by patterns': {
    propertyNames: { pattern: '^(a+)+$', maxLength: 3 },
    patternProperties: { '(a|aa)+$': { type: 'string' } },
  },
  'all different': { additionalProperties: { uniqueItems: true } },
  'one of many': { additionalProperties: { items: { enum: numbered(900, (n) => `v${n}`) } } },
  'one of many objects': { additionalProperties: { items: { enum: numbered(180, (n) => ({ a: 1, b: { c: n } })) } } },
  'names that are missing': { additionalProperties: { items: { required: numbered(900, (n) => `v${n}`) } } },
  'a hundred times the same': {
    additionalProperties: { items: { allOf: numbered(100, () => ({ type: 'string', minLength: 3 })) } },
  },
  'all formats': {
    additionalProperties: {
      items: { allOf: ['uri', 'email', 'hostname', 'ipv6', 'date-time', 'uuid'].map((format) => ({ format })) },
    },
  },
  'long texts measured': { additionalProperties: { items: { allOf: numbered(50, () => ({ minLength: 300_000 })) } } },
  'names that are counted': { allOf: numbered(140, () => ({ minProperties: 1, maxProperties: 1_000_000 })) },
  'all properties of each item': { additionalProperties: { items: { properties: named(140, () => true) } } },
  'one of many alike': { additionalProperties: { enum: numbered(180, () => ({ a: {} })) } },
  'names that are noted': {
    $defs: {
      ...named(
        24,
        (n) => ({ allOf: [when(true, { properties: { key0: true } }), { $ref: `#/$defs/d${n + 1}` }] }),
        'd',
      ),
      d24: { patternProperties: { y: true } },
    },
    $ref: '#/$defs/d0',
    unevaluatedProperties: false,
  },
  addresses: { additionalProperties: { items: { format: 'uri' } } },
  'some of them': { additionalProperties: { allOf: numbered(20, (n) => ({ contains: { const: n } })) } },
};

/** Characters of which no two are the same. */
const others = (count: number) => String.fromCodePoint(...(numbered(count, (n) => 0x4e00 + n) as number[]));
const list = (count: number, one: (n: number) => unknown) => ({ a: numbered(count, one) });
const tree = (levels: number, width: number): object =>
  levels === 0 ? {} : { c: numbered(width, () => tree(levels - 1, width)) };
/** Each about as large as data may be. */
const values: Readonly<Record<string, object>> = {
  'a hundred thousand numbers': list(100_000, (n) => n % 10),
  'as many numbers as are still checked': list(1_900, (n) => n),
  'many texts': list(20_000, (n) => `abcd${n}`),
  'one long text': list(1, () => 'ab'.repeat(125_000)),
  'one letter': list(1, () => 'a'.repeat(250_000)),
  'some long texts': list(8, () => 'ab'.repeat(15_000)),
  'not only ASCII': list(1, () => 'aé'.repeat(80_000)),
  'many objects': list(9_000, (n) => ({ a: 1, b: { c: n } })),
  'some objects': list(200, (n) => ({ a: 1, b: { c: n } })),
  'empty objects': list(200, () => ({})),
  'very many empty objects': list(80_000, () => ({})),
  'a wide tree': tree(7, 3),
  'a narrow tree': tree(15, 1),
  'many names': named(20_000, (n) => n, 'key'),
  'some names': named(3_000, (n) => n, 'a'),
  'names that are still noted': named(8_500, (n) => n, 'key'),
  'many names, deeper': { x: { a: named(20_000, (n) => n, 'key') } },
  'names of properties': named(140, (n) => n),
  'a long address': list(1, () => `a:${'a%20'.repeat(50_000)}`),
  'addresses in another writing': list(14, () => `http://${encodeURIComponent(others(2_000))}`),
  'almost addresses': list(200, () => `a@${'a.'.repeat(120)}!`),
};

/** How long a process is kept from all else by one check, or by compiling; by the schemas of these names, or by all. */
export function schemaCostSuite(names: readonly string[] = Object.keys(schemas)): void {
  describe('nobody waits long for data', () => {
    it.each(names)('by a schema of %s', (what) => {
      const schema = schemas[what] as Record<string, unknown>;
      let slowest = { ms: shortest(() => new DataValidator(schema, [])), value: 'compiling' };
      const validator = new DataValidator(schema, []);
      for (const [value, data] of Object.entries(values)) {
        const ms = shortest(() => validator.faultsOf(data));
        if (ms > slowest.ms) slowest = { ms, value };
        expect(validator.faultsOf(data).length, value).toBeLessThanOrEqual(20);
      }
      console.info(`${what}: at most ${slowest.ms.toFixed(1)} ms, for ${slowest.value}.`);
      expect(slowest.ms, slowest.value).toBeLessThan(maxBlockMs);
    });
  });
}
