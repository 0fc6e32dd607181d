export { defineEvent, type EventDefinition, eventSchema } from './events/define-event.ts';
export {
  type Cause,
  type EventPayload,
  type LoggedEvent,
  type NewEvent,
  type RecordedEvent,
  type Stream,
  type Subject,
  streamKey,
} from './events/event.ts';
export { type MessagingTables, messagingTables } from './outbox/messaging-tables.ts';
export { type Announcements, Outbox, type OutboxDeps } from './outbox/outbox.ts';
