import { type OpenSearchOptions, type OpenSearchServer, startOpenSearchServer } from './open-search-server.ts';

export interface Answered {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what a server answers is looked at by hand here.
  readonly body: any;
}

const limits: OpenSearchOptions = {
  ...{ apiKey: 'a2V5', maxContentLength: 20_000, memoryLimit: 10_000 },
  users: [
    { name: 'trivet', password: 'right', prefix: '', isReadOnly: false },
    { name: 'reader', password: 'right', prefix: 'books', isReadOnly: true },
  ],
};

export const basic = (name: string, password: string) =>
  `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;

/** A server with books, and who asks it as `fetch` does, without any client. */
export class Asking {
  readonly server: OpenSearchServer;
  readonly clock: { now: number };

  private constructor(server: OpenSearchServer, clock: { now: number }) {
    this.server = server;
    this.clock = clock;
  }

  static async start(): Promise<Asking> {
    const clock = { now: 0 };
    return new Asking(await startOpenSearchServer({ ...limits, now: () => clock.now }), clock);
  }

  async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answered> {
    const response = await fetch(`${this.server.url}${path}`, {
      method,
      headers: {
        authorization: basic('trivet', 'right'),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text };
  }

  bulk(lines: readonly unknown[], query = 'refresh=true'): Promise<Answered> {
    return this.ask('POST', `/books/_bulk?${query}`, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
  }

  search(query: object, more: object = {}): Promise<Answered> {
    return this.ask('POST', '/books/_search', { query, ...more });
  }

  async furnish(): Promise<void> {
    await this.ask('PUT', '/books', books);
    const { body } = await this.bulk([
      ...book('1', { title: 'Zwölf Äpfel für Müller', shelf: 'food', year: 1990 }),
      ...book('2', { title: 'The invoice of 1990.pdf', shelf: 'office', year: 1991 }),
      ...book('3', { title: 'Invoices and invoices', shelf: 'office', year: 1992, notes: { of: ['anything'] } }),
      ...book('4', { title: ['東京 👍🏽', "can't"], shelf: 'far' }),
    ]);
    if (body.errors !== false) throw new Error(JSON.stringify(body));
  }
}

export const books = {
  settings: {
    analysis: {
      char_filter: { dots: { type: 'mapping', mappings: ['. => \\u0020'] } },
      filter: { beginnings: { type: 'edge_ngram', min_gram: 1, max_gram: 8 } },
      analyzer: {
        words: { type: 'custom', tokenizer: 'standard', char_filter: ['dots'], filter: ['lowercase', 'asciifolding'] },
        beginnings: { type: 'custom', tokenizer: 'standard', filter: ['lowercase', 'asciifolding', 'beginnings'] },
      },
    },
  },
  mappings: {
    dynamic: 'strict',
    properties: {
      title: {
        type: 'text',
        analyzer: 'words',
        copy_to: 'all',
        fields: { beginnings: { type: 'text', analyzer: 'beginnings', search_analyzer: 'words' } },
      },
      all: { type: 'text', analyzer: 'words' },
      shelf: { type: 'keyword' },
      year: { type: 'long' },
      notes: { type: 'object', enabled: false },
      place: { type: 'text', similarity: 'boolean', norms: false, index_options: 'docs' },
    },
  },
};
export const book = (id: string, source: object, more: object = {}) => [{ index: { _id: id, ...more } }, source];

export const found = (answer: Answered): string[] => answer.body.hits.hits.map(({ _id }: { _id: string }) => _id);
