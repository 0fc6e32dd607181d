import { Column, is, noopDecoder, SQL } from 'drizzle-orm';

/** What a statement selects, as Drizzle says it. */
export type SelectedField = Column | SQL | SQL.Aliased;

/** How one column comes out of a row's bytes. */
export interface ColumnCodec {
  /** Whether PostgreSQL is asked for the binary form, where that is cheaper on both sides than text. */
  readonly binary: boolean;
  /** Whether it is plain ASCII, which is cut out of the row's text instead of being decoded by itself. */
  readonly ascii?: true;
  /** What becomes of its text, where it is read as text: what is short and plain ASCII is cut out, too. */
  readonly ofText?: ((text: string) => unknown) | undefined;
  read(bytes: Buffer, start: number, end: number): unknown;
}

/** What a text itself becomes. */
export const asItIs = (text: string) => text;
const text: ColumnCodec = {
  binary: false,
  ofText: asItIs,
  read: (bytes, start, end) => bytes.toString('utf8', start, end),
};
const uuid: ColumnCodec = {
  binary: false,
  ascii: true,
  read: (bytes, start, end) => bytes.toString('latin1', start, end),
};
const int16 = ofSize(2, (bytes, start) => bytes.readInt16BE(start));
const int32 = ofSize(4, (bytes, start) => bytes.readInt32BE(start));
const boolean = ofSize(1, (bytes, start) => bytes[start] === 1);
/** A copy: the bytes belong to what came from the socket. */
const bytea: ColumnCodec = { binary: true, read: (bytes, start, end) => Buffer.from(bytes.subarray(start, end)) };
/** Microseconds since the beginning of 2000. A date knows milliseconds only. */
const date = ofSize(8, (bytes, start) => {
  const microseconds = bytes.readInt32BE(start) * 2 ** 32 + bytes.readUInt32BE(start + 4);
  return new Date(Math.floor(microseconds / 1000) + beginningOf2000);
});
const beginningOf2000 = Date.UTC(2000, 0, 1);

/** What Drizzle's columns and expressions have, though its types do not tell of it for the latter. */
interface Decoder {
  mapFromDriverValue(value: never): unknown;
}

/** By the type in the database: what the value is to a column's own decoder. */
const byType: ReadonlyMap<string, ColumnCodec> = new Map([
  ['uuid', uuid],
  ['smallint', int16],
  ['smallserial', int16],
  ['integer', int32],
  ['serial', int32],
  ['boolean', boolean],
  ['bytea', bytea],
]);

/**
 * Answers what Drizzle answers for the field.
 * @throws {TypeError} for an expression that does not say its type: without a decoder it would be text, whatever TypeScript was told.
 */
export function codecOf(field: SelectedField, name: string): ColumnCodec {
  if (!is(field, Column)) {
    const { decoder } = (is(field, SQL) ? field : field.sql) as unknown as { decoder: Decoder };
    if (decoder === noopDecoder)
      throw new TypeError(`The expression "${name}" needs \`mapWith\`, which says what it is read as.`);
    return decodedBy(text, decoder);
  }
  if (field.columnType === 'PgTimestamp') return date;
  const codec = byType.get(field.getSQLType()) ?? text;
  return field.mapFromDriverValue === Column.prototype.mapFromDriverValue || codec === int32
    ? codec
    : decodedBy(codec, field);
}

/** Of a column whose type has been changed under a running process, the binary form would be read as something else. */
function ofSize(size: number, read: ColumnCodec['read']): ColumnCodec {
  return {
    binary: true,
    read: (bytes, start, end) => {
      if (end - start !== size)
        throw new TypeError(`A value of ${size} bytes was expected, and not of ${end - start}.`);
      return read(bytes, start, end);
    },
  };
}

function decodedBy({ binary, ofText, read }: ColumnCodec, decoder: Decoder): ColumnCodec {
  return {
    binary,
    ofText: ofText && ((value) => decoder.mapFromDriverValue(ofText(value) as never)),
    read: (bytes, start, end) => decoder.mapFromDriverValue(read(bytes, start, end) as never),
  };
}
