export { RetryLater } from './consumer/consumer.errors.ts';
export { Consumer, type ConsumerDefinition, type ConsumerDeps, type PreparedEvent } from './consumer/consumer.ts';
export { type DeadLetter, DeadLetters, type DeadLettersDeps } from './consumer/dead-letters.ts';
export { defineEvent, type EventDefinition, eventSchema } from './events/define-event.ts';
export {
  type Announced,
  type Cause,
  type EventPayload,
  type LoggedEvent,
  type NewEvent,
  type RecordedEvent,
  type Stream,
  type Subject,
  streamKey,
} from './events/event.ts';
export { busSchema } from './log/bus-schema.ts';
export { decodeCursor, encodeCursor } from './log/cursor.ts';
export {
  EventLog,
  type EventLogDeps,
  type LogHead,
  type LogReader,
  type LogWriter,
  type Retention,
} from './log/event-log.ts';
export { type MessagingTables, messagingTables } from './outbox/messaging-tables.ts';
export { type Announcements, Outbox, type OutboxDeps } from './outbox/outbox.ts';
export { Relay, type RelayDeps } from './outbox/relay.ts';
export { pause, WorkerSession, type WorkerSessionDeps } from './postgres/worker-session.ts';
export type { EventPage, FollowRequest, FollowStep, Interest, PageRequest } from './tail/interest.ts';
export { Tail, type TailDeps } from './tail/tail.ts';
