import { idempotencyTable } from '@trivet/database';
import { messagingTables } from '@trivet/messaging';
import { personErasureTable } from '@trivet/subgraph';
import { pgSchema } from 'drizzle-orm/pg-core';

/** Where this subgraph keeps everything of its own. */
export const usersSchema = pgSchema('users');

export const idempotencyKeys = idempotencyTable(usersSchema);
export const { outbox, consumerOffsets, deadLetters } = messagingTables(usersSchema);
export const personErasures = personErasureTable(usersSchema);
