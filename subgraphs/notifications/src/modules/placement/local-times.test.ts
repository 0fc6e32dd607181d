import { describe, expect, it } from 'vitest';
import type { Digest } from '../preferences/timing.model.ts';
import { nextDigestAt, quietUntil } from './local-times.ts';

const daily = (time: string): Digest => ({ frequency: 'daily', atMinute: minuteOf(time), weekday: null });
const weekly = (weekday: number, time: string): Digest => ({ frequency: 'weekly', atMinute: minuteOf(time), weekday });
const plain = (frequency: 'hourly' | 'off'): Digest => ({ frequency, atMinute: null, weekday: null });
function minuteOf(time: string): number {
  const [hours, minutes] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}
const next = (digest: Digest, timeZone: string, after: string) =>
  nextDigestAt(digest, timeZone, new Date(after)).toISOString().replace(':00.000Z', 'Z');
const quiet = (from: string, until: string, timeZone: string, at: string) =>
  quietUntil({ fromMinute: minuteOf(from), untilMinute: minuteOf(until) }, timeZone, new Date(at))
    ?.toISOString()
    .replace(':00.000Z', 'Z') ?? null;

describe('a digest', () => {
  it.each([
    ['on the same day', daily('08:00'), 'Europe/Berlin', '2026-07-01T05:59:59Z', '2026-07-01T06:00Z'],
    ['on the next one, at its very time', daily('08:00'), 'Europe/Berlin', '2026-07-01T06:00:00Z', '2026-07-02T06:00Z'],
    ['by the date of there', daily('08:00'), 'Asia/Tokyo', '2026-07-01T22:59:00Z', '2026-07-01T23:00Z'],
    ['25 hours later in autumn', daily('08:00'), 'Europe/Berlin', '2026-10-24T06:00:00Z', '2026-10-25T07:00Z'],
    ['23 hours later in spring', daily('08:00'), 'Europe/Berlin', '2027-03-27T07:00:00Z', '2027-03-28T06:00Z'],
    // At 02:00 clocks show 03:00: 02:30 is 03:30.
    ['later where clocks skip its time', daily('02:30'), 'Europe/Berlin', '2027-03-28T00:00:00Z', '2027-03-28T01:30Z'],
    ['once where they show it twice', daily('02:30'), 'Europe/Berlin', '2026-10-25T00:00:00Z', '2026-10-25T00:30Z'],
    ['not a second time', daily('02:30'), 'Europe/Berlin', '2026-10-25T00:30:00Z', '2026-10-26T01:30Z'],
    ['half an hour beside', daily('00:00'), 'Asia/Kolkata', '2026-07-01T18:00:00Z', '2026-07-01T18:30Z'],
    ['where midnight is skipped', daily('00:00'), 'Africa/Cairo', '2026-04-23T12:00:00Z', '2026-04-23T22:00Z'],
    ['on its day of the week', weekly(1, '09:15'), 'America/New_York', '2026-11-26T12:00:00Z', '2026-11-30T14:15Z'],
    ['a week later on its day', weekly(1, '09:15'), 'America/New_York', '2026-11-30T14:15:00Z', '2026-12-07T14:15Z'],
    ['a week of 169 hours', weekly(7, '08:00'), 'Europe/Berlin', '2026-10-18T06:00:00Z', '2026-10-25T07:00Z'],
    ['before midnight of there', weekly(7, '23:30'), 'Pacific/Auckland', '2026-11-29T10:00:00Z', '2026-11-29T10:30Z'],
  ])('comes %s', (_when, digest, timeZone, after, expected) => {
    expect(next(digest, timeZone, after)).toBe(expected);
  });

  it('comes with the hour, and at once where nothing is gathered', () => {
    const [hourly, off] = [plain('hourly'), plain('off')];
    expect(next(hourly, 'UTC', '2026-07-01T05:00:00Z')).toBe('2026-07-01T06:00Z');
    expect(next(off, 'UTC', '2026-07-01T05:01:00Z')).toBe('2026-07-01T05:01Z');
  });

  it('is always later, by a day and an hour at most, whatever the zone and the time', () => {
    for (const timeZone of [
      'Europe/Berlin',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'Pacific/Apia',
      'Africa/Casablanca',
    ])
      for (let hour = 0; hour < 24 * 366; hour += 7) {
        const after = new Date(Date.UTC(2026, 0, 1, hour, 17));
        const laterMs = nextDigestAt(daily('02:30'), timeZone, after).getTime() - after.getTime();
        expect(laterMs > 0 && laterMs <= 25 * 3_600_000, `${timeZone} ${after.toISOString()}`).toBe(true);
      }
  });
});

describe('quiet hours', () => {
  it.each([
    ['begin in the evening', '22:00', '07:00', '2026-07-01T20:00:00Z', '2026-07-02T05:00Z'],
    ['are not before', '22:00', '07:00', '2026-07-01T19:59:59Z', null],
    ['hold after midnight', '22:00', '07:00', '2026-07-02T00:30:00Z', '2026-07-02T05:00Z'],
    ['end in the morning', '22:00', '07:00', '2026-07-02T05:00:00Z', null],
    ['may be at noon', '12:00', '14:00', '2026-07-01T10:30:00Z', '2026-07-01T12:00Z'],
    ['end an hour later by the sun in autumn', '22:00', '07:00', '2026-10-24T22:30:00Z', '2026-10-25T06:00Z'],
    ['and an hour earlier in spring', '22:00', '07:00', '2027-03-27T22:30:00Z', '2027-03-28T05:00Z'],
    ['end when clocks show it first', '22:00', '02:30', '2026-10-25T00:29:00Z', '2026-10-25T00:30Z'],
    ['and do not begin again when they show it twice', '22:00', '02:30', '2026-10-25T01:15:00Z', null],
    ['end as much later as clocks skip', '22:00', '02:30', '2027-03-28T01:15:00Z', '2027-03-28T01:30Z'],
  ])('%s', (_what, from, until, at, expected) => {
    expect(quiet(from, until, 'Europe/Berlin', at)).toBe(expected);
  });
});
