import { isIPv4, isIPv6 } from 'node:net';

/** The values of `format` that are checked. Each takes a time that is linear in the length of the text. */
export const formats: Readonly<Record<string, (text: string) => boolean>> = {
  date: isDate,
  time: isTime,
  'date-time': isDateTime,
  email: (text) => text.length <= 254 && /^[^\s@]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{1,63}$/i.test(text),
  hostname: (text) =>
    text.length <= 253 && text.split('.').every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(label)),
  ipv4: isIPv4,
  ipv6: isIPv6,
  uri: isUri,
  uuid: (text) => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text),
};

/** Names of hosts have 253 characters; what is made of a longer one takes a time that is not linear. */
const maxAuthorityLength = 1_000;

function isUri(text: string): boolean {
  const [, authority = ''] = /^(?:https?|wss?|ftp|file):[\\/]*([^\\/?#]*)/i.exec(text) ?? [];
  const isShort = authority.length <= maxAuthorityLength;
  return isShort && /^[a-z][a-z0-9+.-]*:[\x21-\x7e]+$/i.test(text) && URL.canParse(text);
}

/** By RFC 3339, and in the calendar: what is accepted can be cast by PostgreSQL. */
function isDate(text: string): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!parts) return false;
  const [year = 0, month = 0, day = 0] = parts.slice(1).map(Number);
  // The day 0 of the next month is the last of this one.
  return (
    year >= 1 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()
  );
}

function isTime(text: string): boolean {
  return /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i.test(text);
}

function isDateTime(text: string): boolean {
  return /^.{10}[t ]/i.test(text) && isDate(text.slice(0, 10)) && isTime(text.slice(11));
}
