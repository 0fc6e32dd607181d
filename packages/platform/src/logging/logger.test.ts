import { expect, it } from 'vitest';
import { createLogger } from './logger.ts';

function setup() {
  const lines: string[] = [];
  const logger = createLogger({ service: 'users', destination: { write: (line) => void lines.push(line) } });
  return { logger, lines, last: () => JSON.parse(lines.at(-1) ?? '') as Record<string, unknown> };
}

it('writes one JSON object per line, in the format that operators know', () => {
  const { logger, last } = setup();
  logger.child({ userId: 'ada' }).warn('Something is slow', { requestId: 'r-1', traceId: 't-1' });
  expect(last()).toEqual({
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    level: 'WARN',
    service: 'users',
    trace_id: 't-1',
    message: 'Something is slow',
    context: { user_id: 'ada', request_id: 'r-1' },
  });
});

it('tells of an error what it is and where it came from', () => {
  const { logger, last } = setup();
  logger.error('It failed', { error: new TypeError('of a kind', { cause: new Error('of another') }) });
  expect(last()).toMatchObject({
    context: {
      error: { error: 'TypeError', message: 'of a kind', stack: expect.any(Array), cause: { message: 'of another' } },
    },
  });
});

it("never shows a statement's parameters, nor a message of PostgreSQL that quotes a value", () => {
  const { logger, lines } = setup();
  const quoting = Object.assign(new Error('invalid input syntax for type uuid: "hunter2"'), {
    severity: 'ERROR',
    code: '22P02',
  });
  const quotingLines = Object.assign(new Error('invalid input syntax for type date: "\n  at hunter2:1:1"'), {
    severity: 'ERROR',
    code: '22007',
  });
  const violating = Object.assign(new Error('duplicate key'), {
    severity: 'ERROR',
    code: '23505',
    detail: 'Key (email)=(hunter2) already exists.',
    constraint_name: 'users_email_key',
  });
  logger.error('One', { error: quoting });
  logger.error('Two', { error: new Error('Failed query: insert\nparams: hunter2', { cause: violating }) });
  logger.error('Three', { error: parseFailure('hunter2') });
  logger.error('Four', { error: quotingLines });
  expect(lines.join('')).not.toContain('hunter2');
  expect(lines.join('')).toContain('"error":"SyntaxError"');
  expect(lines[1]).toContain('users_email_key');
});

it('keeps to one line whatever it is told, so nobody writes a line of his own', () => {
  const { logger, lines, last } = setup();
  const forged = 'nobody\n{"level":"INFO","message":"Ada signed in"}\r\u2028\u0000\u001b[2J';
  logger.info(forged, { operation: forged, [`name\n${forged}`]: 1, error: new Error(forged) });
  expect(lines.join('').match(/[\p{Cc}]/gu)).toEqual(['\n']);
  expect(last()).toMatchObject({ level: 'INFO', message: forged, context: { operation: forged } });
});

/** What `JSON.parse` says of this. */
function parseFailure(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}
