import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

export const announcementSent = defineEvent({
  name: 'announcement.sent',
  version: 1,
  description: 'Somebody has something to say to members of an account; it is told to one after the other.',
  schema: z.strictObject({ accountId: z.uuid(), announcementId: z.uuid() }),
  readableWith: 'announcements:send',
  stream: ({ accountId }) => ({ account: accountId }),
  subject: ({ announcementId }) => ({ type: 'announcement', id: announcementId, version: 1 }),
});

export const announcementCancelled = defineEvent({
  name: 'announcement.cancelled',
  version: 1,
  description: 'What was to be announced later was taken back, before anybody was told.',
  schema: z.strictObject({ accountId: z.uuid(), announcementId: z.uuid() }),
  readableWith: 'announcements:send',
  stream: ({ accountId }) => ({ account: accountId }),
  subject: ({ announcementId }) => ({ type: 'announcement', id: announcementId, version: 2 }),
});
