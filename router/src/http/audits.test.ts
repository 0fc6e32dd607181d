import { auditServer, serverAudits } from 'graphql-http';
import { expect, it } from 'vitest';
import { startEdge } from '../tests/edge-fixture.ts';

it('passes every audit of GraphQL over HTTP', async () => {
  const { url } = await startEdge();
  const audited = { url: `${url}/graphql` };
  expect(serverAudits(audited)).toHaveLength(61);
  const results = await auditServer(audited);
  const failures = results.filter(({ status }) => status !== 'ok').map(({ id, name }) => `${id} ${name}`);
  expect(failures).toEqual([]);
});
