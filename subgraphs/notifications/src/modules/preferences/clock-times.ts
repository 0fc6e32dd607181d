import { UserFault } from '@trivet/platform';

/** Minutes since midnight, of a time as clocks show it. @throws {UserFault} `INVALID_INPUT` */
export function minuteOf(time: string, path: readonly string[]): number {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  if (hours === undefined || minutes === undefined)
    throw new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', 'A time is hours and minutes, such as "08:00".', path);
  return Number(hours) * 60 + Number(minutes);
}

export function clockTime(minute: number): string {
  return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
}
