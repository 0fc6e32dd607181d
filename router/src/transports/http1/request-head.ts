import { SubgraphFailure } from '../subgraph-failure.ts';

/** What is undefined is left out. */
export type Headers = Readonly<Record<string, string | number | undefined>>;

const notInAHeader = /[^\t\x20-\x7e]/;

/** Request line and headers; more of them may follow, and an empty line has to. `target` is method and path. */
export function requestHead(target: string, headers: Headers): string {
  return `${target} HTTP/1.1\r\n${headerLines(headers)}`;
}

/** @throws {SubgraphFailure} `not-sent` for a value that would end its line, or that is not ASCII. */
export function headerLines(headers: Headers): string {
  let lines = '';
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined) continue;
    if (typeof value === 'string' && notInAHeader.test(value)) {
      throw new SubgraphFailure('not-sent', `The subgraph could not be asked: no header "${name}" can say this.`);
    }
    lines += `${name}: ${value}\r\n`;
  }
  return lines;
}
