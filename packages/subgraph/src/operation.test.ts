import { Access } from '@trivet/identity';
import { anonymous, createLogger, type Viewer } from '@trivet/platform';
import { expect, it } from 'vitest';
import { Operation } from './operation.ts';

const directory = { find: async () => new Map(), known: () => undefined, refresh: async () => new Map() };
const access = new Access({ directory, logger: createLogger({ service: 'test', level: 'silent' }) });
const ada: Viewer = { kind: 'user', userId: 'ada', sessionId: 'ada-1', authenticatedAt: new Date() };
const service: Viewer = { kind: 'service', service: 'notifications' };

const operation = (viewer: Viewer, idempotencyKey?: string) =>
  new Operation({ query: '', viewer, requestId: 'request', idempotencyKey }, access);

it('tells as the cause of its changes the person and his session, or nobody', () => {
  expect(operation(ada).cause).toEqual({ actor: 'ada', credential: 'ada-1', requestId: 'request' });
  for (const viewer of [anonymous, service]) {
    expect(operation(viewer).cause).toEqual({ actor: null, requestId: 'request' });
  }
});

it('keeps a change for repetition under the person who sent the key', () => {
  expect(operation(ada, 'key').repeatable('thingCreate', { name: 'x' })).toEqual({
    principal: 'ada',
    key: 'key',
    field: 'thingCreate',
    input: { name: 'x' },
  });
  expect(operation(ada).repeatable('thingCreate', {})).toBeUndefined();
  expect(operation(anonymous).repeatable('thingCreate', {})).toBeUndefined();
});

it('takes no key from who is no person: keys of strangers would meet', () => {
  for (const viewer of [anonymous, service]) {
    expect(() => operation(viewer, 'key').repeatable('thingCreate', {})).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT' }),
    );
  }
});

it('takes no key where a secret is returned', () => {
  expect(() => operation(ada, 'key').refuseRepetition('sessionCreate')).toThrow(
    expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringContaining('"sessionCreate"') }),
  );
  expect(() => operation(ada).refuseRepetition('sessionCreate')).not.toThrow();
});
