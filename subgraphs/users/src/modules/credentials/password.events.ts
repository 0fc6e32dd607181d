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

/**
 * Somebody asked for it by an address, and nobody has looked yet whether there is a person with it: so the stream is the
 * request's own, and the log is the same for every address.
 */
export const passwordResetRequested = defineEvent({
  name: 'password_reset.requested',
  version: 1,
  description: 'A new password was asked for, for an address that somebody may have.',
  schema: z.strictObject({ passwordResetId: z.uuid() }),
  stream: ({ passwordResetId }) => ({ person: passwordResetId }),
  subject: ({ passwordResetId }) => ({ type: 'password_reset', id: passwordResetId, version: 1 }),
});
export const passwordReset = defineEvent({
  name: 'security.password_reset',
  version: 1,
  description: 'A person has another password, given by the token of a mail; his sessions were ended.',
  schema: z.strictObject({ userId: z.uuid(), passwordResetId: z.uuid() }),
  stream: ({ userId }) => ({ person: userId }),
  subject: ({ passwordResetId }) => ({ type: 'password_reset', id: passwordResetId, version: 2 }),
});
