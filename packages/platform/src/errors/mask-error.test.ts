import { buildSchema, GraphQLError, graphql } from 'graphql';
import { expect, it } from 'vitest';
import { createLogger } from '../logging/logger.ts';
import { RateLimitedError, UserFault } from './app-error.ts';
import { maskError } from './mask-error.ts';

it('shows a fault that names an input field, thrown where it is no data, at the field that failed', async () => {
  const fault = new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', 'Too long.', ['name']);
  const { errors = [] } = await graphql({
    schema: buildSchema('type Query { list(name: String): Int }'),
    source: '{ list }',
    rootValue: { list: () => Promise.reject(fault) },
  });
  const logger = createLogger({ service: 'test', level: 'silent' });
  expect(errors.map((error) => maskError(error, { logger, requestId: 'request-1' }))).toEqual([
    {
      message: 'Too long.',
      locations: [{ line: 1, column: 3 }],
      path: ['list'],
      extensions: { code: 'BAD_USER_INPUT' },
    },
  ]);
});

it('does not send back at length what was sent', async () => {
  const { errors = [] } = await graphql({
    schema: buildSchema('type Query { double(number: Int): Int }'),
    source: 'query ($number: Int) { double(number: $number) }',
    variableValues: { number: `${'x'.repeat(99)}${'💥'.repeat(10_000)}` },
  });
  const logger = createLogger({ service: 'test', level: 'silent' });
  const [told] = errors.map((error) => maskError(error, { logger, requestId: 'request-1' }));
  expect(told?.message).toBe(
    `Variable "$number" got invalid value; Int cannot represent non-integer value: "${'x'.repeat(99)}\ufffd…"`,
  );
  expect(told?.message.isWellFormed()).toBe(true);
  const long = new GraphQLError(`${'x'.repeat(999)}${'💥'.repeat(10_000)}`, { extensions: { code: 'BAD_USER_INPUT' } });
  const { message } = maskError(long, { logger, requestId: 'request-1' });
  expect([message.length, message.isWellFormed()]).toEqual([1_001, true]);
});

it('says when what came too often may come again', async () => {
  const { errors = [] } = await graphql({
    schema: buildSchema('type Query { guess: Int }'),
    source: '{ guess }',
    rootValue: { guess: () => Promise.reject(new RateLimitedError('Too often.', 30)) },
  });
  const logger = createLogger({ service: 'test', level: 'silent' });
  expect(errors.map((error) => maskError(error, { logger, requestId: 'request-1' }).extensions)).toEqual([
    { code: 'RATE_LIMITED', retryAfterSeconds: 30 },
  ]);
});
