import { within } from './template-error.ts';
import type { ParsedTemplate, TemplateLanguage } from './template-language.ts';
import type { TemplateSource } from './template-source.ts';

/** The parts of a template, read and good to be rendered. */
export interface ParsedLetter {
  readonly language: TemplateLanguage;
  readonly subject: ParsedTemplate;
  readonly title: ParsedTemplate;
  readonly brief: ParsedTemplate | null;
  readonly body: ParsedTemplate;
}

/**
 * @param paths what it may put in.
 * @throws {TemplateError} for what is no template, and for variables that there are not.
 */
export function parseLetter(
  language: TemplateLanguage,
  { subject, title = subject, brief, body }: TemplateSource,
  paths: ReadonlySet<string>,
): ParsedLetter {
  const parse = (part: string, source: string) => within(part, () => language.parse(source, paths));
  return {
    language,
    subject: parse('subject', subject),
    title: parse('title', title),
    brief: brief === undefined ? null : parse('brief', brief),
    body: parse('body', body),
  };
}
