import type { LoggedEvent } from '../events/event.ts';

/** Of each life of the log its own: what was copied before a restore is not mixed with what came after. */
export function streamName(logId: string): string {
  return `trivet:log:${logId}`;
}

/** About as many as a tail keeps. Whoever is further behind reads the table. */
export const streamLength = 10_000;

/** Entries are `<position>-0`: Redis refuses one that is not greater than the last, so nothing is in there twice. */
export function entryId(position: number): string {
  return `${position}-0`;
}

export function encodeEntry(event: LoggedEvent): string {
  return JSON.stringify(event);
}

/** Null for what is not an event at the position of its id: someone else wrote it. */
export function decodeEntry(id: string, text: string | undefined): LoggedEvent | null {
  try {
    const event = JSON.parse(text ?? '') as Omit<LoggedEvent, 'occurredAt'> & { occurredAt: string };
    return id === entryId(event.position) && event.stream ? { ...event, occurredAt: new Date(event.occurredAt) } : null;
  } catch {
    return null;
  }
}
