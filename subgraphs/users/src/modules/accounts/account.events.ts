import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

const ofAccount = {
  version: 1,
  stream: ({ accountId }: { readonly accountId: string }) => ({ account: accountId }),
  readableWith: 'account:read',
} as const;

export const accountCreated = defineEvent({
  ...ofAccount,
  name: 'account.created',
  description: 'An account was created. `userId` is the person who owns it.',
  schema: z.strictObject({ accountId: z.uuid(), userId: z.uuid() }),
  subject: ({ accountId }) => ({ type: 'account', id: accountId, version: 1 }),
});
export const accountUpdated = defineEvent({
  ...ofAccount,
  name: 'account.updated',
  description: 'An account was renamed.',
  schema: z.strictObject({ accountId: z.uuid(), version: z.int().min(1) }),
  subject: ({ accountId, version }) => ({ type: 'account', id: accountId, version }),
});
