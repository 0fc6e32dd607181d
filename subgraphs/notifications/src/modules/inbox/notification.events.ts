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
