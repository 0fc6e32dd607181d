import { randomUUID } from 'node:crypto';
import { MasterKeyring, newDataKey } from '@trivet/identity';
import { anonymous, type Viewer } from '@trivet/platform';
import { asUser, tell } from '@trivet/subgraph/testing';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { UsersSubgraph } from '../../app.ts';
import { vaultPart } from '../../schema-parts.ts';
import { newRegistration, registerDocument, startUsers, type UsersStage, uuidOf } from '../../tests/users-fixture.ts';
import { withVault } from './personal-key-rewrap.job.ts';

const [last, next] = [newDataKey(), newDataKey()];

let stage: UsersStage;
beforeAll(async () => {
  stage = await startUsers('master key rotation', { keyWrapper: new MasterKeyring({ primary: last }) });
});
afterAll(() => stage?.stop());

const emailOf = async (users: UsersSubgraph, viewer: Viewer) => {
  const { data, errors } = await tell(users, viewer, '{ viewer { email } }', {});
  return errors?.[0]?.extensions?.['code'] ?? data.viewer?.email;
};

it('exchanges the master key while processes of each step serve at once', async () => {
  const running: UsersSubgraph[] = [];
  const start = async (keyWrapper: MasterKeyring) => {
    const users = await stage.startAnother({ keyWrapper });
    running.push(users);
    onTestFinished(() => users.stop());
    return users;
  };
  const serving = () => [stage.users, ...running];
  const persons: { readonly email: string; readonly viewer: Viewer; readonly id: string }[] = [];
  const registerAt = async (users: UsersSubgraph) => {
    const registration = newRegistration();
    const { data } = await tell(users, anonymous, registerDocument, { input: registration });
    const id = uuidOf(data.userRegister.user.id);
    persons.push({ email: registration.email, id, viewer: asUser(id, randomUUID(), stage.host.clock.now()) });
  };
  const allAreReadBy = async (...processes: UsersSubgraph[]) => {
    for (const users of processes)
      for (const { email, viewer } of persons) expect(await emailOf(users, viewer)).toBe(email);
  };

  await registerAt(stage.users);
  const reading = await start(new MasterKeyring({ primary: last, others: [next] }));
  await registerAt(reading);
  await allAreReadBy(...serving());

  const wrapping = await start(new MasterKeyring({ primary: next, others: [last] }));
  await registerAt(wrapping);
  await allAreReadBy(reading, wrapping);
  // One of before the first step can not: that is what the first step is for. He is not taken for somebody who was erased.
  expect(await emailOf(stage.users, (persons[2] as (typeof persons)[0]).viewer)).toBe('INTERNAL_SERVER_ERROR');

  const keyring = new MasterKeyring({ primary: next, others: [last] });
  const source = { vaultDatabaseUrl: stage.host.database.urlFor(vaultPart.role), keyring };
  const [{ unopened }] = await Promise.all([
    withVault(source, (rewraps) => rewraps.rewrap()),
    allAreReadBy(reading, wrapping),
    registerAt(reading),
  ]);
  expect(unopened).toBe(0);
  await allAreReadBy(reading, wrapping);
  const [lastId] = keyring.otherKeyIds as [string];
  await withVault(source, async (rewraps) => {
    await rewraps.rewrap();
    expect(await rewraps.retire(lastId)).toBe(0);
  });

  const alone = await start(new MasterKeyring({ primary: next }));
  await allAreReadBy(wrapping, alone);
  await registerAt(alone);
  await allAreReadBy(reading, wrapping, alone);
  const [erased] = persons.splice(0, 1) as [(typeof persons)[0]];
  await tell(alone, erased.viewer, 'mutation { userErase { userErrors { code } } }', {});
  expect(await stage.host.admin`select from vault.personal_keys where user_id = ${erased.id}`).toHaveLength(0);
});
