import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

export const auditExported = defineEvent({
  name: 'audit.exported',
  version: 1,
  description: "Somebody took an account's audit trail away as a file.",
  schema: z.strictObject({ accountId: z.uuid() }),
  stream: ({ accountId }) => ({ account: accountId }),
  subject: ({ accountId }) => ({ type: 'account', id: accountId, version: 0 }),
  readableWith: 'audit:read',
});
