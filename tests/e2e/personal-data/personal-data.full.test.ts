import { decodeGlobalId } from '@trivet/platform';
import { loadColumns, type PersonalColumn, personalColumns, removedByParts } from '@trivet/schema/classification';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { startStack } from '../../support/stack.ts';
import { personalDataSuite } from './suite.ts';

describe('personal data in four processes', () => personalDataSuite('services'));

it('is erased by every part, and each confirms it once, though all of them are killed in between', async () => {
  await using stack = await startStack('services', { name: 'erasure and death' });
  const person = await stack.person('Ada', { verified: true });
  const userId = decodeGlobalId(person.id)?.uuid ?? '';
  await person.ask(
    'mutation { deviceRegister(input: { platform: ANDROID, token: "a-token-of-a-telephone-that-is-long-enough", name: "Phone" }) { userErrors { code } } }',
  );
  await person.ask(
    'mutation { quietHoursUpdate(input: { quietHours: { from: "22:00", until: "07:00" } }) { userErrors { code } } }',
  );
  const held = personalColumns(await loadColumns()).filter(
    ({ table, declaration }) => table in removedByParts && declaration.subject.kind === 'person',
  );
  const countOf = async ({ table, declaration }: PersonalColumn) =>
    (await stack.sql`select from ${stack.sql(table)} where ${stack.sql(declaration.subject.of)} = ${userId}`).length;
  expect(held.length).toBeGreaterThan(0);
  for (const column of held) await eventually(async () => expect(await countOf(column)).toBeGreaterThan(0));
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
  for (const column of held) expect([column.name, await countOf(column)]).toEqual([column.name, 0]);
  expect(await stack.sql`select from vault.personal_keys where user_id = ${userId}`).toHaveLength(0);
});
