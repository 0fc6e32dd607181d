import { idempotencyTable } from '@trivet/database';
import { messagingTables } from '@trivet/messaging';
import { accountRemovalTable, personErasureTable } from '@trivet/subgraph';
import { pgSchema } from 'drizzle-orm/pg-core';

/** Where this subgraph keeps everything of its own. */
export const notificationsSchema = pgSchema('notifications');

export const { outbox, consumerOffsets, deadLetters } = messagingTables(notificationsSchema);
export const accountRemovals = accountRemovalTable(notificationsSchema);
export const personErasures = personErasureTable(notificationsSchema);
export const idempotencyKeys = idempotencyTable(notificationsSchema);
