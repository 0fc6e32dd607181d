import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import mjml2html from 'mjml';

/** Where the compiled layout is, as it is committed. */
export const compiledPath = join(import.meta.dirname, 'layout.generated.html');

/** MJML takes colours only where these stand: two that nobody would choose. */
const placeholders: readonly (readonly [colour: string, variable: string])[] = [
  ['#a11ce7', '{{ accent.light }}'],
  ['#e7a11c', '{{ accent.onLight }}'],
];

/** `layout.mjml` as HTML, whose variables are Liquid. Loads nothing from anywhere. */
export async function compileLayout(): Promise<string> {
  const source = readFileSync(join(import.meta.dirname, 'layout.mjml'), 'utf8');
  const { html } = await mjml2html(source, { validationLevel: 'strict', fonts: {} });
  const lines = html.split('\n').map((line) => line.trim());
  const dense = `${lines.filter((line) => line !== '').join('\n')}\n`;
  return placeholders.reduce((text, [colour, variable]) => text.replaceAll(colour, variable), dense);
}
