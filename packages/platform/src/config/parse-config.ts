import { z } from 'zod';

/** Names every variable that is wrong, all at once, and never the values. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the variables that `shape` names from `environment`; an empty variable counts as absent.
 * @throws {ConfigError} that names all faulty variables at once.
 */
export function parseConfig<Shape extends z.ZodRawShape>(
  shape: Shape,
  environment: Environment,
): z.infer<z.ZodObject<Shape>> {
  const given = Object.fromEntries(
    Object.keys(shape).flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])),
  );
  const parsed = z.object(shape).safeParse(given, {
    // zod's own messages can quote the input, and a secret is an input.
    error: (issue) => (issue.input === undefined ? 'is required' : undefined),
  });
  if (parsed.success) return parsed.data;
  throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${withoutValue(issue)}`));
}

function withoutValue(issue: z.core.$ZodIssue): string {
  return issue.code === 'custom' || !issue.message.includes('received')
    ? issue.message
    : `must be a ${String('expected' in issue ? issue.expected : 'valid value')}`;
}

function wholeNumber(what: string, min: number, max: number) {
  const message = `must be ${what}`;
  return z
    .string()
    .regex(/^\d{1,10}$/, message)
    .transform(Number)
    .refine((number) => number >= min && number <= max, { message });
}

/** Shapes that several configurations need. */
export const configShapes = {
  port: wholeNumber('a port number', 0, 65_535),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent'], 'must be debug, info, warn, error or silent'),
  milliseconds: wholeNumber('a number of milliseconds', 1, 2_147_483_647),
  url: (...protocols: readonly string[]) =>
    z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol.slice(0, -1)), {
      message: `must be a URL that begins with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`,
    }),
} as const;
