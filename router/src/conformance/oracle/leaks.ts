import { internalError } from '../../execution/public-errors.ts';
import { secret } from '../data/faults.ts';
import type { SeenAnswer } from '../subjects.ts';

/** What the router says itself of a value that does not fit the API schema; a client can look up all that it names. */
const ofMisfits =
  /^(?:Cannot return null for non-nullable field \w+\.\w+\.|The value of \w+\.\w+ is not a valid State\.)$/;

/** What is in an answer and none of a client's business. */
export function leaks({ dataText, errors }: Pick<SeenAnswer, 'dataText' | 'errors'>, requestId: string): string[] {
  const found: string[] = [];
  const texts = errors.map((error) => JSON.stringify(error));
  for (const text of [dataText ?? '', ...texts]) if (text.includes(secret)) found.push(`a secret: ${text}`);
  for (const [index, { message, path, extensions }] of errors.entries()) {
    const code = extensions['code'];
    const isMasked = code === 'INTERNAL_SERVER_ERROR';
    if (isMasked && message !== internalError.message && !ofMisfits.test(message)) found.push(`not masked: ${message}`);
    const hasId = isMasked || code === 'SUBGRAPH_UNAVAILABLE';
    const told = { message, ...(path && { path }), extensions: { code, ...(hasId && { requestId }) } };
    if (texts[index] !== JSON.stringify(told)) found.push(`not in the form of errors: ${texts[index]}`);
  }
  return found;
}
