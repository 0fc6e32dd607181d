import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

/** Each subgraph says so for itself. */
export const erasureConfirmed = defineEvent({
  name: 'user.erasure_confirmed',
  version: 1,
  description: 'One subgraph has erased what it held of a person.',
  schema: z.strictObject({ userId: z.uuid(), subgraph: z.string().regex(/^[a-z]+$/) }),
  stream: ({ userId }) => ({ person: userId }),
  subject: ({ userId }) => ({ type: 'erasure', id: userId, version: 1 }),
});
