import type { Sql } from 'postgres';
import type { Prepared } from '../prepared.ts';
import type { RowScope } from '../row-scope.ts';
import { MessageWriter } from './message-writer.ts';
import type { DecodeRow } from './row-decoder.ts';
import { type ScopeParameters, scopeParameters, scopeStatement } from './scope-statement.ts';

/** Names of prepared statements on one connection, by their text. */
type Statements = Record<string, string>;

type Statement = Pick<Prepared<never, unknown>, 'text' | 'decoder' | 'isKept'>;
type Resolve = (rows: unknown[]) => void;

const writer = new MessageWriter();
const noOptions = {};
const noResult = { columns: [], types: [] };
const noFormats = new Uint8Array(2);
const dataRow = 0x44;
let statementCount = 0;

/**
 * Runs a statement on a connection of the pool, confined to a scope where one is given. Scope and statement go out as one
 * message that ends with one Sync, so they are one transaction of their own: PostgreSQL takes the settings back at its end,
 * whatever becomes of the statement, and none runs whose scope was not set.
 */
export function runRead<Params extends Record<string, unknown>, Row>(
  pool: Sql,
  statement: Prepared<Params, Row>,
  params: Params,
  scope: RowScope | null,
): Promise<Row[]> {
  return new Promise((resolve, reject) => {
    const parameters = statement.parametersOf(params);
    const read = new Read(statement, parameters, scope && scopeParameters(scope), resolve as Resolve, reject);
    (pool as unknown as { submit(read: Read): void }).submit(read);
  });
}

/**
 * One run of a statement, as the driver sees it: in the place of its own query, of which it has what the driver asks for.
 * `submit`, `encode` and `decode` are what our patch adds to the driver. The driver's way asks for the types of the
 * columns, writes and reads value by value, and its queries outlive themselves in memory; here all of that is known beforehand.
 */
class Read {
  // Written by the driver.
  state: unknown = null;
  active = false;
  cancelled: unknown = null;

  readonly #statement: Statement;
  readonly #parameters: readonly (string | null)[];
  readonly #scope: ScopeParameters | null;
  readonly #resolve: Resolve;
  readonly #reject: (error: unknown) => void;
  readonly #rows: unknown[] = [];
  #isRetried = false;
  #failure: unknown;
  #statements: Statements | undefined;
  /** Texts that were sent to be parsed, and of which PostgreSQL has not said yet that they are. */
  #unparsed: string[] | undefined;

  constructor(
    statement: Statement,
    parameters: readonly (string | null)[],
    scope: ScopeParameters | null,
    resolve: Resolve,
    reject: (error: unknown) => void,
  ) {
    this.#statement = statement;
    this.#parameters = parameters;
    this.#scope = scope;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  get options(): object {
    return noOptions;
  }
  get statement(): object {
    return noResult;
  }
  /** What the driver forgets before it tries again. */
  get signature(): string {
    return this.#statement.text;
  }
  /** Whether the driver may try again where PostgreSQL has forgotten the statement, or what it is has changed. Once. */
  get prepared(): boolean {
    return !this.#isRetried;
  }
  /** What failed at the second attempt is said, and not what failed at the first. */
  get retried(): undefined {
    return undefined;
  }
  set retried(_error: unknown) {
    this.#isRetried = true;
  }
  get string(): string {
    return this.#statement.text;
  }
  get parameters(): readonly (string | null)[] {
    return this.#parameters;
  }
  get origin(): string {
    return '';
  }
  set parsing(_isParsing: boolean) {
    this.#unparsed?.shift();
  }

  /** The whole message. The driver copies it. */
  encode(statements: Statements): Buffer {
    this.#statements = statements;
    this.#unparsed = undefined;
    if (this.#scope) this.#write(scopeStatement, this.#scope, noFormats);
    const { text, decoder, isKept } = this.#statement;
    if (isKept) this.#write(text, this.#parameters, decoder.resultFormats);
    else this.#writeUnnamed(text, this.#parameters, decoder.resultFormats);
    return writer.sync();
  }

  /** The unnamed statement is forgotten with the next one. */
  #writeUnnamed(text: string, parameters: readonly (string | null)[], resultFormats: Uint8Array): void {
    this.#unparsed ??= [];
    this.#unparsed.push(text);
    writer.parse('', text);
    writer.bind('', parameters, resultFormats);
    writer.execute();
  }

  #write(text: string, parameters: readonly (string | null)[], resultFormats: Uint8Array): void {
    const statements = this.#statements as Statements;
    let name = statements[text];
    if (name === undefined || this.#isRetried) {
      name = `read_${statementCount++}`;
      statements[text] = name;
      this.#unparsed ??= [];
      this.#unparsed.push(text);
      writer.parse(name, text);
    }
    writer.bind(name, parameters, resultFormats);
    writer.execute();
  }

  /** Takes the rows at the beginning of what came; what is left begins with something else, or with a part of a row. */
  decode(received: Buffer): Buffer {
    const { decode } = this.#statement.decoder;
    let start = 0;
    while (received.length - start > 4 && received[start] === dataRow) {
      const end = start + 1 + received.readUInt32BE(start + 1);
      if (end > received.length) break;
      if (this.#failure === undefined) this.#take(decode, received, start + 7, end);
      start = end;
    }
    return received.subarray(start);
  }

  #take(decode: DecodeRow, received: Buffer, start: number, end: number): void {
    try {
      this.#rows.push(decode(received, start, end));
    } catch (error) {
      // The driver still has to hear the end of the answer.
      this.#failure = error ?? new Error('A row could not be decoded.');
    }
  }

  resolve(): void {
    if (this.#failure === undefined) this.#resolve(this.#rows);
    else this.#reject(this.#failure);
  }

  reject(error: unknown): void {
    for (const text of this.#unparsed ?? []) delete this.#statements?.[text];
    this.#reject(error);
  }
}
