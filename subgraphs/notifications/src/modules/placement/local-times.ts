import { Temporal } from 'temporal-polyfill';
import type { Digest, QuietHours } from '../preferences/timing.model.ts';

const hourMs = 3_600_000;

/**
 * The first time of a digest that is later than `after`, and `after` itself where nothing is gathered. A time that clocks skip is as
 * much later as they skip, and of one that they show twice it is the first (RFC 5545, 3.3.5).
 */
export function nextDigestAt({ frequency, atMinute, weekday }: Digest, timeZone: string, after: Date): Date {
  if (frequency === 'off') return after;
  // All over the world hours begin together, but in the few zones that are half an hour beside.
  if (frequency === 'hourly') return new Date((Math.floor(after.getTime() / hourMs) + 1) * hourMs);
  const today = localDate(after, timeZone);
  const isDaily = frequency === 'daily';
  const first = isDaily ? today : today.add({ days: ((weekday ?? 1) - today.dayOfWeek + 7) % 7 });
  // The third is for a date that a zone leaves out, as Samoa did when it changed sides.
  const times = [0, 1, 2].map((step) =>
    instantOf(first.add({ days: step * (isDaily ? 1 : 7) }), atMinute ?? 0, timeZone),
  );
  return times.find((time) => time > after) ?? after;
}

/** Until when nobody is to be disturbed who is not to be at `at`; null where he may be. */
export function quietUntil({ fromMinute, untilMinute }: QuietHours, timeZone: string, at: Date): Date | null {
  const today = localDate(at, timeZone);
  // Each night is a span of time, from its evening on: an hour that comes twice does not begin it again.
  for (const evening of [today.subtract({ days: 1 }), today]) {
    const morning = fromMinute < untilMinute ? evening : evening.add({ days: 1 });
    const until = instantOf(morning, untilMinute, timeZone);
    if (instantOf(evening, fromMinute, timeZone) <= at && at < until) return until;
  }
  return null;
}

/** As users knows it; UTC where that is newer than what is known here, for it is better to be told a few hours off than never. */
export function knownTimeZone(timeZone: string): string {
  try {
    localDate(new Date(0), timeZone);
    return timeZone;
  } catch (error) {
    if (error instanceof RangeError) return 'UTC';
    throw error;
  }
}

function localDate(at: Date, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
}

function instantOf(day: Temporal.PlainDate, minute: number, timeZone: string): Date {
  const plainTime = new Temporal.PlainTime(Math.floor(minute / 60), minute % 60);
  return new Date(day.toZonedDateTime({ timeZone, plainTime }).epochMilliseconds);
}
