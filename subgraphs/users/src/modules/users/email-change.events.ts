import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

export const emailChangeRequested = defineEvent({
  name: 'email_change.requested',
  version: 1,
  description:
    'A person wants another address; it is his when the address that he has and the new one have confirmed it.',
  schema: z.strictObject({
    userId: z.uuid(),
    emailChangeId: z.uuid(),
    /** Null where nobody has shown that the present address is his, which then is not asked. */
    approvalId: z.uuid().nullable(),
    verificationId: z.uuid(),
  }),
  stream: ({ userId }) => ({ person: userId }),
  subject: ({ emailChangeId }) => ({ type: 'email_change', id: emailChangeId, version: 1 }),
});
export const emailChanged = defineEvent({
  name: 'user.email_changed',
  version: 1,
  description: 'A person has another address.',
  schema: z.strictObject({ userId: z.uuid(), emailChangeId: z.uuid(), version: z.int().min(1) }),
  stream: ({ userId }) => ({ person: userId }),
  subject: ({ userId, version }) => ({ type: 'user', id: userId, version }),
});
