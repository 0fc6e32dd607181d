import type { ClientInfo } from '@trivet/platform';

/** Where an event belongs: to one account or to one person. Ids are raw UUIDs. */
export type Stream =
  | { readonly account: string; readonly person?: never }
  | { readonly person: string; readonly account?: never };

/** What changed. `version` is the entity's own and grows by its events' order. */
export interface Subject {
  readonly type: string;
  readonly id: string;
  readonly version: number;
}

/** Who caused it. Ids only. */
export interface Cause {
  /** A person; null when there is none. */
  readonly actor: string | null;
  readonly credential?: string | null;
  readonly requestId: string;
  /** Part of a bulk job: notifications and webhooks treat all of them as one. */
  readonly bulk?: boolean;
  /** From where he asked. Personal: heard by the outbox's own subgraph alone, and in no table or log. */
  readonly client?: ClientInfo | undefined;
}

export type EventPayload = Readonly<Record<string, unknown>>;

/** What is known of an event wherever it goes. */
interface EventContent<Type extends string, Payload> {
  readonly type: Type;
  /** Of the payload's schema. */
  readonly version: number;
  readonly stream: Stream;
  readonly subject: Subject;
  readonly actor: string | null;
  readonly credential: string | null;
  readonly requestId: string;
  /** The permission that reading it in an account's stream takes; null: every member. */
  readonly readableWith: string | null;
  readonly bulk: boolean;
  /** Ids, versions and names of enumerations; never personal data. */
  readonly payload: Payload;
}

/** An event before it has an id and a time; `outbox.append` gives it both. */
export interface NewEvent<Type extends string = string, Payload = EventPayload> extends EventContent<Type, Payload> {
  /** As `Cause.client`. */
  readonly client?: ClientInfo | undefined;
}

export interface RecordedEvent<Type extends string = string, Payload = EventPayload>
  extends EventContent<Type, Payload> {
  /** A UUID, the same wherever the event goes: who has seen it before has seen the event before. */
  readonly id: string;
  readonly occurredAt: Date;
}

/** An event of a transaction that has not ended, and from where it was asked for. */
export interface Announced {
  readonly event: RecordedEvent;
  readonly client: ClientInfo | undefined;
}

/** An event with its place in the one total order. */
export interface LoggedEvent<Type extends string = string, Payload = EventPayload>
  extends RecordedEvent<Type, Payload> {
  /** From 1, without a hole. */
  readonly position: number;
}

/** One text per stream: `acc_<uuid>` or `usr_<uuid>`. */
export function streamKey(stream: Stream): string {
  return stream.account === undefined ? `usr_${stream.person}` : `acc_${stream.account}`;
}
