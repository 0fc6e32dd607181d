import { illegalArgument, isObject, type JsonObject, notHere } from './search-error.ts';

export interface Token {
  readonly term: string;
  /** In UTF-16 units of the text, as Java counts them too. */
  readonly start: number;
  readonly end: number;
}

export type Analyzer = (text: string) => readonly Token[];
type TokenFilter = (tokens: readonly Token[]) => readonly Token[];
type CharFilter = (text: string) => string;

const maxTokenLength = 255;

/**
 * The words of a text by Unicode's rules (UAX #29) as Lucene's standard tokenizer has them: ideographs one by one, emoji as words, and
 * `3.14`, `example.org`, `can't` and `a_b` in one piece.
 */
const single = String.raw`[\p{sc=Han}\p{sc=Hiragana}]`;
const letter = String.raw`(?!${single})\p{L}`;
const words = new RegExp(
  [
    String.raw`\p{RI}\p{RI}`,
    String.raw`\p{Extended_Pictographic}(?:\p{EMod}|\uFE0F)?(?:\u200D\p{Extended_Pictographic}(?:\p{EMod}|\uFE0F)?)*`,
    String.raw`${single}\p{M}*`,
    String.raw`_*(?:(?:${letter}|\p{N})[\p{M}\u200D]*_*(?:(?<=\p{L}\p{M}*)[:·.'’](?=${letter})|(?<=\p{N})[.,;'](?=\p{N}))?)+`,
  ].join('|'),
  'gu',
);

const tokenizers: Readonly<Record<string, Analyzer>> = {
  standard: (text) =>
    [...text.matchAll(words)].flatMap(({ 0: word, index }) =>
      Array.from({ length: Math.ceil(word.length / maxTokenLength) }, (_, part) => {
        const start = index + part * maxTokenLength;
        const term = word.slice(part * maxTokenLength, (part + 1) * maxTokenLength);
        return { term, start, end: start + term.length };
      }),
    ),
  whitespace: (text) =>
    [...text.matchAll(/\S+/gu)].map(({ 0: term, index }) => ({ term, start: index, end: index + term.length })),
  keyword: (text) => (text === '' ? [] : [{ term: text, start: 0, end: text.length }]),
};
const otherTokenizers = ['letter', 'lowercase', 'ngram', 'edge_ngram', 'pattern', 'classic', 'path_hierarchy', 'thai'];

const terms =
  (change: (term: string) => string): TokenFilter =>
  (tokens) =>
    tokens.map((token) => ({ ...token, term: change(token.term) }));

// Those of Lucene's ASCIIFoldingFilter that decomposing does not give.
const folded: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', ẞ: 'SS', æ: 'ae', Æ: 'AE', œ: 'oe', Œ: 'OE', ø: 'o', Ø: 'O', đ: 'd', Đ: 'D', ð: 'd', Ð: 'D' },
  ...{ ł: 'l', Ł: 'L', þ: 'th', Þ: 'TH', ı: 'i', ħ: 'h', Ħ: 'H', ŋ: 'n', '’': "'", '‘': "'", '“': '"', '”': '"' },
};
/** Folds Latin letters; of other scripts it leaves the marks, as Lucene does. */
const fold = (text: string) =>
  text.replaceAll(/[\u0080-\u024f\u1e00-\u1eff\u2018-\u201d\u2070-\u209c\ufb00-\ufb06\uff01-\uff5e]/g, (each) => {
    const plain = folded[each] ?? each.normalize('NFKD').replaceAll(/\p{M}/gu, '');
    return /^[\x20-\x7e]+$/.test(plain) ? plain : each;
  });

const builtInFilters: Readonly<Record<string, TokenFilter>> = {
  lowercase: terms((term) => term.toLowerCase()),
  asciifolding: terms(fold),
};

/** By the settings of the filter. */
function filterOf(name: string, settings: JsonObject): TokenFilter {
  const { type, ...options } = settings;
  const number = (key: string, otherwise: number) => Number(options[key] ?? otherwise);
  const only = (...names: readonly string[]) => {
    const other = Object.keys(options).find((key) => !names.includes(key));
    if (other !== undefined) throw notHere(`[${other}] of the filter [${name}]`);
  };
  switch (type) {
    case 'lowercase':
    case 'asciifolding':
      only();
      return builtInFilters[type] as TokenFilter;
    case 'truncate': {
      only('length');
      const length = number('length', 10);
      if (length < 1) throw illegalArgument(`length parameter must be a positive number: ${length}`);
      return terms((term) => term.slice(0, length));
    }
    case 'edge_ngram': {
      only('min_gram', 'max_gram');
      const [least, most] = [number('min_gram', 1), number('max_gram', 2)];
      if (least < 1) throw illegalArgument('minGram must be greater than zero');
      if (least > most) throw illegalArgument('minGram must not be greater than maxGram');
      return (tokens) =>
        tokens.flatMap((token) => {
          const characters = [...token.term];
          const count = Math.max(0, Math.min(most, characters.length) - least + 1);
          // Each has the place of the whole word.
          return Array.from({ length: count }, (_, index) => ({
            ...token,
            term: characters.slice(0, least + index).join(''),
          }));
        });
    }
    case undefined:
      throw illegalArgument(`token filter [${name}] must specify either an analyzer type, or a tokenizer`);
    case 'stop':
    case 'stemmer':
    case 'ngram':
    case 'unique':
    case 'limit':
    case 'length':
    case 'word_delimiter_graph':
      throw notHere(`filters of the type [${type}]`);
    default:
      throw illegalArgument(`Unknown filter type [${String(type)}] for [${name}]`);
  }
}

