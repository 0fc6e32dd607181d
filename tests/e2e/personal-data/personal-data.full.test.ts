import { decodeGlobalId } from '@trivet/platform';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { startStack } from '../../support/stack.ts';
import { personalDataSuite } from './suite.ts';

describe('personal data in four processes', () => personalDataSuite('services'));

it('is erased by every part, and each confirms it once, though all of them are killed in between', async () => {
  await using stack = await startStack('services', { name: 'erasure and death' });
  const person = await stack.person('Ada', { verified: true });
  const userId = decodeGlobalId(person.id)?.uuid ?? '';
  const told = () => stack.sql`select from notifications.notifications where user_id = ${userId}`;
  await eventually(async () => expect((await told()).length).toBeGreaterThan(0));
  await person.ask('mutation { userErase { userErrors { code } } }');
  const parts = ['core', 'notifications', 'users'] as const;
  // What they hold they erase a while later, which is now.
  for (const name of parts) {
    const table = stack.sql(`${name}.person_erasures`);
    await eventually(async () => expect(await stack.sql`select from ${table}`).toHaveLength(1));
    await stack.processes[name].kill('SIGKILL');
    await stack.sql`update ${table} set due_at = now()`;
    stack.processes[name].restart();
  }
  await eventually(async () => {
    const confirmed = await stack.sql<{ subgraph: string }[]>`
      select subgraph from users.erasure_confirmations where user_id = ${userId} order by subgraph`;
    expect(confirmed.map(({ subgraph }) => subgraph)).toEqual(parts);
  });
  const announced = await stack.sql`
    select from bus.log where type = 'user.erasure_confirmed' and stream_id = ${userId}`;
  expect(announced).toHaveLength(3);
  expect(await told()).toHaveLength(0);
  expect(await stack.sql`select from vault.personal_keys where user_id = ${userId}`).toHaveLength(0);
});
