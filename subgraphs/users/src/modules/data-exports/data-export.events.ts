import { defineEvent } from '@trivet/messaging';
import { z } from 'zod';

const ids = { userId: z.uuid(), exportId: z.uuid() };
type Ids = Readonly<Record<keyof typeof ids, string>>;

const ofExport = (version: 1 | 2) => ({
  version: 1,
  schema: z.strictObject(ids),
  stream: ({ userId }: Ids) => ({ person: userId }),
  subject: ({ exportId }: Ids) => ({ type: 'data_export', id: exportId, version }),
});

export const dataExportRequested = defineEvent({
  ...ofExport(1),
  name: 'data_export.requested',
  description: 'A person asked for everything that is known of him.',
});
export const dataExportCompleted = defineEvent({
  ...ofExport(2),
  name: 'data_export.completed',
  description: 'What a person asked for is ready to be taken.',
});
