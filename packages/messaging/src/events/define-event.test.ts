import { newId } from '@trivet/database';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { thingChanged } from '../tests/stage.ts';
import { defineEvent, eventSchema } from './define-event.ts';
import { streamKey } from './event.ts';

const ids = { accountId: newId(), thingId: newId() };

it('makes an event of a payload: its stream, its subject and who caused it', () => {
  const event = thingChanged({ ...ids, version: 3 }, { actor: 'somebody', requestId: 'r1' });
  expect(event).toEqual({
    type: 'thing.changed',
    version: 1,
    stream: { account: ids.accountId },
    subject: { type: 'thing', id: ids.thingId, version: 3 },
    actor: 'somebody',
    credential: null,
    requestId: 'r1',
    readableWith: 'things:read',
    bulk: false,
    payload: { ...ids, version: 3 },
  });
  expect(streamKey(event.stream)).toBe(`acc_${ids.accountId}`);
});

it('drops what the schema does not name, so that nothing personal slips into the log', () => {
  const payload = { ...ids, version: 1, email: 'ada@example.com' };
  expect(thingChanged(payload, { actor: null, requestId: 'r' }).payload).not.toHaveProperty('email');
});

it('refuses a payload that does not fit', () => {
  expect(() => thingChanged({ ...ids, thingId: 'x', version: 1 }, { actor: null, requestId: 'r' })).toThrow(z.ZodError);
});

it('refuses a name that is not noun.verb', () => {
  const definition = {
    version: 1,
    description: '',
    schema: z.object({}),
    stream: () => ({ person: newId() }),
    subject: () => ({ type: 'x', id: newId(), version: 1 }),
  };
  expect(() => defineEvent({ ...definition, name: 'ThingChanged' })).toThrow('noun.verb');
});

it('describes the whole event as JSON Schema', () => {
  const schema = eventSchema(thingChanged);
  expect(schema).toMatchObject({
    title: 'thing.changed',
    type: 'object',
    additionalProperties: false,
    properties: {
      type: { const: 'thing.changed' },
      version: { const: 1 },
      readableWith: { const: 'things:read' },
      payload: { type: 'object', required: ['accountId', 'thingId', 'version'] },
    },
  });
});
