import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

const payload = z.strictObject({ accountId: z.uuid(), fileId: z.uuid(), version: z.int().min(1) });
const attachment = payload.extend({ resourceId: z.uuid() });
type Payload = z.infer<typeof payload>;

const common = {
  version: 1,
  stream: ({ accountId }: Payload) => ({ account: accountId }),
  subject: ({ fileId, version }: Payload) => ({ type: 'file', id: fileId, version }),
  readableWith: 'files:read',
} as const;

export const fileCreated = defineEvent({
  ...common,
  schema: payload,
  name: 'file.created',
  description: 'A file was uploaded, and is there.',
});
export const fileDeleted = defineEvent({
  ...common,
  schema: payload,
  name: 'file.deleted',
  description: 'A file was deleted.',
});
export const fileAttached = defineEvent({
  ...common,
  schema: attachment,
  name: 'file.attached',
  description: 'A file was attached to a resource.',
});
export const fileDetached = defineEvent({
  ...common,
  schema: attachment,
  name: 'file.detached',
  description: 'A file was detached from a resource.',
});
