import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

const ids = { userId: z.uuid(), passkeyId: z.uuid() };
const inSession = { ...ids, sessionId: z.uuid() };
type Ids = Readonly<Record<keyof typeof ids, string>>;

/** A passkey is version 1 when it is registered and 2 once it is removed. */
const ofPasskey = (version: 1 | 2) => ({
  version: 1,
  stream: ({ userId }: Ids) => ({ person: userId }),
  subject: ({ passkeyId }: Ids) => ({ type: 'passkey', id: passkeyId, version }),
});

export const passkeyRegistered = defineEvent({
  ...ofPasskey(1),
  name: 'security.passkey_registered',
  description: 'A person can sign in with another passkey.',
  schema: z.strictObject(inSession),
});
export const passkeyRemoved = defineEvent({
  ...ofPasskey(2),
  name: 'security.passkey_removed',
  description: 'A passkey is no longer good.',
  schema: z.strictObject(inSession),
});
export const passkeyCloned = defineEvent({
  ...ofPasskey(1),
  name: 'security.passkey_cloned',
  description:
    'A passkey was used whose keeper has counted fewer uses than before: there may be a copy of it. It was refused.',
  schema: z.strictObject(ids),
});
