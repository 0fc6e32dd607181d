import { AppError } from '@trivet/platform';
import { expect, it } from 'vitest';
import { newId } from './ids.ts';
import { connectionOf, pageOf, pageRequest } from './pagination.ts';

const rows = Array.from({ length: 4 }, () => ({ id: newId() }));

it('knows from one row more whether there is a next page', () => {
  const request = pageRequest({ first: 3 });
  const { nodes, edges, pageInfo } = connectionOf(pageOf(rows, request));
  expect(nodes).toEqual(rows.slice(0, 3));
  expect(pageInfo).toEqual({
    hasNextPage: true,
    hasPreviousPage: false,
    startCursor: edges[0]?.cursor,
    endCursor: edges[2]?.cursor,
  });
  expect(pageRequest({ first: 3, after: pageInfo.endCursor }).after).toBe(rows[2]?.id);
  expect(connectionOf(pageOf(rows.slice(3), pageRequest({ after: pageInfo.endCursor }))).pageInfo).toMatchObject({
    hasNextPage: false,
    hasPreviousPage: true,
  });
});

it('has no cursors for an empty page', () => {
  expect(connectionOf(pageOf([], pageRequest({}))).pageInfo).toMatchObject({ startCursor: null, endCursor: null });
});

it.each([
  { first: 0 },
  { first: -1 },
  { first: 101 },
  { after: '' },
  { after: 'x' },
  { after: Buffer.from('k1:x').toString('base64url') },
])('refuses %j', (args) => {
  expect(() => pageRequest(args)).toThrow(AppError);
});
