import { randomUUID } from 'node:crypto';
import { RetryLater } from '@trivet/messaging';
import { type Graph, type GraphResult, globalId } from '@trivet/platform';
import { expect, it } from 'vitest';
import { findAudience } from './audience.ts';

const question = { accountId: randomUUID(), permission: 'resources:read', except: null, requestId: 'request' };
const graphThat = (answer: () => Promise<GraphResult<unknown>>) => ({ execute: answer }) as Graph;

it('asks again later while the graph cannot tell, whatever the reason', async () => {
  const error = { message: 'no', extensions: { code: 'SUBGRAPH_UNAVAILABLE' } };
  const failures: Record<string, () => Promise<GraphResult<unknown>>> = {
    'nobody listens': () => Promise.reject(new Error('ECONNREFUSED')),
    'an error': async () => ({ data: null, errors: [error] }),
    'an error beside data': async () => ({ data: { account: null }, errors: [error] }),
    'no data': async () => ({}),
  };
  for (const [what, failure] of Object.entries(failures)) {
    await expect(findAudience(graphThat(failure), question), what).rejects.toThrow(RetryLater);
  }
});

it('finds nobody where there is no such account, and leaves out members who were erased', async () => {
  expect(
    await findAudience(
      graphThat(async () => ({ data: { account: null } })),
      question,
    ),
  ).toEqual({
    accountName: null,
    userIds: [],
  });
  const members = {
    nodes: [{ user: null, permissions: ['resources:read'] }],
    pageInfo: { hasNextPage: false, endCursor: null },
  };
  const graph = graphThat(async () => ({ data: { account: { name: 'One', members } } }));
  expect(await findAudience(graph, question)).toEqual({ accountName: 'One', userIds: [] });
});

it('leaves out whom it is told to, and nobody else', async () => {
  const [left, found] = [randomUUID(), randomUUID()];
  const nodes = [left, found].map((id) => ({ user: { id: globalId('usr', id) }, permissions: ['resources:read'] }));
  const members = { nodes, pageInfo: { hasNextPage: false, endCursor: null } };
  const graph = graphThat(async () => ({ data: { account: { name: 'One', members } } }));
  expect((await findAudience(graph, { ...question, except: left })).userIds).toEqual([found]);
  expect((await findAudience(graph, question)).userIds).toEqual([left, found]);
});