function charFilterOf(name: string, { type, ...options }: JsonObject): CharFilter {
  if (type !== 'mapping') {
    if (type === 'html_strip' || type === 'pattern_replace') throw notHere(`char filters of the type [${type}]`);
    throw illegalArgument(`Unknown char_filter type [${String(type)}] for [${name}]`);
  }
  const rules = options.mappings;
  if (!Array.isArray(rules)) {
    throw illegalArgument('mapping requires either `mappings` or `mappings_path` to be configured');
  }
  const mapping = new Map(
    rules.map((rule): [string, string] => {
      const [, from, to] = /^(.*)\s*=>\s*(.*)\s*$/s.exec(String(rule)) ?? [];
      if (from === undefined || to === undefined) throw illegalArgument(`Invalid Mapping Rule : [${String(rule)}]`);
      const [left, right] = [unescaped(from.trim()), unescaped(to.trim())];
      // Then the places of words are those in the text itself.
      if (left.length !== 1 || right.length !== 1) throw notHere('mappings of other than one character to one');
      return [left, right];
    }),
  );
  return (text) =>
    Array.from({ length: text.length }, (_, at) => mapping.get(text.charAt(at)) ?? text.charAt(at)).join('');
}

const unescaped = (text: string) =>
  text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, code: string | undefined, each: string) =>
    code === undefined
      ? ({ n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }[each] ?? each)
      : String.fromCharCode(Number.parseInt(code, 16)),
  );

const names = (value: unknown): string[] => (value === undefined ? [] : [value].flat().map(String));

/** The analyzers and normalizers of an index, by name. */
export class Analysis {
  readonly #analyzers = new Map<string, Analyzer>([
    ['standard', (text) => builtIn('lowercase')(tokenizer('standard')(text))],
    ['whitespace', tokenizer('whitespace')],
    ['keyword', tokenizer('keyword')],
  ]);
  readonly #normalizers = new Map<string, Analyzer>([
    ['lowercase', (text) => builtIn('lowercase')(tokenizer('keyword')(text))],
  ]);

  constructor(settings: JsonObject) {
    const known = ['analyzer', 'filter', 'char_filter', 'tokenizer', 'normalizer'];
    const other = Object.keys(settings).find((key) => !known.includes(key));
    if (other !== undefined) throw notHere(`[index.analysis.${other}]`);
    const group = (name: string) => Object.entries(isObject(settings[name]) ? settings[name] : {});
    if (group('tokenizer').length > 0) throw notHere('tokenizers of an index');
    const filters = new Map(group('filter').map(([name, value]) => [name, filterOf(name, value as JsonObject)]));
    const charFilters = new Map(
      group('char_filter').map(([name, value]) => [name, charFilterOf(name, value as JsonObject)]),
    );
    const chain = (kind: string, name: string, options: JsonObject, tokenize: Analyzer): Analyzer => {
      const chosen = names(options.filter).map((each) => {
        const filter = filters.get(each) ?? builtInFilters[each];
        if (!filter) throw illegalArgument(`Custom ${kind} [${name}] failed to find filter under name [${each}]`);
        return filter;
      });
      const before = names(options.char_filter).map((each) => {
        const filter = charFilters.get(each);
        if (!filter) throw illegalArgument(`Custom ${kind} [${name}] failed to find char_filter under name [${each}]`);
        return filter;
      });
      return (text) =>
        chosen.reduce<readonly Token[]>(
          (tokens, filter) => filter(tokens),
          tokenize(before.reduce((changed, filter) => filter(changed), text)),
        );
    };
    for (const [name, value] of group('analyzer')) {
      const options = value as JsonObject;
      if (options.type !== undefined && options.type !== 'custom') throw notHere('analyzers that are not custom');
      const tokenizerName = options.tokenizer;
      if (tokenizerName === undefined) {
        throw illegalArgument(`analyzer [${name}] must specify either an analyzer type, or a tokenizer`);
      }
      if (otherTokenizers.includes(String(tokenizerName))) throw notHere(`the tokenizer [${String(tokenizerName)}]`);
      const tokenize = tokenizers[String(tokenizerName)];
      if (!tokenize) {
        throw illegalArgument(
          `Custom Analyzer [${name}] failed to find tokenizer under name [${String(tokenizerName)}]`,
        );
      }
      this.#analyzers.set(name, chain('Analyzer', name, options, tokenize));
    }
    for (const [name, value] of group('normalizer')) {
      this.#normalizers.set(name, chain('normalizer', name, value as JsonObject, tokenizer('keyword')));
    }
  }

  analyzer(name: string): Analyzer | undefined {
    return this.#analyzers.get(name);
  }

  normalizer(name: string): Analyzer | undefined {
    return this.#normalizers.get(name);
  }
}

function tokenizer(name: 'standard' | 'whitespace' | 'keyword'): Analyzer {
  return tokenizers[name] as Analyzer;
}

function builtIn(name: 'lowercase' | 'asciifolding'): TokenFilter {
  return builtInFilters[name] as TokenFilter;
}
