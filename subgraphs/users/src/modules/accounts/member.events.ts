import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

const payload = z.strictObject({
  accountId: z.uuid(),
  memberId: z.uuid(),
  userId: z.uuid(),
  version: z.int().min(1),
});
type Payload = z.infer<typeof payload>;

/** Every process changes by them what it takes `userId` to be allowed, before anything later is delivered. */
const ofMember = {
  version: 1,
  schema: payload,
  stream: ({ accountId }: Payload) => ({ account: accountId }),
  subject: ({ memberId, version }: Payload) => ({ type: 'member', id: memberId, version }),
  readableWith: 'members:read',
} as const;

export const memberAdded = defineEvent({
  ...ofMember,
  name: 'member.added',
  description: 'Somebody accepted an invitation, and belongs to the account now.',
});
export const memberUpdated = defineEvent({
  ...ofMember,
  name: 'member.updated',
  description: 'A member has another role than before.',
});
export const memberRemoved = defineEvent({
  ...ofMember,
  name: 'member.removed',
  description: 'A member left the account, or was removed from it.',
});
