import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

export const accountBrandingUpdated = defineEvent({
  name: 'account_branding.updated',
  version: 1,
  description: 'An account is shown in another way in what is told in its name.',
  schema: z.strictObject({ accountId: z.uuid(), version: z.int().min(1) }),
  readableWith: 'templates:manage',
  stream: ({ accountId }) => ({ account: accountId }),
  subject: ({ accountId, version }) => ({ type: 'account_branding', id: accountId, version }),
});
