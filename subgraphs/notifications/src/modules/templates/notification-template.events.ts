import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

const payload = z.strictObject({
  accountId: z.uuid(),
  templateId: z.uuid(),
  version: z.int().min(1),
});
type Payload = z.infer<typeof payload>;

const common = {
  version: 1,
  schema: payload,
  stream: ({ accountId }: Payload) => ({ account: accountId }),
  subject: ({ templateId, version }: Payload) => ({ type: 'notification_template', id: templateId, version }),
  readableWith: 'templates:manage',
} as const;

export const templateUpdated = defineEvent({
  ...common,
  name: 'notification_template.updated',
  description: 'An account says how mails of one kind read in one language.',
});
export const templateRemoved = defineEvent({
  ...common,
  name: 'notification_template.removed',
  description: 'Mails of one kind read again in one language as they do for everybody.',
});
