import { GraphQLError } from 'graphql';
import { expect, it } from 'vitest';
import { Answer, type AnswerRest, type LaterParts } from '../execution/answer.ts';
import { acceptsParts } from './media-types.ts';
import { multipartBody } from './multipart.ts';

async function* following(...deliveries: LaterParts[]): AnswerRest {
  yield* deliveries;
}

const part = { path: ['a', 0], label: undefined, dataText: '{"b":1}', errors: [] };

it('writes each delivery as a part that ends with the delimiter of the next', async () => {
  const error = new GraphQLError('No.', { path: ['a', 1, 'b'], extensions: { code: 'NOT_FOUND' } });
  const rest = following(
    { hasNext: true, parts: [part, { ...part, path: ['a', 1], label: 'x"', dataText: 'null', errors: [error] }] },
    { hasNext: false, parts: [] },
  );
  const chunks = await multipartBody(new Answer('{"a":[{},{}]}').followedBy(rest)).setEncoding('utf8').toArray();
  const head = '\r\ncontent-type: application/json; charset=utf-8\r\n\r\n';
  expect(chunks).toEqual([
    `\r\n---${head}{"data":{"a":[{},{}]},"hasNext":true}\r\n---`,
    `${head}{"hasNext":true,"incremental":[{"data":{"b":1},"path":["a",0]},{"data":null,"path":["a",1],"label":"x\\"","errors":[{"message":"No.","path":["a",1,"b"],"extensions":{"code":"NOT_FOUND"}}]}]}\r\n---`,
    `${head}{"hasNext":false}\r\n-----\r\n`,
  ]);
});

it('writes an answer that nothing follows as the only part', async () => {
  const text = await multipartBody({ errors: [new GraphQLError('No.')] })
    .setEncoding('utf8')
    .toArray();
  expect(text.join('')).toBe(
    '\r\n---\r\ncontent-type: application/json; charset=utf-8\r\n\r\n{"errors":[{"message":"No."}],"hasNext":false}\r\n-----\r\n',
  );
});

it('takes no more of what follows than is read', async () => {
  let taken = 0;
  async function* endless(): AnswerRest {
    for (;;) {
      taken += 1;
      yield { hasNext: true, parts: [{ ...part, dataText: JSON.stringify('x'.repeat(10_000)) }] };
    }
  }
  const body = multipartBody(new Answer('{}').followedBy(endless()));
  const reader = body[Symbol.asyncIterator]();
  await reader.next();
  await reader.next();
  expect(taken).toBeLessThan(20);
  await reader.return?.();
  const whenEnded = taken;
  await new Promise(setImmediate);
  expect(taken).toBe(whenEnded);
});

it.each([
  ['multipart/mixed;deferSpec=20220824, application/json', true],
  ['application/json, Multipart/Mixed; deferspec="20220824"; q=0.5', true],
  ['multipart/mixed;deferSpec=20220824;q=0, application/json', false],
  ['multipart/mixed;deferSpec=20300101, application/json', false],
  ['multipart/mixed, application/json', false],
  ['*/*', false],
  [undefined, false],
])('says of "Accept: %s" whether parts are accepted: %s', (accept, expected) => {
  expect(acceptsParts(accept)).toBe(expected);
});
