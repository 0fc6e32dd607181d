import { type Block, blocksOf, type Span } from './blocks.ts';
import { type MarkedText, onlyValue, write } from './marked-text.ts';
import { escapeHtml, looksLikeLink, safeUrl } from './places.ts';
import { TemplateError } from './template-error.ts';

/** A block as the layout writes it, and as plain text does. */
export interface WrittenBlock {
  readonly kind: Block['kind'];
  readonly text: string;
  /** Of all but buttons and lists. */
  readonly html: string;
  readonly items: readonly string[];
  readonly label: string;
  readonly url: string;
}

const asIs = (text: string) => text;
export const asText = (marked: MarkedText): string => write(marked, { literal: asIs, value: asIs });

/**
 * A letter's body for both of its forms, every value escaped for its place.
 * @param isChecked refuses a link that leads nowhere safe, or not to where it says, as when a template is saved. Else it is text.
 * @throws {TemplateError}
 */
export function writeBody(body: MarkedText, { isChecked }: { readonly isChecked: boolean }): WrittenBlock[] {
  return blocksOf(body).map((block) => new BlockWriter(isChecked).write(block));
}

class BlockWriter {
  readonly #isChecked: boolean;

  constructor(isChecked: boolean) {
    this.#isChecked = isChecked;
  }

  write(block: Block): WrittenBlock {
    const empty = { kind: block.kind, html: '', items: [], label: '', url: '' };
    switch (block.kind) {
      case 'button': {
        const label = asText(block.label);
        const url = this.#urlOf(block.url, label);
        if (url === null) return { ...empty, kind: 'paragraph', text: label, html: escapeHtml(label) };
        return { ...empty, text: `${label}:\n${url}`, label, url };
      }
      case 'list': {
        const text = block.items.map((spans) => `- ${this.#text(spans)}`).join('\n');
        return { ...empty, text, items: block.items.map((spans) => this.#html(spans)) };
      }
      case 'words': {
        const paragraphs = block.text.split(/\n{2,}/).map((each) => lines(escapeHtml(each)));
        return { ...empty, text: block.text, html: paragraphs.join('<br>\n<br>\n') };
      }
      default:
        return { ...empty, text: this.#text(block.spans), html: this.#html(block.spans) };
    }
  }

  #text(spans: readonly Span[]): string {
    return spans
      .map(({ text, url }) => {
        const label = asText(text);
        const href = url === undefined ? null : this.#urlOf(url, label);
        return href === null || href === label ? label : `${label} (${href})`;
      })
      .join('');
  }

  #html(spans: readonly Span[]): string {
    return spans
      .map(({ kind, text, url }) => {
        const label = lines(write(text, { literal: escapeHtml, value: escapeHtml }));
        const href = url === undefined ? null : this.#urlOf(url, asText(text));
        if (href !== null) return `<a class="link" href="${escapeHtml(href)}">${label}</a>`;
        return kind === 'strong' ? `<strong>${label}</strong>` : label;
      })
      .join('');
  }

  /** Null where it is none that a person may follow. A value is all of a URL, or a part of its path that cannot end that part. */
  #urlOf(marked: MarkedText, label: string): string | null {
    const whole = onlyValue(marked);
    const url = whole ?? (hasPlainHost(marked) ? write(marked, { literal: asIs, value: encodeURIComponent }) : '');
    const safe = safeUrl(url);
    const isHonest = safe !== null && saysWhere(label, safe);
    if (isHonest || !this.#isChecked) return isHonest ? safe : null;
    // A link to nothing in particular, which this time there is not.
    if (whole === '') return null;
    const shown = asText(marked).slice(0, 100);
    throw new TemplateError(
      safe === null ? `"${shown}" is not a URL that begins with https://.` : `"${label}" looks like another link.`,
    );
  }
}

/** Whether its host is written out. */
function hasPlainHost(marked: MarkedText): boolean {
  return /^https?:\/\/[^/?#\uE000\uE001]+(?:[/?#]|$)/.test(marked);
}

/** A label that looks like where a link leads has to be that. */
function saysWhere(label: string, url: string): boolean {
  if (!looksLikeLink(label)) return true;
  const named = safeUrl(/^https?:/i.test(label) ? label : `https://${label}`);
  return named !== null && new URL(named).host === new URL(url).host;
}

function lines(html: string): string {
  return html.replaceAll('\n', '<br>\n');
}
