import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

export const passwordChanged = defineEvent({
  name: 'security.password_changed',
  version: 1,
  description: 'A person has another password, given in this session; his other sessions were ended.',
  schema: z.strictObject({ userId: z.uuid(), sessionId: z.uuid() }),
  stream: ({ userId }) => ({ person: userId }),
  subject: ({ sessionId }) => ({ type: 'session', id: sessionId, version: 1 }),
});
