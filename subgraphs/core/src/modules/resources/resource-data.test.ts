import { randomUUID } from 'node:crypto';
import { globalId, type UserViewer } from '@trivet/platform';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type CoreStage, startCore, uuidOf } from '../../tests/core-fixture.ts';

let stage: CoreStage;
let accountId: string;
let ada: UserViewer;
beforeAll(async () => {
  stage = await startCore('data of resources');
});
afterAll(() => stage?.stop());
beforeEach(() => {
  accountId = randomUUID();
  ada = stage.person(accountId);
});

/** An object of so many levels, itself one of them, with a number in the last. */
function nested(levels: number): object {
  let value: object = { leaf: 1 };
  for (let level = 1; level < levels; level += 1) value = { value };
  return value;
}

it('takes data up to its limits of size and depth, and refuses what is beyond as data', async () => {
  const accepted = {
    empty: {},
    deep: nested(32),
    'arrays too': { list: [[[1, [2]]], 'text 🎉', true, null, 1e300] },
    'as large as may be': { text: 'x'.repeat(256 * 1024 - '{"text":""}'.length) },
    'names that objects have': JSON.parse('{"__proto__": 1, "constructor": 2, "toString": {"length": 3}}'),
  };
  for (const [what, data] of Object.entries(accepted)) {
    const answer = await stage.create(ada, accountId, { data });
    expect(answer.errors, what).toBeUndefined();
    expect(answer.data.resourceCreate.userErrors, what).toEqual([]);
    const [row] = await stage.host
      .admin`select data from core.resources where id = ${uuidOf(answer.data.resourceCreate.resource.id)}`;
    expect(JSON.stringify(row?.['data']), what).toHaveLength(JSON.stringify(data).length);
  }
  const { id } = (await stage.create(ada, accountId)).data.resourceCreate.resource;
  const refused = {
    text: 'text',
    list: [],
    number: 1,
    boolean: true,
    'one level more': nested(33),
    'far too deep': nested(50_000),
    'a byte more': { text: 'x'.repeat(256 * 1024 - '{"text":""}'.length + 1) },
    'large in bytes, not in characters': { text: '🎉'.repeat(70_000) },
    'NUL in a value': { text: 'a\u0000b' },
    'NUL in a name': { 'a\u0000b': 1 },
    'half a pair in a value': { list: [{ text: '\ud800' }] },
    'half a pair in a name': { '\udc00': 1 },
  };
  for (const [what, data] of Object.entries(refused)) {
    const payload = { resource: null, userErrors: [{ code: 'INVALID_INPUT', path: ['input', 'data'] }] };
    const answers = [
      await stage.create(ada, accountId, { data }),
      await stage.update(ada, id, { expectedVersion: 1, data }),
    ];
    for (const { errors, data } of answers) {
      expect({ errors, payload: data?.resourceCreate ?? data?.resourceUpdate }, what).toEqual({
        errors: undefined,
        payload,
      });
    }
  }
});

it('takes data that stands in the document itself', async () => {
  const document = `mutation ($accountId: ID!, $text: String) {
    resourceCreate(input: {
      accountId: $accountId, type: "document", data: { text: $text, list: [{ a: 1.5 }, [null, true]], __proto__: { b: "c" } }
    }) { resource { data } userErrors { code } }
  }`;
  const { data, errors } = await stage.ask(ada, document, { accountId: globalId('acc', accountId), text: 'hello' });
  expect(errors).toBeUndefined();
  expect(JSON.stringify(data.resourceCreate.resource.data)).toBe(
    '{"list":[{"a":1.5},[null,true]],"text":"hello","__proto__":{"b":"c"}}',
  );
});

it('refuses what cannot be the name of a type', async () => {
  for (const type of [
    '',
    '1st',
    'with space',
    'x'.repeat(65),
    'nul\u0000',
    'half\ud800',
    'line\n',
    'ümlaut',
    '_x',
    '../x',
  ]) {
    const { data, errors } = await stage.create(ada, accountId, { type });
    expect({ errors, ...data?.resourceCreate }, JSON.stringify(type)).toEqual({
      errors: undefined,
      resource: null,
      userErrors: [{ code: 'INVALID_INPUT', path: ['input', 'type'] }],
    });
  }
  expect((await stage.create(ada, accountId, { type: 'x'.repeat(64) })).data.resourceCreate.userErrors).toEqual([]);
});
