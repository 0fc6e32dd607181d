const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
/** Both characters of ten bits. */
const pairs = Array.from({ length: 1024 }, (_, bits) => `${alphabet[bits >> 5]}${alphabet[bits & 31]}`);
const valueOfCharacter = new Map([...alphabet].map((character, value) => [character, value]));
const accountId = /^acc_[0-7][0-9a-hjkmnp-tv-z]{25}$/;

const digit = (uuid: string, index: number) => {
  const code = uuid.charCodeAt(index);
  return (code & 15) + (code >> 6) * 9;
};
/** Twenty bits from five hexadecimal digits, as four characters. */
const four = (uuid: string, a: number, b: number, c: number, d: number, e: number) => {
  const high = (digit(uuid, a) << 6) | (digit(uuid, b) << 2) | (digit(uuid, c) >> 2);
  const low = ((digit(uuid, c) & 3) << 8) | (digit(uuid, d) << 4) | digit(uuid, e);
  return (pairs[high] as string) + (pairs[low] as string);
};

/** As `globalId` of the platform, without its checks. */
export function encodeId(prefix: string, uuid: string): string {
  return (
    prefix +
    (pairs[(digit(uuid, 0) << 4) | digit(uuid, 1)] as string) +
    four(uuid, 2, 3, 4, 5, 6) +
    four(uuid, 7, 9, 10, 11, 12) +
    four(uuid, 14, 15, 16, 17, 19) +
    four(uuid, 20, 21, 22, 24, 25) +
    four(uuid, 26, 27, 28, 29, 30) +
    four(uuid, 31, 32, 33, 34, 35)
  );
}

/** The UUID of an account's id, or undefined for what is none. */
export function decodeAccountId(id: unknown): string | undefined {
  if (typeof id !== 'string' || !accountId.test(id)) return undefined;
  let hex = '';
  const bits = (from: number, count: number) => {
    let value = 0;
    for (let index = from; index < from + count; index += 1)
      value = value * 32 + (valueOfCharacter.get(id[index] as string) ?? 0);
    return value;
  };
  hex += bits(4, 2).toString(16).padStart(2, '0');
  for (let index = 6; index < 30; index += 4) hex += bits(index, 4).toString(16).padStart(5, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
