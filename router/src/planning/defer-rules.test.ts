import { buildSchema, parse, specifiedRules, validate } from 'graphql';
import { expect, it } from 'vitest';
import { deferRules } from './defer-rules.ts';

const schema = buildSchema(/* GraphQL */ `
  directive @defer(label: String, if: Boolean! = true) on FRAGMENT_SPREAD | INLINE_FRAGMENT
  type Query { me: User }
  type Mutation { rename: User }
  type Subscription { changed: User }
  type User { name: String friend: User }
`);

function messages(query: string): string[] {
  return validate(schema, parse(query), [...specifiedRules, ...deferRules]).map(({ message }) => message);
}

it.each([
  '{ me { ... @defer(label: "a") { name } ... @defer(label: "b") { friend { name } } } }',
  '{ me { ... @defer { name } ... @defer(label: null) { name } } ... @defer { me { name } } }',
  'query ($a: Boolean!) { me { ...F @defer(if: $a, label: "a") } } fragment F on User { name }',
  'mutation { rename { ... @defer { name } } }',
  'subscription ($a: Boolean!) { changed { ... @defer(if: false) { name } ... @defer(if: $a) { name } } }',
])('accepts %s', (query) => {
  expect(messages(query)).toEqual([]);
});

it.each([
  [
    'a label that is a variable',
    'query ($a: String) { me { ... @defer(label: $a) { name } } }',
    'The label of @defer is a string in the document.',
  ],
  [
    'a label that stands twice',
    '{ me { ... @defer(label: "a") { name } ...F } } fragment F on User { ... @defer(label: "a") { name } }',
    'The label "a" stands at two @defer.',
  ],
  [
    'it at the root of a mutation',
    'mutation { ... @defer { rename { name } } }',
    'Fields of Mutation take no @defer: only what is below them can come later.',
  ],
  [
    'it at the root of a mutation, in a fragment',
    'mutation { ...F } fragment F on Mutation { ... @defer { rename { name } } }',
    'Fields of Mutation take no @defer: only what is below them can come later.',
  ],
  [
    'it in a subscription',
    'subscription { changed { ...F } } fragment F on User { friend { ... @defer { name } } }',
    'Events of subscriptions come whole: @defer there needs "if: false", or a variable.',
  ],
  [
    'it in a subscription, always',
    'subscription { changed { ... @defer(if: true) { name } } }',
    'Events of subscriptions come whole: @defer there needs "if: false", or a variable.',
  ],
  ['it at a field', '{ me { name @defer } }', 'Directive "@defer" may not be used on FIELD.'],
])('refuses %s', (_what, query, message) => {
  expect(messages(query)).toEqual([message]);
});
