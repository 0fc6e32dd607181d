import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

export const phoneNumberChangeRequested = defineEvent({
  name: 'phone_number_change.requested',
  version: 1,
  description: 'A person is to be sent a text message with a code, by which he shows that the number is his.',
  schema: z.strictObject({ userId: z.uuid(), phoneNumberChangeId: z.uuid() }),
  stream: ({ userId }) => ({ person: userId }),
  subject: ({ phoneNumberChangeId }) => ({ type: 'phone_number_change', id: phoneNumberChangeId, version: 1 }),
});
export const phoneNumberChanged = defineEvent({
  name: 'phone_number.changed',
  version: 1,
  description: 'A person has another number for text messages, or none any more.',
  schema: z.strictObject({ userId: z.uuid() }),
  stream: ({ userId }) => ({ person: userId }),
  subject: ({ userId }) => ({ type: 'phone_number', id: userId, version: 1 }),
});
