import type { MarkedText } from './marked-text.ts';
import { onlyValue } from './marked-text.ts';
import { TemplateError } from './template-error.ts';

/** Of a line: plain, strong, or a link. */
export interface Span {
  readonly kind: 'plain' | 'strong' | 'link';
  readonly text: MarkedText;
  readonly url?: MarkedText;
}

/** What a letter is made of, in its order. */
export type Block =
  | { readonly kind: 'heading' | 'paragraph' | 'note'; readonly spans: readonly Span[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly Span[])[] }
  | { readonly kind: 'button'; readonly label: MarkedText; readonly url: MarkedText }
  /** What somebody wrote at length: its paragraphs and lines are its own. */
  | { readonly kind: 'words'; readonly text: string };

const maxBlocks = 200;
const button = /^\[([^[\]\n]+)\]\(([^()\s]+)\)$/;
// One alternative after another, none within another: linear in the text.
const inline = /\*\*([^*\n]+)\*\*|\[([^[\]\n]+)\]\(([^()\s]+)\)/g;

/**
 * The blocks of a text in the part of Markdown that letters need: `# heading`, `- list`, `> note`, `[label](url)` alone as a button and
 * else as a link, `**strong**`, and paragraphs whose lines are kept. HTML is text like any other.
 * @throws {TemplateError} for more than a letter has.
 */
export function blocksOf(marked: MarkedText): readonly Block[] {
  const blocks = marked
    .split(/\n[ \t]*(?:\n[ \t]*)+/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(blockOf);
  if (blocks.length > maxBlocks) throw new TemplateError(`A letter has at most ${maxBlocks} blocks.`);
  return blocks;
}

function blockOf(part: MarkedText): Block {
  const words = onlyValue(part);
  if (words !== null) return { kind: 'words', text: words };
  const [, label, url] = button.exec(part) ?? [];
  if (label !== undefined && url !== undefined) return { kind: 'button', label, url };
  const lines = part.split('\n').map((line) => line.trim());
  if (lines.every((line) => line.startsWith('- ')))
    return { kind: 'list', items: lines.map((line) => spansOf(line.slice(2))) };
  if (lines.every((line) => line.startsWith('>')))
    return { kind: 'note', spans: spansOf(lines.map((line) => line.slice(1).trim()).join('\n')) };
  if (lines.length === 1 && part.startsWith('# ')) return { kind: 'heading', spans: spansOf(part.slice(2)) };
  return { kind: 'paragraph', spans: spansOf(lines.join('\n')) };
}

function spansOf(text: MarkedText): Span[] {
  const spans: Span[] = [];
  let end = 0;
  for (const match of text.matchAll(inline)) {
    const [whole, strong, label, url] = match;
    if (match.index > end) spans.push({ kind: 'plain', text: text.slice(end, match.index) });
    if (strong !== undefined) spans.push({ kind: 'strong', text: strong });
    else if (label !== undefined && url !== undefined) spans.push({ kind: 'link', text: label, url });
    end = match.index + whole.length;
  }
  if (end < text.length) spans.push({ kind: 'plain', text: text.slice(end) });
  return spans;
}
