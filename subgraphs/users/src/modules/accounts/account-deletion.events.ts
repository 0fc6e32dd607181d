import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

const payload = z.strictObject({ accountId: z.uuid(), version: z.int().min(1) });
type Payload = z.infer<typeof payload>;

const ofAccount = {
  version: 1,
  schema: payload,
  stream: ({ accountId }: Payload) => ({ account: accountId }),
  subject: ({ accountId, version }: Payload) => ({ type: 'account', id: accountId, version }),
  readableWith: 'account:read',
} as const;

export const accountDeletionRequested = defineEvent({
  ...ofAccount,
  name: 'account.deletion_requested',
  description: 'An account is to be deleted, unless an owner thinks better of it.',
});
export const accountDeletionCancelled = defineEvent({
  ...ofAccount,
  name: 'account.deletion_cancelled',
  description: 'An account that was to be deleted stays.',
});
/** Nobody may do anything on it any more, and every part removes what it holds of it. */
export const accountDeleted = defineEvent({
  ...ofAccount,
  name: 'account.deleted',
  description: 'An account is no more, with its members, roles, invitations and keys.',
});
