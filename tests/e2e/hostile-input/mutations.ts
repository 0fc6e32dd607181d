import type { Dice } from '@trivet/platform/testing';

const strange: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  2 ** 31,
  2 ** 53,
  -(2 ** 63),
  1e308,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u202e',
  '💥'.repeat(50),
  'x'.repeat(5_000),
  '%00',
  '../..',
  "'; drop table users.users; --",
  '{{7*7}}',
  '__proto__',
  'constructor',
  'acc_01h455vb4pex5vsknk084sn02q',
  'usr_01h455vb4pex5vsknk084sn02q',
  'res_7zzzzzzzzzzzzzzzzzzzzzzzzz',
  '0190a5c0-0000-7000-8000-000000000000',
  '2026-02-30T25:61:61Z',
  [],
  {},
  [[]],
  [null],
  { constructor: {} },
  { toString: null },
  { a: { a: { a: {} } } },
  Array.from({ length: 200 }, () => 'x'),
];
const words: readonly string[] = [
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  '!',
  ':',
  '...',
  '@',
  '$',
  '"',
  '"""',
  '#',
  '|',
  '=',
  '&',
  'on',
  'fragment',
  'query',
  'mutation',
  'subscription',
  'true',
  'null',
  '-0',
  '1e9',
  '\u0000',
  '\ufeff',
  '@include(if: false)',
  '@skip(if: true)',
  '@include(if: $first)',
  '__typename',
  '__schema { types { name } }',
  '... on Node { id }',
  '...F',
  'first: 100',
  'after: ""',
  'id',
  'viewer',
  'accounts',
  'nodes',
  'resources(first: 1)',
  'inbox',
  'data',
  'a: id',
  '_entities',
  '$id: ID!',
  'input: {}',
];

/** The variables with one thing in them changed: taken away, replaced, put somewhere else, or joined by another. */
export function mutateVariables(dice: Dice, variables: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const names = [...Object.keys(variables), 'extra'];
  const name = dice.pick(names);
  const { [name]: old, ...others } = variables;
  switch (dice.below(5)) {
    case 0:
      return others;
    case 1:
      return { ...others, [name]: variables[dice.pick(names)] };
    case 2:
      return { ...others, [name]: typeof old === 'string' ? mutateText(dice, old, 1) : [old] };
    default:
      return { ...others, [name]: dice.pick(strange) };
  }
}

/** The text with so many changes in it: words put in, taken away, doubled or swapped. */
export function mutateText(dice: Dice, text: string, changes: number): string {
  const tokens = text.split(/(\s+|[{}()[\]!:$@])/).filter((token) => token !== '');
  for (let change = 0; change < changes; change++) {
    const at = dice.below(tokens.length + 1);
    switch (dice.below(5)) {
      case 0:
        tokens.splice(at, 1);
        break;
      case 1:
        tokens.splice(at, 0, dice.pick(words));
        break;
      case 2:
        tokens.splice(at, 1, dice.pick(words));
        break;
      case 3:
        tokens.splice(at, 0, ...tokens.slice(at, at + 1 + dice.below(8)));
        break;
      default:
        tokens.splice(at, 1, tokens[dice.below(tokens.length)] ?? '');
    }
  }
  return tokens.join('');
}

const selections: readonly string[] = [
  'id',
  '__typename',
  'a: id',
  'id @skip(if: false)',
  '... @include(if: true) { __typename }',
  '... on Node { id }',
  '... on Account { name plan { id } }',
  '... on User { inbox { edges { cursor } } }',
  'accounts(first: 1) { nodes { owner { id email } } }',
  'accounts(first: -1) { pageInfo { endCursor } }',
  'accounts(after: "azE6") { nodes { id } }',
  'nodes { id }',
  'edges { cursor node { __typename } }',
  'resources(type: "") { nodes { createdBy { accounts { nodes { id } } } } }',
  'resources(first: 101) { nodes { id } }',
  'members { nodes { user { displayName email } role } }',
  'account { members(first: 0) { nodes { id } } }',
  'createdBy { displayName unreadCount }',
  'owner { unreadCount inbox { nodes { account { name } } } }',
  'viewer { displayName }',
  'node(id: "x") { id }',
  'nodes(ids: [""]) { id }',
  'resource(id: "res_7zzzzzzzzzzzzzzzzzzzzzzzzz") { data }',
  'events(accountId: "", first: 0) { nodes { payload } }',
  'plans { id name }',
  '__schema { queryType { name } }',
  '__type(name: "User") { fields { name } }',
  'userErrors { __typename ... on VersionConflict { currentVersion } }',
  'session { id expiresAt }',
  'user { email emailVerified createdAt }',
  'accountCreate(input: { name: "" }) { userErrors { code } }',
  'resourceUpdate(input: { id: "", expectedVersion: 0, data: [[{}]] }) { userErrors { code } }',
];

/** The document with more to select: most of it fits nowhere, some of it does. */
export function insertSelections(dice: Dice, document: string, count: number): string {
  const blocks = document.split('{');
  for (let insertion = 0; insertion < count; insertion++) {
    // Not into what declares the operation.
    const at = 1 + dice.below(blocks.length - 1);
    blocks[at] = ` ${dice.pick(selections)} ${blocks[at]}`;
  }
  return blocks.join('{');
}

/** The text with one byte that is another, as it is sent. */
export function mutateBytes(dice: Dice, text: string): Buffer {
  const bytes = Buffer.from(text);
  bytes[dice.below(bytes.length)] = dice.below(256);
  return bytes;
}
