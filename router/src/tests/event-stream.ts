import { onTestFinished } from 'vitest';
import type { EdgeFixture } from './edge-fixture.ts';

/** One block of an event stream: the values of its fields, and its comments. */
export interface Block {
  readonly event?: string;
  readonly id?: string;
  readonly data?: unknown;
  readonly comment?: string;
}

export interface OpenedStream {
  readonly response: Response;
  /** The next block, comments left out unless they are asked for; undefined at the end. */
  next(options?: { readonly comments?: boolean }): Promise<Block | undefined>;
  /** Goes away. */
  close(): Promise<void>;
}

export interface StreamOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** Asks for events by `POST`, and reads them one by one. */
export async function openStream(
  { url }: Pick<EdgeFixture, 'url'>,
  query: string,
  { headers, variables }: StreamOptions = {},
): Promise<OpenedStream> {
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { accept: 'text/event-stream', 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, ...(variables && { variables }) }),
    signal: leaving.signal,
  });
  if (!response.body) throw new Error('There is no body.');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let read = '';
  const next = async ({ comments = false } = {}): Promise<Block | undefined> => {
    for (;;) {
      const end = read.indexOf('\n\n');
      if (end >= 0) {
        const block = blockOf(read.slice(0, end));
        read = read.slice(end + 2);
        if (block.comment === undefined || comments) return block;
        continue;
      }
      const { value, done } = await reader.read();
      if (done) return undefined;
      read += value;
    }
  };
  return { response, next, close: async () => leaving.abort() };
}

function blockOf(text: string): Block {
  const fields = text.split('\n').map((line) => {
    const [name = '', ...value] = line.split(':');
    return [name === '' ? 'comment' : name, value.join(':').trimStart()] as const;
  });
  const { data, ...block }: Record<string, string> = Object.fromEntries(fields);
  return { ...block, ...(data !== undefined && { data: data === '' ? '' : JSON.parse(data) }) };
}
