import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

const methods = z.enum(['password', 'provider', 'totp', 'recovery_code', 'passkey']);
const ids = { userId: z.uuid(), sessionId: z.uuid() };
type Ids = Readonly<Record<keyof typeof ids, string>>;

/** A session is version 1 when it begins and 2 once it has ended. */
const ofSession = (version: 1 | 2) => ({
  version: 1,
  stream: ({ userId }: Ids) => ({ person: userId }),
  subject: ({ sessionId }: Ids) => ({ type: 'session', id: sessionId, version }),
});

export const sessionCreated = defineEvent({
  ...ofSession(1),
  name: 'session.created',
  description: 'A person signed in, and by what he proved who he is.',
  schema: z.strictObject({ ...ids, methods: z.array(methods).min(1) }),
});
export const sessionImpersonated = defineEvent({
  ...ofSession(1),
  name: 'session.impersonated',
  description: 'An administrator acts in the place of a person: what this session does, he does.',
  schema: z.strictObject({ ...ids, impersonatorId: z.uuid() }),
});
export const newDeviceUsed = defineEvent({
  ...ofSession(1),
  name: 'security.new_device_used',
  description: 'A person signed in by a program or from a network that he has not used for thirty days.',
  schema: z.strictObject(ids),
});
export const sessionRevoked = defineEvent({
  ...ofSession(2),
  name: 'session.revoked',
  description: 'A session was ended before its time.',
  schema: z.strictObject({ ...ids, reason: z.enum(['signed_out', 'revoked', 'reused']) }),
});
export const refreshTokenReused = defineEvent({
  ...ofSession(2),
  name: 'security.refresh_token_reused',
  description: 'A refresh token that was exchanged before came again: somebody has a copy. Its session was ended.',
  schema: z.strictObject(ids),
});
