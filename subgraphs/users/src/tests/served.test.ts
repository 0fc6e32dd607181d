import { RemoteAccessSource } from '@trivet/subgraph/process';
import { servedSubgraphSuite, serveForTest } from '@trivet/subgraph/testing';
import { expect, it, onTestFinished } from 'vitest';
import { startUsers } from './users-fixture.ts';

servedSubgraphSuite('users', async () => {
  const stage = await startUsers('users over http');
  const ada = await stage.person();
  return {
    host: stage.host,
    subgraph: stage.users,
    entities: [
      { typename: 'User', prefix: 'usr' },
      { typename: 'Account', prefix: 'acc' },
      { typename: 'Session', prefix: 'ses' },
      { typename: 'Member', prefix: 'mbr' },
      { typename: 'Role', prefix: 'rol' },
      { typename: 'Invitation', prefix: 'inv' },
      { typename: 'Identity', prefix: 'idn' },
    ],
    failing: { viewer: ada.viewer, query: '{ viewer { displayName } }', table: 'users.users' },
    stop: stage.stop,
  };
});

it('tells other processes who may do what, and the world its public keys only', async () => {
  const stage = await startUsers('users and others');
  const served = await serveForTest(stage.host, stage.users);
  const source = new RemoteAccessSource({ url: served.url, tokens: stage.host.tokens, service: 'core' });
  onTestFinished(async () => {
    await source.close();
    await served.stop();
    await stage.stop();
  });
  const [ada, grace] = [await stage.person(), await stage.person()];
  const create = 'mutation { accountCreate(input: { name: "One" }) { account { id } } }';
  await stage.ask(ada.viewer, create);
  await stage.ask(ada.viewer, create);
  const [ofAda, ofGrace] = await source.find([ada.id, grace.id]);
  expect(ofAda?.size).toBe(2);
  for (const permissions of ofAda?.values() ?? []) expect(permissions).toContain('resources:write');
  expect(ofGrace?.size).toBe(0);

  const response = await fetch(`${served.url}/.well-known/jwks.json`);
  const { keys } = (await response.json()) as { keys: object[] };
  expect(keys).toMatchObject([{ kty: 'OKP', crv: 'Ed25519', use: 'sig', kid: 'access' }]);
  expect(keys[0]).not.toHaveProperty('d');
});
