import { randomUUID } from 'node:crypto';
import { globalId } from '@trivet/platform';
import { expect, it } from 'vitest';
import { nodesResolver } from './nodes.ts';

const seen: string[] = [];
const known = randomUUID();
const resolve = nodesResolver<{ viewer: string }>({
  res: {
    typename: 'Resource',
    find: async (uuid, { viewer }) => {
      seen.push(uuid);
      return uuid === known ? { id: uuid, viewer } : null;
    },
  },
});

it('finds things by their ids, in order, each with its type', async () => {
  const ids = [randomUUID(), known, known].map((uuid) => globalId('res', uuid));
  const resource = { __typename: 'Resource', id: known, viewer: 'ada' };
  expect(await resolve(null, { ids }, { viewer: 'ada' })).toEqual([null, resource, resource]);
});

it('answers null for what is no id of this subgraph, and looks for none of it', async () => {
  seen.length = 0;
  const ids = [
    '',
    'res',
    'res_',
    randomUUID(),
    globalId('acc', known),
    globalId('res', known).toUpperCase(),
    'toString_x',
  ];
  expect(await resolve(null, { ids }, { viewer: 'ada' })).toEqual(ids.map(() => null));
  expect(seen).toEqual([]);
});

it('answers null for a prefix that every object has as a property', async () => {
  const uuid = globalId('res', known).slice(4);
  for (const prefix of ['constructor', 'tostring', 'valueof']) {
    expect(await resolve(null, { ids: [`${prefix}_${uuid}`] }, { viewer: 'ada' }), prefix).toEqual([null]);
  }
});
