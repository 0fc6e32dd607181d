import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

const shape = { serviceIdentityId: z.uuid(), accountId: z.uuid(), version: z.int().min(1) };
const payload = z.strictObject(shape);
/** What the tokens were bound to that are refused from here on; null where all go on. */
const ending = z.strictObject({ ...shape, endedGrantId: z.uuid().nullable() });
type Payload = z.infer<typeof payload>;

const ofServiceIdentity = {
  version: 1,
  stream: ({ accountId }: Payload) => ({ account: accountId }),
  subject: ({ serviceIdentityId, version }: Payload) => ({ type: 'service_identity', id: serviceIdentityId, version }),
  readableWith: 'service-identities:manage',
} as const;

export const serviceIdentityCreated = defineEvent({
  ...ofServiceIdentity,
  schema: payload,
  name: 'service_identity.created',
  description: 'An account has another service identity.',
});
/** Every process refuses the tokens before anything later is delivered; so of the next two. */
export const serviceIdentityUpdated = defineEvent({
  ...ofServiceIdentity,
  schema: ending,
  name: 'service_identity.updated',
  description: 'A service identity has another name, scopes, networks or end.',
});
export const serviceIdentityKeyAdded = defineEvent({
  ...ofServiceIdentity,
  schema: payload,
  name: 'service_identity.key_added',
  description: 'A service identity has another public key.',
});
export const serviceIdentityKeyRemoved = defineEvent({
  ...ofServiceIdentity,
  schema: ending,
  name: 'service_identity.key_removed',
  description: 'What a key of a service identity signs is no longer good.',
});
export const serviceIdentityRemoved = defineEvent({
  ...ofServiceIdentity,
  schema: ending,
  name: 'service_identity.removed',
  description: 'A service identity is no longer good.',
});
