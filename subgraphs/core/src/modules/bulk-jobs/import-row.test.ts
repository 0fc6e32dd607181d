import { expect, it } from 'vitest';
import { readRow } from './import-row.ts';

const read = (line: string | Buffer | null, mode: 'CREATE' | 'UPSERT' = 'CREATE') =>
  readRow(typeof line === 'string' ? Buffer.from(line) : line, { mode });

it('takes what a resource is to be, and passes over what an export writes besides', () => {
  const line = { id: 'res_1', type: 'x', version: 3, createdAt: 'then', updatedAt: 'now', externalKey: ' A-1 ' };
  const { row } = read(JSON.stringify({ ...line, labels: ['b', 'a', 'b'], data: { a: [1] } }));
  expect(row).toEqual({ externalKey: 'A-1', labels: ['a', 'b'], value: { a: [1] }, data: { text: '{"a":[1]}' } });
  expect(read('{"data":{"__proto__":{"a":1}}}').row?.data.text).toBe('{"__proto__":{"a":1}}');
  expect(read('{"data":{},"externalKey":null,"labels":null}').row).toMatchObject({ externalKey: null, labels: null });
});

it.each([
  ['{"data":', 'NOT_JSON', []],
  ['\u{feff}{"data":{}}', 'NOT_JSON', []],
  ['{"data":{"a":"\u0000"}}', 'NOT_JSON', []],
  [Buffer.from([0x7b, 0xff, 0x7d]), 'NOT_UTF8', []],
  [Buffer.from('{"data":{}}', 'utf16le'), 'NOT_JSON', []],
  [null, 'LINE_TOO_LONG', []],
  ['[]', 'INVALID_INPUT', []],
  ['null', 'INVALID_INPUT', []],
  ['{}', 'INVALID_INPUT', ['data']],
  ['{"data":[1]}', 'INVALID_INPUT', ['data']],
  ['{"data":{"a":1e400}}', 'INVALID_INPUT', ['data']],
  ['{"data":{"a":"\\u0000"}}', 'INVALID_INPUT', ['data']],
  ['{"data":{"\\ud800":1}}', 'INVALID_INPUT', ['data']],
  [`{"data":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`, 'INVALID_INPUT', ['data']],
  [`{"data":{"a":"${'x'.repeat(300_000)}"}}`, 'INVALID_INPUT', ['data']],
  ['{"data":{},"__proto__":{"externalKey":"a"}}', 'INVALID_INPUT', ['__proto__']],
  ['{"data":{},"constructor":1}', 'INVALID_INPUT', ['constructor']],
  ['{"data":{"a":1,"\\u0061":2}}', 'INVALID_INPUT', []],
  ['{"data":{"a":1},"data":{"b":2}}', 'INVALID_INPUT', []],
  ['{"data":{},"externalKey":7}', 'INVALID_INPUT', ['externalKey']],
  ['{"data":{},"externalKey":" "}', 'INVALID_INPUT', ['externalKey']],
  [`{"data":{},"externalKey":"${'k'.repeat(201)}"}`, 'INVALID_INPUT', ['externalKey']],
  ['{"data":{},"externalKey":"a\\u202eb"}', 'INVALID_INPUT', ['externalKey']],
  ['{"data":{},"externalKey":"a\\u0000"}', 'INVALID_INPUT', ['externalKey']],
  ['{"data":{},"externalKey":"\\udc00"}', 'INVALID_INPUT', ['externalKey']],
  ['{"data":{},"labels":"a"}', 'INVALID_INPUT', ['labels']],
  ['{"data":{},"labels":[1]}', 'INVALID_INPUT', ['labels']],
  ['{"data":{},"labels":["a",""]}', 'INVALID_INPUT', ['labels', '1']],
])('refuses %.40j and says %s at %j', (line, code, path) => {
  expect(read(line).faults).toMatchObject([{ code, path, message: expect.any(String) }]);
});

it('wants a key of what is found by it, and names it where something else is wrong', () => {
  expect(read('{"data":{}}', 'UPSERT').faults).toMatchObject([{ code: 'INVALID_INPUT', path: ['externalKey'] }]);
  expect(read('{"data":[],"externalKey":"A-1"}', 'UPSERT')).toMatchObject({ externalKey: 'A-1', faults: [{}] });
});

it('finds a name that stands twice in one object, and not in two', () => {
  for (const good of [
    '{"data":{"a":{"a":1},"b":[{"a":1},{"a":2}],"c":"{\\"a\\":1,\\"a\\":2}","d":["a","a"],"\\\\":"\\\\"}}',
    '{"data":{"a":"\\"","b":"a"}}',
  ])
    expect(read(good).faults).toBeUndefined();
  for (const bad of ['{"data":{"b":[{"x":{}},{"a":1,"c":{"a":1},"a":2}]}}', '{"data":{"\\"":1,"\\u0022":2}}'])
    expect(read(bad).faults?.[0]?.message).toMatch(/twice/);
});
