import type { LoggedEvent, Stream } from '../events/event.ts';

/** What a reader of the log is interested in. */
export interface Interest {
  readonly stream?: Stream | undefined;
  /** All types when missing. */
  readonly types?: readonly string[] | undefined;
  /** Asked for each event that fits otherwise, at the time it would be delivered. */
  readonly readable?: ((event: LoggedEvent) => boolean) | undefined;
}

export interface FollowRequest extends Interest {
  /** Events later than this position; from now on when missing. See `tail.positionOf` for a cursor. */
  readonly after?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An event, or without one: where the reader stands. */
export interface FollowStep {
  readonly position: number;
  readonly cursor: string;
  readonly event?: LoggedEvent;
}

export interface PageRequest extends Interest {
  /** Events later than this position; from the oldest on when missing. */
  readonly after?: number | undefined;
  readonly limit: number;
}

export interface EventPage {
  readonly events: readonly LoggedEvent[];
  readonly hasMore: boolean;
}

/** Readers who wait learn how far the log is after so many events that did not concern them. */
export const progressRows = 1000;

export function isOfInterest(event: LoggedEvent, { stream, types, readable }: Interest): boolean {
  if (stream && (event.stream.account !== stream.account || event.stream.person !== stream.person)) return false;
  if (types && !types.includes(event.type)) return false;
  return !readable || readable(event);
}
