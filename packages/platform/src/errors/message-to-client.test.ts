import { buildSchema, getVariableValues, parse } from 'graphql';
import { expect, it } from 'vitest';
import { messageToClient } from './message-to-client.ts';

const schema = buildSchema(`
  enum Colour { RED GREEN }
  input Address { city: String!, tags: [Int!] }
  input Person { email: String!, password: String!, homes: [Address!], colour: Colour, born: Day }
  scalar Day
  type Query { person(input: Person, text: String): Int }
`);
Object.assign(schema.getType('Day') ?? {}, {
  parseValue: (value: unknown) => {
    throw new TypeError(`Not a day: ${value}`);
  },
});

/** What a client reads of the faults of these variables. */
function told(variables: Record<string, unknown>): string[] {
  const [operation] = parse('query ($input: Person, $text: String) { person(input: $input, text: $text) }').definitions;
  if (operation?.kind !== 'OperationDefinition') throw new Error('There is no operation.');
  const { errors = [] } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  return errors.map(messageToClient);
}

const secret = 'a secret that nobody should read';
const person = { email: secret, password: secret };

it.each<[Record<string, unknown>, string]>([
  [{ email: secret }, 'got invalid value; Field "password" of required type "String!" was not provided.'],
  [{ ...person, nick: secret }, 'got invalid value; Field "nick" is not defined by type "Person".'],
  [
    { ...person, homes: [{ city: 'x' }, { tags: [1] }] },
    'at "input.homes[1]"; Field "city" of required type "String!"',
  ],
  [{ ...person, homes: [{ city: 'x', tags: ['7'] }] }, 'at "input.homes[0].tags[0]"; Int cannot represent non-integer'],
  [{ ...person, colour: 'BLUE' }, 'got invalid value at "input.colour"; Value "BLUE" does not exist in "Colour" enum.'],
  [{ ...person, born: 'soon' }, 'got invalid value at "input.born"; Expected type "Day". Not a day: soon'],
  [{ ...person, email: null }, 'at "input.email"; Expected non-nullable type "String!" not to be null.'],
])('says of %j where it is wrong and why, and nothing else of it', (input, expected) => {
  const [message, ...others] = told({ input });
  expect(message).toMatch(/^Variable "\$input" got invalid value/);
  expect(message).toContain(expected);
  expect(message).not.toContain(secret);
  expect(others).toEqual([]);
});

it.each<[Record<string, unknown>, string]>([
  [{ colour: 'B'.repeat(5_000) }, `Value "${'B'.repeat(100)}…" does not exist in "Colour" enum.`],
  [{ born: 'soon '.repeat(1_000) }, `Expected type "Day". Not a day: ${'soon '.repeat(20)}…`],
  [{ email: { text: 'x'.repeat(5_000) } }, `String cannot represent a non string value: { text: "${'x'.repeat(91)}…`],
])('shortens what the reason repeats, and leaves the rest of it (%#)', (more, reason) => {
  const [field] = Object.keys(more);
  expect(told({ input: { ...person, ...more } })).toEqual([
    `Variable "$input" got invalid value at "input.${field}"; ${reason}`,
  ]);
});

it.each([`; at "input.x"; `, `" at "input.colour"`, '\\', '$&', ''])(
  'takes nothing within a value for the place: %j',
  (text) => {
    const [message] = told({ text: { text } });
    expect(message).toBe(
      `Variable "$text" got invalid value; String cannot represent a non string value: { text: ${JSON.stringify(text)} }`,
    );
  },
);

it('leaves what is said of a variable that is missing', () => {
  const [operation] = parse('query ($text: String!) { person(text: $text) }').definitions;
  if (operation?.kind !== 'OperationDefinition') throw new Error('There is no operation.');
  const { errors = [] } = getVariableValues(schema, operation.variableDefinitions ?? [], {});
  expect(errors.map(messageToClient)).toEqual(['Variable "$text" of required type "String!" was not provided.']);
});
