import { Liquid, type Template, type Variables } from 'liquidjs';
import { holdsMarks, type MarkedText, markValue } from './marked-text.ts';
import { TemplateError } from './template-error.ts';

/** A template that was read and is good to be rendered. */
export interface ParsedTemplate {
  readonly nodes: readonly Template[];
}

/** What a template may put in, by the path that it has in templates, such as `account.name`. A list stands for each of its parts. */
export type TemplateData = { readonly [name: string]: TemplateValue };
export type TemplateValue = string | number | boolean | null | readonly TemplateData[] | TemplateData;

export const maxSourceLength = 16_384;
/** Of what comes of it, marks included. */
const maxOutputLength = 262_144;
/** Characters and list entries that may be held at once, as LiquidJS counts. */
const memoryLimit = 500_000;
/** Far more than any takes: a template without loops is as long as its source. */
const renderLimitMs = 1_000;

const branches = ['if', 'unless', 'case', 'comment', '#'];
const filters = ['default', 'upcase', 'downcase', 'capitalize', 'truncate'];

/**
 * Liquid, as far as letters need it: conditions and a few filters, without a way to files, other templates, or prototypes. Only who
 * writes for us has loops, so what comes of another's template is at most as long as its source and its values.
 */
export class TemplateLanguage {
  readonly #liquid: Liquid;

  /** @param options.partials of ours, by their names. Templates that have them are ours too, and have loops. */
  constructor({ partials }: { readonly partials?: Readonly<Record<string, string>> } = {}) {
    this.#liquid = new Liquid({
      strictFilters: true,
      strictVariables: true,
      ownPropertyOnly: true,
      relativeReference: false,
      // In the place of files: nothing is looked for on a disk.
      templates: partials ?? {},
      parseLimit: maxSourceLength,
      renderLimit: renderLimitMs,
      memoryLimit,
      outputEscape: (value: unknown) => markValue(textOf(value)),
    });
    keepOnly(this.#liquid.tags, partials ? [...branches, 'for', 'include'] : branches);
    keepOnly(this.#liquid.filters, filters);
  }

  /**
   * @param paths what it may put in.
   * @throws {TemplateError} for what is no template, and for what there is not.
   */
  parse(source: string, paths: ReadonlySet<string>): ParsedTemplate {
    if (source.length > maxSourceLength) throw new TemplateError(`It has at most ${maxSourceLength} characters.`);
    if (holdsMarks(source) || /[^\P{Cc}\n\t]/u.test(source) || !source.isWellFormed())
      throw new TemplateError('It has no control characters but new lines, and none of private use.');
    const nodes = readable(() => this.#liquid.parse(source));
    requireKnown(readable(() => this.#liquid.analyzeSync(nodes)).variables, paths);
    return { nodes };
  }

  /** @throws {TemplateError} for what is longer than any letter. */
  render({ nodes }: ParsedTemplate, data: TemplateData): MarkedText {
    const text = readable(() => this.#liquid.renderSync([...nodes], data) as string);
    if (text.length > maxOutputLength) throw new TemplateError('What comes of it is too long.');
    return text;
  }
}

/** Of LiquidJS: what is not there cannot be used. */
function keepOnly(registered: Record<string, unknown>, names: readonly string[]): void {
  for (const name of Object.keys(registered)) if (!names.includes(name)) delete registered[name];
}

function requireKnown(variables: Variables, paths: ReadonlySet<string>): void {
  for (const { segments, location } of Object.values(variables).flat()) {
    const path = segments.map((segment) => (typeof segment === 'string' ? segment : `[${segment}]`)).join('.');
    if (!paths.has(path)) throw new TemplateError(`Line ${location.row}: there is no "${path.slice(0, 100)}".`);
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.toWellFormed() : value == null ? '' : String(value);
}

/** What LiquidJS says of a template, without the context that it quotes. */
function readable<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const [, message = error.message, line] = /^(.*?)(?:, line:(\d+), col:\d+)?$/s.exec(error.message) ?? [];
    throw new TemplateError(`${line === undefined ? '' : `Line ${line}: `}${message.slice(0, 200)}.`);
  }
}
