import { createLogger } from '@trivet/platform';
import { expect, it } from 'vitest';
import { parseLogLines, secretsIn } from './log-lines.ts';

const secrets = ['ada@example.com', 'a "quoted" password', 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl'];

it.each([
  ['an address', 'nobody has ada@example.com', 1],
  ['an address in another spelling', 'Ada@Example.COM', 1],
  ['text in JSON', JSON.stringify({ message: 'a "quoted" password' }), 1],
  ['what a token says', 'eyJzdWIiOiJhZGEifQ', 1],
  ['the kind of a token', 'eyJhbGciOiJFZERTQSJ9', 0],
  ['nothing', '', 0],
])('finds secrets in logs: %s', (_, output, count) => {
  expect(secretsIn(output, secrets)).toBe(count);
});

it('reads what the logger writes, and nothing else', () => {
  const lines: string[] = [];
  const logger = createLogger({ service: 'test', destination: { write: (line) => void lines.push(line) } });
  logger.info('request', { requestId: '1', traceId: 'trace', error: new Error('no') });
  const written = lines.join('');
  expect(parseLogLines(written)).toMatchObject([{ level: 'INFO', trace_id: 'trace', context: { request_id: '1' } }]);
  for (const line of [
    '(node:1) Warning: old',
    '{}',
    written.replace('INFO', 'info'),
    written.replace('"context"', '"ctx"'),
  ])
    expect(() => parseLogLines(`${written}${line}\n`), line).toThrow('documented format');
});
