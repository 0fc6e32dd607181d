import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TemplateKindName, templateKinds } from '../template-kind.model.ts';
import type { OwnLocale } from './locales.ts';
import { ownLocales } from './locales.ts';
import { type ParsedLetter, parseLetter } from './parsed-letter.ts';
import { pathsOf } from './template-data.ts';
import { TemplateLanguage } from './template-language.ts';
import { readTemplate, type TemplateSource } from './template-source.ts';

const directory = join(import.meta.dirname, '../built-in');

/** What the templates of a language have in common. */
const partials = ['circumstances'];

/** The templates that we bring, a file for each kind and language. Each is read when it is needed first. */
export class BuiltInTemplates {
  readonly #language = new TemplateLanguage({
    partials: Object.fromEntries(
      ownLocales.flatMap((locale) => partials.map((name) => [`${locale}/${name}`, fileOf(`${locale}/${name}`)])),
    ),
  });
  readonly #parsed = new Map<string, ParsedLetter>();

  find(kind: TemplateKindName, locale: OwnLocale): ParsedLetter {
    const key = `${locale}/${kind}`;
    const known = this.#parsed.get(key);
    if (known) return known;
    const parsed = parseLetter(this.#language, this.source(kind, locale), pathsOf(templateKinds[kind]));
    this.#parsed.set(key, parsed);
    return parsed;
  }

  source(kind: TemplateKindName, locale: OwnLocale): TemplateSource {
    return readTemplate(fileOf(`${locale}/${kind}`));
  }
}

function fileOf(name: string): string {
  return readFileSync(join(directory, `${name}.liquid`), 'utf8');
}
