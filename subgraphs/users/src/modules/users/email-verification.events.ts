import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

export const emailVerificationRequested = defineEvent({
  name: 'email_verification.requested',
  version: 1,
  description: 'A person is to be sent a mail by which he shows that his address is his.',
  schema: z.strictObject({ userId: z.uuid(), emailVerificationId: z.uuid() }),
  stream: ({ userId }) => ({ person: userId }),
  subject: ({ emailVerificationId }) => ({ type: 'email_verification', id: emailVerificationId, version: 1 }),
});
export const emailVerified = defineEvent({
  name: 'user.email_verified',
  version: 1,
  description: 'A person has shown that his address is his.',
  schema: z.strictObject({ userId: z.uuid(), version: z.int().min(1) }),
  stream: ({ userId }) => ({ person: userId }),
  subject: ({ userId, version }) => ({ type: 'user', id: userId, version }),
});
