import { Readable } from 'node:stream';
import { type AnswerPart, type ClientResult, type LaterParts, responseText } from '../execution/answer.ts';
import { deferSpec, partsMediaType } from './media-types.ts';

/** JSON holds no line that begins with the boundary: it has no line breaks at all. */
const boundary = '-';
export const multipartContentType = `${partsMediaType}; boundary="${boundary}"; deferSpec=${deferSpec}`;

/**
 * An answer and what follows it, as `multipart/mixed`. Parts are written when the connection takes more; each ends with
 * the delimiter of the next, so that a client need not wait for that to know where it ends.
 */
export function multipartBody(result: ClientResult): Readable {
  return Readable.from(bodyParts(result), { objectMode: false });
}

async function* bodyParts(result: ClientResult): AsyncGenerator<string, void, void> {
  const { rest } = result;
  const first = responseText(result);
  yield `\r\n--${boundary}${bodyPart(`${first.slice(0, -1)}${first === '{}' ? '' : ','}"hasNext":${rest !== undefined}}`, rest !== undefined)}`;
  if (!rest) return;
  for await (const later of rest) yield bodyPart(laterText(later), later.hasNext);
}

function bodyPart(json: string, hasNext: boolean): string {
  return `\r\ncontent-type: application/json; charset=utf-8\r\n\r\n${json}\r\n--${boundary}${hasNext ? '' : '--\r\n'}`;
}

function laterText({ parts, hasNext }: LaterParts): string {
  if (parts.length === 0) return `{"hasNext":${hasNext}}`;
  return `{"hasNext":${hasNext},"incremental":[${parts.map(partText).join(',')}]}`;
}

function partText({ path, label, dataText, errors }: AnswerPart): string {
  let text = `{"data":${dataText},"path":${JSON.stringify(path)}`;
  if (label !== undefined) text += `,"label":${JSON.stringify(label)}`;
  if (errors.length > 0) text += `,"errors":${JSON.stringify(errors)}`;
  return `${text}}`;
}
