import { describe, expect, it } from 'vitest';
import { SubgraphFailure } from '../subgraph-failure.ts';
import { ResponseReader } from './response-reader.ts';

const limits = { maxHeadBytes: 200, maxBodyBytes: 20 };

/** What is read of `response` when it comes in pieces of `size` bytes, each written over after it was read. */
function read(response: string, size = Number.POSITIVE_INFINITY) {
  const reader = new ResponseReader(limits);
  const bytes = Buffer.from(response);
  let isWhole = false;
  try {
    for (let at = 0; at < bytes.length; at += size) {
      const piece = Buffer.from(bytes.subarray(at, at + size));
      isWhole = reader.read(piece);
      piece.fill('?');
    }
  } catch (error) {
    if (error instanceof SubgraphFailure) return error.kind;
    throw error;
  }
  if (!isWhole && !reader.end()) return 'not whole';
  return { status: reader.status, text: reader.text(), keeps: reader.keepsConnection };
}

const ok = 'HTTP/1.1 200 OK\r\n';
const body = (text: string, keeps = true) => ({ status: 200, text, keeps });

/** Every response in pieces of every size means the same. */
describe('a response, in one piece and in several,', () => {
  const responses: [string, string, unknown][] = [
    ['has the body of its length', `${ok}content-length: 5\r\n\r\nab€`, body('ab€')],
    ['has a length in whatever case', `${ok}Content-LENGTH:5 \r\nX: y\r\n\r\nabcde`, body('abcde')],
    ['may say its length twice', `${ok}content-length: 1\r\ncontent-length: 1\r\n\r\na`, body('a')],
    ['may have none', `${ok}content-length: 0\r\n\r\n`, body('')],
    ['may have no reason', 'HTTP/1.1 200 \r\ncontent-length: 1\r\n\r\na', body('a')],
    ['may have no header', 'HTTP/1.1 204 No Content\r\n\r\n', { status: 204, text: '', keeps: true }],
    [
      'has no body where there can be none',
      'HTTP/1.1 304 Same\r\ncontent-length: 9\r\n\r\n',
      { status: 304, text: '', keeps: true },
    ],
    ['follows news of it', `HTTP/1.1 103 Early\r\nlink: a\r\n\r\n${ok}content-length: 1\r\n\r\na`, body('a')],
    [
      'may come in chunks',
      `${ok}transfer-encoding: Chunked\r\n\r\n3\r\nab\r\r\nA;x=y\r\n€€€e\r\n0\r\n\r\n`,
      body('ab\r€€€e'),
    ],
    [
      'may have trailers',
      `${ok}transfer-encoding: chunked\r\n\r\n1\r\na\r\n000\r\ndigest: x\r\ny: z\r\n\r\n`,
      body('a'),
    ],
    ['may end with the connection', `${ok}x: y\r\n\r\nabc`, body('abc', false)],
    ['may be the last', `${ok}connection: foo, Close\r\ncontent-length: 1\r\n\r\na`, body('a', false)],
    ['is the last of an old server', 'HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\na', body('a', false)],
    ['is the last when more follows', `${ok}content-length: 1\r\n\r\naHTTP/1.1 200 OK\r\n`, body('a', false)],
    ['is not whole without its end', `${ok}content-length: 5\r\n\r\nabcd`, 'not whole'],
    ['is not whole without its last chunk', `${ok}transfer-encoding: chunked\r\n\r\n1\r\na\r\n`, 'not whole'],
    ['is not whole without the end of its trailers', `${ok}transfer-encoding: chunked\r\n\r\n0\r\n`, 'not whole'],
    ['is not whole without its headers', `${ok}content-length: 5\r\n`, 'not whole'],
    ['is too large by its length', `${ok}content-length: 21\r\n\r\n`, 'too-large'],
    ['is too large in chunks', `${ok}transfer-encoding: chunked\r\n\r\nff\r\n${'x'.repeat(255)}\r\n`, 'too-large'],
    ['is too large without a length', `${ok}\r\n${'x'.repeat(21)}`, 'too-large'],
    ['is none when it has two lengths', `${ok}content-length: 1\r\ncontent-length: 2\r\n\r\nab`, 'garbage'],
    ['is none with a list of lengths', `${ok}content-length: 1, 1\r\n\r\na`, 'garbage'],
    [
      'is none with a length and chunks',
      `${ok}content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
      'garbage',
    ],
    ['is none with a negative length', `${ok}content-length: -1\r\n\r\n`, 'garbage'],
    ['is none with a length in other digits', `${ok}content-length: 0x1\r\n\r\na`, 'garbage'],
    ['is none when it is compressed', `${ok}transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n`, 'garbage'],
    [
      'is none when it is chunked twice',
      `${ok}transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n`,
      'garbage',
    ],
    ['is none with a chunk of no length', `${ok}transfer-encoding: chunked\r\n\r\n\r\na`, 'garbage'],
    ['is none with a chunk of negative length', `${ok}transfer-encoding: chunked\r\n\r\n-1\r\na`, 'garbage'],
    [
      'is none with a chunk that is longer than it says',
      `${ok}transfer-encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n`,
      'garbage',
    ],
    ['is none with a header in two lines', `${ok}x: y\r\n z\r\n\r\n`, 'garbage'],
    ['is none with a header of no name', `${ok}: y\r\n\r\n`, 'garbage'],
    ['is none with a name that ends in a space', `${ok}content-length : 1\r\n\r\na`, 'garbage'],
    ['is none with a header that is none', `${ok}hello\r\n\r\n`, 'garbage'],
    ['is none with a line that ends otherwise', `${ok}x: y\ncontent-length: 1\r\n\r\na`, 'garbage'],
    ['is none with a stray return', `${ok}x: y\rcontent-length: 1\r\n\r\na`, 'garbage'],
    ['is none with a zero byte', `${ok}x: \0\r\n\r\n`, 'garbage'],
    ['is none in another protocol', 'SSH-2.0-OpenSSH_9.6\r\n\r\n', 'garbage'],
    ['is none of another version', 'HTTP/2.0 200 OK\r\n\r\n', 'garbage'],
    ['is none with a status that is none', 'HTTP/1.1 2000 OK\r\n\r\n', 'garbage'],
    ['is none when it changes the protocol', 'HTTP/1.1 101 Switching\r\nupgrade: x\r\n\r\n', 'garbage'],
    ['is none with endless headers', `${ok}x: ${'y'.repeat(300)}\r\n\r\n`, 'garbage'],
    [
      'is none with endless trailers',
      `${ok}transfer-encoding: chunked\r\n\r\n0\r\nx: ${'y'.repeat(300)}\r\n\r\n`,
      'garbage',
    ],
  ];

  it.each(responses)('%s', (_, response, meaning) => {
    expect(read(response)).toEqual(meaning);
    for (const size of [1, 2, 3, 7, 50]) expect([size, read(response, size)]).toEqual([size, meaning]);
  });
});

describe('for how long a connection is kept', () => {
  it.each([
    ['timeout=5', 5],
    ['max=100, timeout=72', 72],
    ['max=100', undefined],
    ['timeout=soon', undefined],
  ])('is read from "%s"', (value, seconds) => {
    const reader = new ResponseReader(limits);
    expect(reader.read(Buffer.from(`${ok}keep-alive: ${value}\r\ncontent-length: 0\r\n\r\n`))).toBe(true);
    expect(reader.idleSeconds).toBe(seconds);
  });
});
