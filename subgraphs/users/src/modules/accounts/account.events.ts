import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

export const accountCreated = defineEvent({
  name: 'account.created',
  version: 1,
  description: 'An account was created. `userId` is the person who owns it.',
  schema: z.strictObject({ accountId: z.uuid(), userId: z.uuid() }),
  stream: ({ accountId }) => ({ account: accountId }),
  subject: ({ accountId }) => ({ type: 'account', id: accountId, version: 1 }),
  readableWith: 'account:read',
});
