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
