import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

export const userCreated = defineEvent({
  name: 'user.created',
  version: 1,
  description: 'A person registered.',
  schema: z.strictObject({ userId: z.uuid() }),
  stream: ({ userId }) => ({ person: userId }),
  subject: ({ userId }) => ({ type: 'user', id: userId, version: 1 }),
});
export const userUpdated = defineEvent({
  name: 'user.updated',
  version: 1,
  description: 'A person shows others another name or picture of himself.',
  schema: z.strictObject({ userId: z.uuid(), version: z.int().min(1) }),
  stream: ({ userId }) => ({ person: userId }),
  subject: ({ userId, version }) => ({ type: 'user', id: userId, version }),
});
