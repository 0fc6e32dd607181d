export interface LogLine {
  readonly timestamp: string;
  readonly level: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  readonly service: string;
  readonly trace_id?: string;
  readonly message: string;
  readonly context: Readonly<Record<string, unknown>>;
}

const members = new Set(['timestamp', 'level', 'service', 'trace_id', 'message', 'context']);

/** Every line of what processes wrote. @throws {Error} with the first line that is not in the documented format. */
export function parseLogLines(output: string): LogLine[] {
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map(parseLine);
}

/**
 * How many of the secrets stand in what processes wrote: an address in any spelling, text as JSON escapes it, and a token
 * in part too, but for its first part, which says only what kind of token it is.
 */
export function secretsIn(output: string, secrets: Iterable<string>): number {
  const written = output.toLowerCase();
  const isWritten = (text: string) =>
    [text, JSON.stringify(text).slice(1, -1)].some((form) => written.includes(form.toLowerCase()));
  return [...secrets].filter((secret) => {
    const parts = secret.startsWith('eyJ') ? secret.split('.').slice(1) : [secret];
    return parts.some(isWritten);
  }).length;
}

function parseLine(text: string): LogLine {
  const line = jsonOf(text);
  const isLine =
    typeof line === 'object' &&
    line !== null &&
    Object.keys(line).every((key) => members.has(key)) &&
    'timestamp' in line &&
    new Date(String(line.timestamp)).toISOString() === line.timestamp &&
    'level' in line &&
    ['DEBUG', 'INFO', 'WARN', 'ERROR'].includes(String(line.level)) &&
    'service' in line &&
    typeof line.service === 'string' &&
    'message' in line &&
    typeof line.message === 'string' &&
    'context' in line &&
    typeof line.context === 'object' &&
    line.context !== null;
  if (!isLine) throw new Error(`A line of the log is not in the documented format: ${text}`);
  return line as LogLine;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
