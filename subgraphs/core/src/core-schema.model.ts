import { idempotencyTable } from '@trivet/database';
import { messagingTables } from '@trivet/messaging';
import { accountRemovalTable, personErasureTable } from '@trivet/subgraph';
import { pgSchema } from 'drizzle-orm/pg-core';

/** Where this subgraph keeps everything of its own. */
export const coreSchema = pgSchema('core');

export const idempotencyKeys = idempotencyTable(coreSchema);
export const { outbox, consumerOffsets, deadLetters } = messagingTables(coreSchema);
export const accountRemovals = accountRemovalTable(coreSchema);
export const personErasures = personErasureTable(coreSchema);
