import type { EventPayload, LoggedEvent, RecordedEvent, Stream } from './event.ts';

/** An event as the columns of the outbox and of the log. */
export function columnsOf(event: RecordedEvent) {
  const { stream, subject, id, ...rest } = event;
  return {
    ...rest,
    eventId: id,
    streamType: stream.account === undefined ? ('usr' as const) : ('acc' as const),
    streamId: stream.account ?? stream.person,
    subjectType: subject.type,
    subjectId: subject.id,
    subjectVersion: subject.version,
  };
}

/** What the driver reads from the columns that outbox and log have in common. */
export interface EventRow {
  readonly event_id: string;
  readonly type: string;
  readonly version: number;
  readonly stream_type: 'acc' | 'usr';
  readonly stream_id: string;
  readonly subject_type: string;
  readonly subject_id: string;
  readonly subject_version: number;
  readonly actor: string | null;
  readonly credential: string | null;
  readonly request_id: string;
  readonly readable_with: string | null;
  readonly bulk: boolean;
  readonly occurred_at: Date;
  readonly payload: EventPayload;
}

export function recordedEvent(row: EventRow): RecordedEvent {
  return {
    id: row.event_id,
    type: row.type,
    version: row.version,
    stream: streamOf(row),
    subject: { type: row.subject_type, id: row.subject_id, version: row.subject_version },
    actor: row.actor,
    credential: row.credential,
    requestId: row.request_id,
    readableWith: row.readable_with,
    bulk: row.bulk,
    occurredAt: row.occurred_at,
    payload: row.payload,
  };
}

export function loggedEvent(row: EventRow & { readonly position: string }): LoggedEvent {
  return { position: Number(row.position), ...recordedEvent(row) };
}

function streamOf({ stream_type, stream_id }: EventRow): Stream {
  return stream_type === 'acc' ? { account: stream_id } : { person: stream_id };
}
