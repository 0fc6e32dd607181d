import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

/** One of `accountId` and `userId` says whose it is. */
const payload = z.strictObject({
  keyId: z.uuid(),
  accountId: z.uuid().nullable(),
  userId: z.uuid().nullable(),
  version: z.int().min(1),
});
type Payload = z.infer<typeof payload>;

const ofApiKey = {
  version: 1,
  schema: payload,
  stream: ({ accountId, userId }: Payload) =>
    accountId === null ? { person: String(userId) } : { account: accountId },
  subject: ({ keyId, version }: Payload) => ({ type: 'api_key', id: keyId, version }),
  readableWith: 'api-keys:manage',
} as const;

export const apiKeyCreated = defineEvent({
  ...ofApiKey,
  name: 'api_key.created',
  description: 'An account or a person has another API key.',
});
export const apiKeyRotated = defineEvent({
  ...ofApiKey,
  name: 'api_key.rotated',
  description: 'An API key has another secret; the one before is good for a while.',
});
/** Every process refuses the key before anything later is delivered. */
export const apiKeyRevoked = defineEvent({
  ...ofApiKey,
  name: 'api_key.revoked',
  description: 'An API key is no longer good.',
});
