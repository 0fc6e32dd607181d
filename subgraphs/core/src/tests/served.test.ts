import { randomUUID } from 'node:crypto';
import { servedSubgraphSuite } from '@trivet/subgraph/testing';
import { startCore } from './core-fixture.ts';

servedSubgraphSuite('core', async () => {
  const stage = await startCore('core over http');
  const accountId = randomUUID();
  const ada = stage.person(accountId);
  const { data } = await stage.create(ada, accountId);
  return {
    host: stage.host,
    subgraph: stage.core,
    entities: [
      { typename: 'Account', prefix: 'acc' },
      { typename: 'Resource', prefix: 'res' },
    ],
    failing: {
      viewer: ada,
      query: `{ resource(id: "${data.resourceCreate.resource.id}") { id } }`,
      table: 'core.resources',
    },
    stop: stage.stop,
  };
});
