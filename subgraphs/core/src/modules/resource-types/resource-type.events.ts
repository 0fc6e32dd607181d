import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

const payload = z.strictObject({
  accountId: z.uuid(),
  resourceTypeId: z.uuid(),
  resourceType: z.string().max(64),
  version: z.int().min(1),
});
type Payload = z.infer<typeof payload>;

const common = {
  version: 1,
  schema: payload,
  stream: ({ accountId }: Payload) => ({ account: accountId }),
  subject: ({ resourceTypeId, version }: Payload) => ({ type: 'resource_type', id: resourceTypeId, version }),
  readableWith: 'resources:read',
} as const;

export const resourceTypeCreated = defineEvent({
  ...common,
  name: 'resource_type.created',
  description: 'A type of resources was defined.',
});
export const resourceTypeUpdated = defineEvent({
  ...common,
  name: 'resource_type.updated',
  description: 'The definition of a type of resources was changed.',
});
export const resourceTypeDeleted = defineEvent({
  ...common,
  name: 'resource_type.deleted',
  description: 'The definition of a type of which there was nothing was deleted.',
});
