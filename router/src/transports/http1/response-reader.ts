import { SubgraphFailure } from '../subgraph-failure.ts';

export interface ResponseLimits {
  /** Of status line and headers together, and of the trailers. */
  readonly maxHeadBytes: number;
  readonly maxBodyBytes: number;
}

/** What comes next of a response. */
type Part =
  | 'head'
  | 'sized body'
  | 'body until the end'
  | 'chunk size'
  | 'chunk'
  | 'chunk end'
  | 'trailers'
  | 'nothing';

const endOfHead = '\r\n\r\n';
const statusLine = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: |$)/;
const strayLineEnd = /\r(?!\n)|(?<!\r)\n|\0/;
const headerName = /^[!#$%&'*+.^`|~\w-]+$/;
const contentLength = /^\d{1,15}$/;
const chunkSize = /^([\da-f]{1,8})[\t ]*(?:;.*)?$/i;
const maxChunkSizeBytes = 256;

/**
 * One response of HTTP/1.1, read from the pieces that it comes in: RFC 9112, strictly where readers of it have differed.
 * A piece may be written over as soon as `read` has returned.
 */
export class ResponseReader {
  readonly #limits: ResponseLimits;
  #part: Part = 'head';
  /** A line or a head that has begun. */
  #begun: Buffer | undefined;
  #status = 0;
  /** Of the body or of a chunk, still to come. */
  #bytesLeft = 0;
  #bodyBytes = 0;
  #bodyText: string | undefined;
  #bodyPieces: Buffer[] | undefined;
  #keepsConnection = true;
  #idleSeconds: number | undefined;

  constructor(limits: ResponseLimits) {
    this.#limits = limits;
  }

  get status(): number {
    return this.#status;
  }

  /** Whether the connection may carry another request after this. */
  get keepsConnection(): boolean {
    return this.#keepsConnection;
  }

  /** For how long the server says that it keeps a connection on which nothing happens. */
  get idleSeconds(): number | undefined {
    return this.#idleSeconds;
  }

  /** The body as UTF-8. To be called once the response is whole. */
  text(): string {
    if (this.#bodyText !== undefined) return this.#bodyText;
    // Joined before it is read: a character may begin in one piece and end in the next.
    return this.#bodyPieces ? Buffer.concat(this.#bodyPieces).toString() : '';
  }

  /**
   * Takes the next piece; true when the response is whole.
   * @throws {SubgraphFailure} `garbage` for what is no HTTP, `too-large`.
   */
  read(piece: Buffer): boolean {
    let at = 0;
    while (at < piece.length && this.#part !== 'nothing') at = this.#step(piece, at);
    // What nobody asked for: whoever is next on this connection must not take it for an answer.
    if (at < piece.length) this.#keepsConnection = false;
    return this.#part === 'nothing';
  }

  /** The connection has ended; true when that was the end of the response. */
  end(): boolean {
    if (this.#part === 'body until the end') this.#part = 'nothing';
    return this.#part === 'nothing';
  }

  /** Reads on from `at`; returns how far. */
  #step(piece: Buffer, at: number): number {
    switch (this.#part) {
      case 'head':
        return this.#until(endOfHead, this.#limits.maxHeadBytes, piece, at, (head) => this.#readHead(head));
      case 'chunk size':
        return this.#until('\r\n', maxChunkSizeBytes, piece, at, (line) => this.#readChunkSize(line));
      case 'chunk end':
        return this.#until('\r\n', 0, piece, at, () => {
          this.#part = 'chunk size';
        });
      case 'trailers':
        return this.#until('\r\n', this.#limits.maxHeadBytes, piece, at, (line) => {
          if (line === '') this.#part = 'nothing';
        });
      default:
        return this.#readBody(piece, at);
    }
  }

  #until(mark: string, maxBytes: number, piece: Buffer, at: number, take: (text: string) => void): number {
    const begun = this.#begun;
    const all = begun ? Buffer.concat([begun, piece.subarray(at)]) : piece;
    const from = begun ? 0 : at;
    const end = all.indexOf(mark, from, 'latin1');
    if ((end < 0 ? all.length - mark.length : end) - from > maxBytes)
      throw garbage('A line or the headers are too long');
    if (end < 0) {
      // A head of HTTP begins like one: whatever else speaks there is not waited for.
      this.#begun = begun ? all : Buffer.from(all.subarray(from));
      if (mark === endOfHead && !'HTTP/1.'.startsWith(this.#begun.toString('latin1', 0, 7)))
        throw garbage('The answer is not HTTP');
      return piece.length;
    }
    this.#begun = undefined;
    take(all.toString('latin1', from, end));
    return end + mark.length - (all.length - piece.length);
  }

  #readHead(head: string): void {
    const [, minor, status = ''] = statusLine.exec(head) ?? [];
    if (minor === undefined || strayLineEnd.test(head)) throw garbage('The answer is not HTTP');
    this.#status = Number(status);
    if (this.#status === 101) throw garbage('The server changes the protocol');
    // News of an answer; the answer itself follows.
    if (this.#status < 200) return;
    this.#keepsConnection = minor === '1';
    const { length, isChunked } = this.#readHeaders(head);
    if (this.#status === 204 || this.#status === 304 || length === 0) this.#part = 'nothing';
    else if (isChunked) this.#part = 'chunk size';
    else if (length === undefined) this.#readUntilTheEnd();
    else if (length > this.#limits.maxBodyBytes) throw tooLarge();
    else {
      this.#part = 'sized body';
      this.#bytesLeft = length;
    }
  }

  #readHeaders(head: string): { readonly length: number | undefined; readonly isChunked: boolean } {
    let length: number | undefined;
    let isChunked = false;
    for (let end = head.indexOf('\r\n'); end >= 0; ) {
      const start = end + 2;
      end = head.indexOf('\r\n', start);
      const colon = head.indexOf(':', start);
      if (colon < 0 || (end >= 0 && colon > end)) throw garbage('A header has no name');
      const name = head.slice(start, colon);
      if (!headerName.test(name)) throw garbage('A header has no name');
      const value = () => head.slice(colon + 1, end < 0 ? undefined : end).trim();
      switch (name.toLowerCase()) {
        case 'content-length':
          length = sizeOf(value(), length);
          break;
        case 'transfer-encoding':
          if (isChunked || value().toLowerCase() !== 'chunked')
            throw garbage('The answer is encoded as nobody asked for');
          isChunked = true;
          break;
        case 'connection':
          if (/\bclose\b/i.test(value())) this.#keepsConnection = false;
          break;
        case 'keep-alive':
          this.#idleSeconds = secondsOf(value());
          break;
      }
    }
    if (isChunked && length !== undefined) throw garbage('The answer has two lengths');
    return { length, isChunked };
  }

  #readUntilTheEnd(): void {
    this.#part = 'body until the end';
    this.#bytesLeft = Number.POSITIVE_INFINITY;
    this.#keepsConnection = false;
  }

  #readChunkSize(line: string): void {
    const [, digits] = chunkSize.exec(line) ?? [];
    if (digits === undefined) throw garbage('A piece of the answer has no length');
    this.#bytesLeft = Number.parseInt(digits, 16);
    this.#part = this.#bytesLeft === 0 ? 'trailers' : 'chunk';
  }

  #readBody(piece: Buffer, at: number): number {
    const end = Math.min(piece.length, at + this.#bytesLeft);
    this.#bytesLeft -= end - at;
    this.#bodyBytes += end - at;
    if (this.#bodyBytes > this.#limits.maxBodyBytes) throw tooLarge();
    const isWhole = this.#bytesLeft === 0;
    if (isWhole && this.#part === 'sized body' && !this.#bodyPieces) {
      // Nearly all answers: nothing of them is copied.
      this.#bodyText = piece.toString('utf8', at, end);
    } else {
      this.#bodyPieces ??= [];
      this.#bodyPieces.push(Buffer.from(piece.subarray(at, end)));
    }
    if (isWhole) this.#part = this.#part === 'chunk' ? 'chunk end' : 'nothing';
    return end;
  }
}

function sizeOf(value: string, earlier: number | undefined): number {
  const length = Number(value);
  if (!contentLength.test(value) || (earlier !== undefined && earlier !== length)) {
    throw garbage('The answer has no length, or two');
  }
  return length;
}

function secondsOf(value: string): number | undefined {
  const [, seconds] = /\btimeout=(\d{1,6})\b/i.exec(value) ?? [];
  return seconds === undefined ? undefined : Number(seconds);
}

function garbage(message: string): SubgraphFailure {
  return new SubgraphFailure('garbage', `${message}.`);
}

function tooLarge(): SubgraphFailure {
  return new SubgraphFailure('too-large', 'The answer is larger than the router takes.');
}
