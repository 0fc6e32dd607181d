import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

export const preferencesUpdated = defineEvent({
  name: 'preferences.updated',
  version: 1,
  description: 'A person wants to be shown things in another way.',
  schema: z.strictObject({ userId: z.uuid(), version: z.int().min(1) }),
  stream: ({ userId }) => ({ person: userId }),
  subject: ({ userId, version }) => ({ type: 'preferences', id: userId, version }),
});
