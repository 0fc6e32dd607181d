/**
 * Text of a template's author in which the values that were put in are marked. What an author wrote may be structure; what a value
 * holds is never taken for any: it is written out last, for the place where it stands.
 */
export type MarkedText = string;

// Private use of Unicode, which no template may hold; between them base64url, which no structure is made of.
const opening = '\uE000';
const closing = '\uE001';
const mark = /\uE000([\w-]*)\uE001/g;

/** Whether a text holds what marks are made of. */
export function holdsMarks(text: string): boolean {
  return text.includes(opening) || text.includes(closing);
}

export function markValue(value: string): MarkedText {
  return `${opening}${Buffer.from(value).toString('base64url')}${closing}`;
}

/** How the two kinds of text are written for a place. */
export interface Writer {
  readonly literal: (text: string) => string;
  readonly value: (text: string) => string;
}

export function write(marked: MarkedText, { literal, value }: Writer): string {
  // Between two parts that were split by a group stands the group.
  return marked
    .split(mark)
    .map((part, index) => (index % 2 === 0 ? literal(part) : value(decoded(part))))
    .join('');
}

/** The value of a text that is nothing else; null where it is more. */
export function onlyValue(marked: MarkedText): string | null {
  const [before, part, after, ...more] = marked.trim().split(mark);
  return before === '' && after === '' && part !== undefined && more.length === 0 ? decoded(part) : null;
}

function decoded(part: string): string {
  return Buffer.from(part, 'base64url').toString();
}
