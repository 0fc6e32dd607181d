/** What a log may hold of an error: never a statement's parameters, nor a message that can quote a value. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error };
  const details = error as Error & {
    code?: unknown;
    constraint_name?: unknown;
    table_name?: unknown;
    severity?: unknown;
  };
  // Drizzle's message holds the statement and its parameters; what PostgreSQL said is the cause.
  if (error.name === 'DrizzleQueryError' || error.message.startsWith('Failed query:')) {
    return { ...describeError(error.cause), statement: true };
  }
  const fromPostgres = typeof details.severity === 'string';
  return {
    error: error.name,
    ...(details.code !== undefined && { code: details.code }),
    ...(quotesValues(error, fromPostgres ? details.code : undefined) ? {} : { message: error.message }),
    ...(details.constraint_name !== undefined && { constraint: details.constraint_name }),
    ...(details.table_name !== undefined && { table: details.table_name }),
    stack: framesOf(error),
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}

/** PostgreSQL's classes 22 and 23 say which values were wrong, and `JSON.parse` repeats what it was given. */
function quotesValues(error: Error, codeOfPostgres: unknown): boolean {
  return /^2[23]/.test(String(codeOfPostgres)) || error instanceof SyntaxError;
}

/** The stack without its first lines, which repeat the message: one of those can look as if it were a frame. */
function framesOf({ stack = '', message }: Error): string[] {
  return stack
    .replace(message, () => '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .slice(0, 12);
}
