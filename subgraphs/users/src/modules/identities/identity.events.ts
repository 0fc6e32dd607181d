import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

const payload = z.strictObject({ userId: z.uuid(), identityId: z.uuid() });
type Payload = z.infer<typeof payload>;

/** An identity is version 1 when it is linked and 2 once it no longer is. */
const ofIdentity = (version: 1 | 2) => ({
  version: 1,
  schema: payload,
  stream: ({ userId }: Payload) => ({ person: userId }),
  subject: ({ identityId }: Payload) => ({ type: 'identity', id: identityId, version }),
});

export const identityLinked = defineEvent({
  ...ofIdentity(1),
  name: 'identity.linked',
  description: 'A person can sign in with a provider.',
});
export const identityUnlinked = defineEvent({
  ...ofIdentity(2),
  name: 'identity.unlinked',
  description: 'A person can no longer sign in with a provider; his other sessions were ended.',
});
