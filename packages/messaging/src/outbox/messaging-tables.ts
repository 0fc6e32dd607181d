import { notPersonal } from '@trivet/database';
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  type PgSchema,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import type { EventPayload, LoggedEvent } from '../events/event.ts';

/** The tables that a subgraph keeps in its own schema to publish events and to consume those of others. */
export function messagingTables(schema: PgSchema) {
  /** Events that are committed and not in the log yet. A transaction's numbers are given at its end. */
  const outbox = schema.table(
    'outbox',
    {
      number: bigint('number', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
      eventId: uuid('event_id').notNull(),
      type: notPersonal('a type of event', text('type').notNull()),
      version: integer('version').notNull(),
      streamType: notPersonal('a kind of thing', text('stream_type').notNull()),
      streamId: uuid('stream_id').notNull(),
      subjectType: notPersonal('a kind of thing', text('subject_type').notNull()),
      subjectId: uuid('subject_id').notNull(),
      subjectVersion: integer('subject_version').notNull(),
      actor: notPersonal('an id', text('actor')),
      credential: notPersonal('an id', text('credential')),
      requestId: notPersonal('an id', text('request_id').notNull()),
      readableWith: notPersonal('the name of a permission', text('readable_with')),
      bulk: boolean('bulk').notNull(),
      occurredAt: timestamp('occurred_at', { withTimezone: true }).notNull(),
      payload: notPersonal('ids, versions and names of types', jsonb('payload').$type<EventPayload>().notNull()),
    },
    (table) => [check('outbox_stream_type_check', sql`${table.streamType} in ('acc', 'usr')`)],
  );

  /** How far each consumer has come; moves in the transaction of the effects. */
  const consumerOffsets = schema.table('consumer_offsets', {
    consumer: notPersonal('the name of a consumer', text('consumer').primaryKey()),
    logId: uuid('log_id').notNull(),
    position: bigint('position', { mode: 'number' }).notNull(),
    movedAt: timestamp('moved_at', { withTimezone: true }).notNull().defaultNow(),
  });

  /** Events that a consumer gave up on; it tries those again of which somebody says so. */
  const deadLetters = schema.table(
    'dead_letters',
    {
      consumer: notPersonal('the name of a consumer', text('consumer').notNull()),
      eventId: uuid('event_id').notNull(),
      event: notPersonal(
        'ids, versions and names of types',
        jsonb('event').$type<Omit<LoggedEvent, 'occurredAt'> & { occurredAt: string }>().notNull(),
      ),
      attempts: integer('attempts').notNull(),
      error: notPersonal('the name of an error', text('error').notNull()),
      failedAt: timestamp('failed_at', { withTimezone: true }).notNull(),
      /** Since when it is to be tried again; null while nobody has asked for it. */
      redriveAt: timestamp('redrive_at', { withTimezone: true }),
    },
    (table) => [
      primaryKey({ name: 'dead_letters_pkey', columns: [table.consumer, table.eventId] }),
      index('dead_letters_failed_at_idx').on(table.failedAt),
      index('dead_letters_redrive_at_idx')
        .on(table.consumer, table.redriveAt)
        .where(sql`${table.redriveAt} is not null`),
    ],
  );

  return { outbox, consumerOffsets, deadLetters };
}

export type MessagingTables = ReturnType<typeof messagingTables>;
