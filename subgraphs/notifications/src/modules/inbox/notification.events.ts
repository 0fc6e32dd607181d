import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

export const notificationCreated = defineEvent({
  name: 'notification.created',
  version: 1,
  description: 'A person was told something.',
  schema: z.strictObject({ notificationId: z.uuid(), userId: z.uuid() }),
  stream: ({ userId }) => ({ person: userId }),
  subject: ({ notificationId }) => ({ type: 'notification', id: notificationId, version: 1 }),
});

/** One for all that one request did: which they are, the inbox says. */
export const inboxUpdated = defineEvent({
  name: 'inbox.updated',
  version: 1,
  description: 'A person has read, seen or archived what he was told, or taken that back.',
  schema: z.strictObject({ userId: z.uuid() }),
  stream: ({ userId }) => ({ person: userId }),
  subject: ({ userId }) => ({ type: 'inbox', id: userId, version: 1 }),
});
