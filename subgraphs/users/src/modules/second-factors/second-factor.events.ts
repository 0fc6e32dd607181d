import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

const inSession = {
  version: 1,
  schema: z.strictObject({ userId: z.uuid(), sessionId: z.uuid() }),
  stream: ({ userId }: { readonly userId: string }) => ({ person: userId }),
  subject: ({ sessionId }: { readonly sessionId: string }) => ({ type: 'session', id: sessionId, version: 1 }),
} as const;

const ofPerson = {
  version: 1,
  schema: z.strictObject({ userId: z.uuid() }),
  stream: ({ userId }: { readonly userId: string }) => ({ person: userId }),
  subject: ({ userId }: { readonly userId: string }) => ({ type: 'user', id: userId, version: 1 }),
} as const;

export const totpEnabled = defineEvent({
  ...inSession,
  name: 'security.totp_enabled',
  description: 'Signing in as this person takes a code of an authenticator from now on.',
});
export const totpRemoved = defineEvent({
  ...inSession,
  name: 'security.totp_removed',
  description: 'Signing in as this person takes no code any more; the recovery codes are gone too.',
});
export const recoveryCodesRegenerated = defineEvent({
  ...inSession,
  name: 'security.recovery_codes_regenerated',
  description: 'A person has other recovery codes; those of before are no longer good.',
});
export const recoveryCodeUsed = defineEvent({
  ...ofPerson,
  name: 'security.recovery_code_used',
  description: 'Somebody proved by a recovery code that he is this person. It is used up.',
});
export const secondFactorFailed = defineEvent({
  ...ofPerson,
  name: 'security.second_factor_failed',
  description:
    'Somebody who had proved himself to be this person by a first factor had no second, however often he tried.',
});
