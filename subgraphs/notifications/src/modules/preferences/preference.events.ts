import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

export const notificationPreferencesUpdated = defineEvent({
  name: 'notification_preferences.updated',
  version: 1,
  description: 'A person is told of something by another way than before, or not any more.',
  schema: z.strictObject({ userId: z.uuid() }),
  stream: ({ userId }) => ({ person: userId }),
  subject: ({ userId }) => ({ type: 'notification_preferences', id: userId, version: 1 }),
});

export const notificationDefaultsUpdated = defineEvent({
  name: 'notification_defaults.updated',
  version: 1,
  description: 'What is told of an account goes by other ways to those who have not chosen themselves.',
  schema: z.strictObject({ accountId: z.uuid() }),
  stream: ({ accountId }) => ({ account: accountId }),
  subject: ({ accountId }) => ({ type: 'notification_defaults', id: accountId, version: 1 }),
});
