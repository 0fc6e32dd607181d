import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

const payload = z.strictObject({
  accountId: z.uuid(),
  resourceId: z.uuid(),
  resourceType: z.string().max(64),
  version: z.int().min(1),
});
type Payload = z.infer<typeof payload>;

const common = {
  version: 1,
  schema: payload,
  stream: ({ accountId }: Payload) => ({ account: accountId }),
  subject: ({ resourceId, version }: Payload) => ({ type: 'resource', id: resourceId, version }),
  readableWith: 'resources:read',
} as const;

export const resourceCreated = defineEvent({
  ...common,
  name: 'resource.created',
  description: 'A resource was created.',
});
export const resourceUpdated = defineEvent({
  ...common,
  name: 'resource.updated',
  description: "A resource's data or labels were changed.",
});
export const resourceDeleted = defineEvent({
  ...common,
  name: 'resource.deleted',
  description: 'A resource was deleted. It can be restored for some time.',
});
export const resourceRestored = defineEvent({
  ...common,
  name: 'resource.restored',
  description: 'A deleted resource came back.',
});
