import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Liquid, type Template } from 'liquidjs';
import type { Accent } from './colours.ts';
import type { WrittenBlock } from './letter.ts';

/** All that stands in a mail. */
export interface LaidOutLetter {
  readonly lang: string;
  readonly subject: string;
  readonly preheader: string;
  readonly title: string;
  readonly brand: string;
  readonly logoUrl: string | null;
  readonly accent: Accent;
  /** Whose word it is, where it is not ours. */
  readonly notice: string | null;
  readonly greeting: string;
  readonly blocks: readonly WrittenBlock[];
  readonly openInstead: string;
  readonly footer: readonly string[];
  readonly unsubscribe: string;
  readonly unsubscribeUrl: string | null;
}

/** The one layout of mails: `layout.mjml`, compiled beforehand, whose variables are Liquid. */
export class LetterLayout {
  readonly #liquid = new Liquid({
    strictFilters: true,
    strictVariables: true,
    ownPropertyOnly: true,
    outputEscape: 'escape',
  });
  #layout: Template[] | undefined;

  html(letter: LaidOutLetter): string {
    this.#layout ??= this.#liquid.parse(
      readFileSync(join(import.meta.dirname, '../layout/layout.generated.html'), 'utf8'),
    );
    return this.#liquid.renderSync(this.#layout, letter) as string;
  }

  /** For who reads plain text: the same words. */
  text({ notice, greeting, blocks, footer, unsubscribe, unsubscribeUrl }: LaidOutLetter): string {
    const way = unsubscribeUrl === null ? [] : [`${unsubscribe}:\n${unsubscribeUrl}`];
    const parts = [
      ...(notice === null ? [] : [notice]),
      greeting,
      ...blocks.map(({ text }) => text),
      // Programs show what is below apart, and leave it out of answers.
      ['-- ', ...footer].join('\n'),
      ...way,
    ];
    return `${parts.join('\n\n')}\n`;
  }
}
