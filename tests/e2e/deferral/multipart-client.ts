/** One part of an answer after the other, as they arrive. */
export interface PartsReader {
  readonly contentType: string | null;
  /** Undefined after the last. */
  next(): Promise<unknown>;
}

/** Asks as Apollo's clients do, and reads `multipart/mixed` as RFC 2046 has it. */
export async function askForParts(
  url: string,
  query: string,
  headers: Readonly<Record<string, string>>,
): Promise<PartsReader> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json;q=0.9',
      ...headers,
    },
    body: JSON.stringify({ query }),
  });
  const contentType = response.headers.get('content-type');
  const boundary = /boundary="([^"]+)"/.exec(contentType ?? '')?.[1];
  if (!response.body || boundary === undefined)
    throw new Error(`No parts, but ${contentType}: ${await response.text()}`);
  const parts = readParts(response.body.pipeThrough(new TextDecoderStream()), `\r\n--${boundary}`);
  return { contentType, next: async () => (await parts.next()).value };
}

async function* readParts(chunks: AsyncIterable<string>, delimiter: string): AsyncGenerator<unknown, undefined> {
  let text = '';
  for await (const chunk of chunks) {
    text += chunk;
    for (let end = text.indexOf(delimiter, 1); end >= 0; end = text.indexOf(delimiter, 1)) {
      const [, body] = text.slice(delimiter.length, end).split('\r\n\r\n');
      if (body === undefined) throw new Error(`No part: ${text}`);
      yield JSON.parse(body);
      text = text.slice(end);
    }
    if (text.startsWith(`${delimiter}--`)) return undefined;
  }
  throw new Error(`The answer ends in the middle: ${text}`);
}
