import { RE2JS } from 're2js';

const maxLength = 256;
const maxProgram = 1_000;

/** A regular expression that is matched in a time linear in the text: RE2, and no other engine, ever sees a tenant's pattern. */
export interface Pattern {
  test(text: string): boolean;
  /** How much one character may cost, in steps. Measured: at most a nanosecond for each instruction, once it is warm. */
  readonly perCharacter: number;
  readonly size: number;
  /** What was written: the compiler of schemas knows patterns apart by that. */
  toString(): string;
}

/**
 * In the syntax of JavaScript, as far as RE2 has it: nothing that looks back or ahead.
 * @throws {SyntaxError} that says what is wrong, for people.
 */
export function compilePattern(source: string): Pattern {
  if (source.length > maxLength) throw new SyntaxError(`A pattern has at most ${maxLength} characters.`);
  // Compiling it to find that out would take a while.
  if (repetitionsIn(source) > maxProgram) throw new SyntaxError('The pattern repeats too much.');
  const compiled = compile(source);
  const size = compiled.programSize();
  if (size > maxProgram) throw new SyntaxError('The pattern repeats too much.');
  return { test: (text) => compiled.test(text), perCharacter: 0.2 + size / 40, size, toString: () => source };
}

function compile(source: string): RE2JS {
  try {
    return RE2JS.compile(RE2JS.translateRegExp(source));
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : 'unknown';
    throw new SyntaxError(`The pattern cannot be used: ${reason}.`);
  }
}

/** How often something is there by `{n}` and `{n,m}` at least, if what is repeated within a repetition counts once. */
function repetitionsIn(source: string): number {
  return [...source.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].reduce(
    (sum, [, least = '', most = '']) => sum + Math.max(Number(least), Number(most)),
    0,
  );
}
