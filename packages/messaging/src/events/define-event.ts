import { z } from 'zod';
import type { Cause, EventPayload, LoggedEvent, NewEvent, RecordedEvent, Stream, Subject } from './event.ts';

interface EventDescription<Name extends string, Payload extends z.ZodType<EventPayload>> {
  /** `noun.verb`, the verb in the past tense. */
  readonly name: Name;
  /** Of the schema: a change that a reader of the last one would trip over takes the next number. */
  readonly version: number;
  /** Ids, versions and names of enumerations: the log holds no personal data. What the schema does not name is dropped. */
  readonly schema: Payload;
  readonly stream: (payload: z.output<Payload>) => Stream;
  readonly subject: (payload: z.output<Payload>) => Subject;
  /** The permission that reading it in an account's stream takes; without it every member may. */
  readonly readableWith?: string;
  /** For whoever reads the event catalogue. */
  readonly description: string;
}

/** Makes events of one type; calling it checks the payload. */
export interface EventDefinition<
  Name extends string = string,
  Payload extends z.ZodType<EventPayload> = z.ZodType<EventPayload>,
> {
  /** @throws {z.ZodError} for a payload that is not the schema's. */
  (payload: z.input<Payload>, cause: Cause): NewEvent<Name, z.output<Payload>>;
  readonly type: Name;
  readonly version: number;
  readonly schema: Payload;
  readonly readableWith: string | null;
  readonly description: string;
  /** Whether a logged event is of this type and version, and so carries this payload. */
  matches(event: LoggedEvent): event is LoggedEvent<Name, z.output<Payload>>;
}

/** An event type that this subgraph publishes. */
export function defineEvent<const Name extends string, Payload extends z.ZodType<EventPayload>>(
  description: EventDescription<Name, Payload>,
): EventDefinition<Name, Payload> {
  const { name, version, schema, readableWith = null } = description;
  if (!/^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$/.test(name))
    throw new Error(`"${name}" is not the name of an event: noun.verb`);

  const create = (input: z.input<Payload>, cause: Cause): NewEvent<Name, z.output<Payload>> => {
    const payload = schema.parse(input);
    return {
      type: name,
      version,
      stream: description.stream(payload),
      subject: description.subject(payload),
      actor: cause.actor,
      credential: cause.credential ?? null,
      requestId: cause.requestId,
      readableWith,
      bulk: cause.bulk ?? false,
      payload,
      ...(cause.client && { client: cause.client }),
    };
  };
  return Object.assign(create, {
    type: name,
    version,
    schema,
    readableWith,
    description: description.description,
    matches: (event: RecordedEvent): event is LoggedEvent<Name, z.output<Payload>> =>
      event.type === name && event.version === version,
  });
}

/** The JSON Schema of a whole event as the log carries it: what `schema/events/<name>.json` holds. */
export function eventSchema(definition: EventDefinition): Record<string, unknown> {
  const id = z.uuid();
  const envelope = z.strictObject({
    id,
    type: z.literal(definition.type),
    version: z.literal(definition.version),
    stream: z.union([z.strictObject({ account: id }), z.strictObject({ person: id })]),
    subject: z.strictObject({ type: z.string(), id, version: z.int().min(0) }),
    actor: z.string().nullable(),
    credential: z.string().nullable(),
    requestId: z.string(),
    readableWith: definition.readableWith === null ? z.null() : z.literal(definition.readableWith),
    bulk: z.boolean(),
    occurredAt: z.iso.datetime(),
    position: z.int().min(1),
    payload: definition.schema,
  });
  const schema = z.toJSONSchema(envelope) as Record<string, unknown>;
  return { ...schema, title: definition.type, description: definition.description };
}
