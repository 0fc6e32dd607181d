import type { TemplateKind, VariableType } from '../template-kind.model.ts';
import { timeIn } from './locales.ts';
import { safeUrl, withoutLinks, withPlainHosts } from './places.ts';
import type { TemplateData, TemplateValue } from './template-language.ts';

/** What is known of something, by the paths of its kind's variables. What is missing is null. */
export type Facts = Readonly<Record<string, FactValue>>;
type FactValue = string | number | boolean | Date | null | undefined | readonly Readonly<Record<string, FactValue>>[];

const maxLine = 300;
const maxWords = 20_000;
const maxEntries = 100;
const isAddress = /^[^\s/]{1,300}@[^\s/]{1,300}$/;

export interface DataOptions {
  /** In which times are written. */
  readonly locale: string;
  /** Whether mail programs read it, which make links of names. */
  readonly isMail: boolean;
}

/** The variables that a template of this kind may put in, each fit for that by its type. */
export function dataOf({ variables }: TemplateKind, facts: Facts, options: DataOptions): TemplateData {
  const data: Record<string, Record<string, TemplateValue> | TemplateValue> = {};
  for (const [path, { type, entry }] of Object.entries(variables)) {
    const fact = facts[path] ?? null;
    const value = entry ? entriesOf(fact, entry.types, options) : fitted(type, fact, options);
    const [root = path, leaf] = path.split('.');
    if (leaf === undefined) data[root] = value;
    else data[root] = { ...(data[root] as Record<string, TemplateValue> | undefined), [leaf]: value };
  }
  return data;
}

/** What stands for each in previews. */
export function samplesOf({ variables }: TemplateKind): Facts {
  return Object.fromEntries(Object.entries(variables).map(([path, { sample }]) => [path, sample]));
}

/** What a template may write: each variable, and each part of a list's entry. */
export function pathsOf({ variables }: TemplateKind): ReadonlySet<string> {
  const paths = Object.entries(variables).flatMap(([path, { entry }]) =>
    entry ? [path, ...Object.keys(entry.types).map((part) => `${entry.name}.${part}`)] : [path],
  );
  return new Set(paths);
}

function entriesOf(
  fact: FactValue,
  types: Readonly<Record<string, VariableType>>,
  options: DataOptions,
): TemplateData[] {
  if (!Array.isArray(fact)) return [];
  return (fact as readonly Readonly<Record<string, FactValue>>[])
    .slice(0, maxEntries)
    .map((entry) =>
      Object.fromEntries(
        Object.entries(types).map(([name, type]) => [name, fitted(type, entry[name] ?? null, options)]),
      ),
    );
}

function fitted(
  type: VariableType,
  fact: FactValue,
  { locale, isMail }: DataOptions,
): string | number | boolean | null {
  if (fact === null || fact === undefined) return null;
  if (typeof fact === 'number' || typeof fact === 'boolean') return fact;
  if (fact instanceof Date) return timeIn(locale, fact);
  const text = String(fact).toWellFormed();
  switch (type) {
    case 'url':
      return safeUrl(text);
    case 'words':
      return withPlainHosts(cut(text.replaceAll('\r\n', '\n').replaceAll(/[^\P{Cc}\n\t]/gu, ' '), maxWords));
    case 'address':
      return isAddress.test(text) ? text : withoutLinks(lineOf(text));
    default:
      return (isMail ? withoutLinks(lineOf(text)) : lineOf(text)) || null;
  }
}

function lineOf(text: string): string {
  return cut(text.replaceAll(/\p{Cc}/gu, ' ').trim(), maxLine);
}

function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1).toWellFormed()}…`;
}
