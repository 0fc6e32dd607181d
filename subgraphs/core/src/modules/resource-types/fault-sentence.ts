import type { ErrorObject } from 'ajv/dist/2020.js';

/** By the name of a type in JSON Schema. */
const types: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
};

/** By the name of a format. */
const formats: Readonly<Record<string, string>> = {
  date: 'a date such as 2026-11-26',
  time: 'a time with its offset, such as 09:30:00Z',
  'date-time': 'a date and time by RFC 3339, such as 2026-11-26T09:30:00Z',
  email: 'an e-mail address',
  hostname: 'the name of a host',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  uri: 'a URI',
  uuid: 'a UUID',
};

/** What is counted, by the end of the keyword's name. */
const counted: Readonly<Record<string, readonly [string, string]>> = {
  Length: ['character', 'characters'],
  Items: ['item', 'items'],
  Properties: ['member', 'members'],
};

/** What does not fit, for people: of the value to which the fault's path leads. */
export function faultSentence({ keyword, params, message = 'does not fit the definition' }: ErrorObject): string {
  switch (keyword) {
    case 'required':
    case 'dependentRequired':
      return 'This is missing.';
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return 'This is not in the definition of the type.';
    case 'type':
      return `This must be ${String(params['type']).split(',').map(named(types)).join(' or ')}.`;
    case 'format':
      return `This must be ${named(formats)(String(params['format']))}.`;
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return `This must have at least ${amount(keyword, params['limit'])}.`;
    case 'maxLength':
    case 'maxItems':
    case 'maxProperties':
      return `This must have at most ${amount(keyword, params['limit'])}.`;
    default:
      return `This ${message.replace('must NOT', 'must not').slice(0, 300)}.`;
  }
}

const named = (names: Readonly<Record<string, string>>) => (name: string) => names[name] ?? name;

function amount(keyword: string, limit: unknown): string {
  const [one, many] = counted[keyword.slice(3)] ?? ['', ''];
  return `${limit} ${limit === 1 ? one : many}`;
}
