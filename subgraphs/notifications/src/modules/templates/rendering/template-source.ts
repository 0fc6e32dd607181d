import { TemplateError } from './template-error.ts';

/** A template as it is written: each part is Liquid, the body in blocks. */
export interface TemplateSource {
  readonly subject: string;
  readonly body: string;
  /** Above the letter; the subject where it is not said. */
  readonly title?: string;
  /** What it says in short: for inboxes, short messages, and lists of mails. */
  readonly brief?: string;
}

const parts = ['subject', 'title', 'brief'];

/**
 * Of a file: its parts, a line each, then `---` and the body.
 * @throws {TemplateError}
 */
export function readTemplate(text: string): TemplateSource {
  const end = text.indexOf('\n---\n');
  if (end < 0) throw new TemplateError('A template has its parts, then "---" and its body.');
  const head = text
    .slice(0, end)
    .split('\n')
    .map((line) => {
      const [, name = '', value = ''] = /^([a-z]+): (.+)$/.exec(line) ?? [];
      if (!parts.includes(name)) throw new TemplateError(`There is no such part: "${line}".`);
      return [name, value] as const;
    });
  const { subject, ...others } = Object.fromEntries(head) as { subject?: string; title?: string; brief?: string };
  if (subject === undefined) throw new TemplateError('A template has a subject.');
  return { subject, body: text.slice(end + 5), ...others };
}
