/**
 * A parameter in PostgreSQL's text form; its type is what the statement makes of it.
 * @throws {TypeError} for what has none, such as undefined and objects, which a column's own encoder has to write.
 */
export function parameterText(value: unknown): string | null {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'object':
      if (value === null) return null;
      if (Array.isArray(value)) return arrayText(value);
      if (value instanceof Date) return value.toISOString();
      if (value instanceof Uint8Array)
        return `\\x${Buffer.from(value.buffer, value.byteOffset, value.length).toString('hex')}`;
  }
  throw new TypeError(`A value of type ${typeof value} is no parameter.`);
}

/** PostgreSQL's text form of an array. */
export function arrayText(values: readonly unknown[]): string {
  return `{${values.map(elementText).join(',')}}`;
}

function elementText(value: unknown): string {
  const text = parameterText(value);
  if (text === null) return 'null';
  // Ids, the usual case. An array within an array stands there as it is.
  if (/^[0-9a-f-]+$/.test(text) || Array.isArray(value)) return text;
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}
