import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

/** Each part erases what it holds of him, and says so by `user.erasure_confirmed`. */
export const userErased = defineEvent({
  name: 'user.erased',
  version: 1,
  description: 'A person is no more. His id stays, and tells nothing of him.',
  schema: z.strictObject({ userId: z.uuid(), version: z.int().min(1) }),
  stream: ({ userId }) => ({ person: userId }),
  subject: ({ userId, version }) => ({ type: 'user', id: userId, version }),
});
