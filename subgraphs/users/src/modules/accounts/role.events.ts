import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

const payload = z.strictObject({ accountId: z.uuid(), roleId: z.uuid(), version: z.int().min(1) });
type Payload = z.infer<typeof payload>;

const ofRole = {
  version: 1,
  schema: payload,
  stream: ({ accountId }: Payload) => ({ account: accountId }),
  subject: ({ roleId, version }: Payload) => ({ type: 'role', id: roleId, version }),
  readableWith: 'account:read',
} as const;

export const roleCreated = defineEvent({
  ...ofRole,
  name: 'role.created',
  description: 'An account made a role of its own.',
});
export const roleChanged = defineEvent({
  ...ofRole,
  name: 'role.changed',
  description: "An account's own role has another name, or allows something else than before.",
});
export const roleDeleted = defineEvent({
  ...ofRole,
  name: 'role.deleted',
  description: 'A role that nobody had was deleted.',
});
