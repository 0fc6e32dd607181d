import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { type DatabaseUrls, databaseUrls, inheritedEnvironment } from '@trivet/standalone';
import { TrailVerifier } from '@trivet/users/audit';
import { expect, it, vi } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { startStack } from '../../support/stack.ts';

const program = join(import.meta.dirname, '../../../packages/standalone/src/dead-letters.ts');
/** An event is tried for half a minute before it is put aside, and looked for again every ten seconds. */
const timeout = 180_000;
const patiently = <Result>(check: () => Promise<Result>) => vi.waitFor(check, { timeout: 120_000, interval: 500 });

const updateDocument = /* GraphQL */ `
  mutation ($input: AccountUpdateInput!) { accountUpdate(input: $input) { account { version } userErrors { code } } }
`;
const logDocument = 'query ($id: ID!) { account(id: $id) { auditLog { nodes { action } } } }';
const exportDocument = /* GraphQL */ `
  mutation ($accountId: ID!) { auditExport(input: { accountId: $accountId }) { text userErrors { code } } }
`;

/** `npm run dead-letters -- ARGS`, below the launcher, while everything runs. */
function deadLetters(url: string | undefined, ...args: readonly string[]) {
  return new Promise<{ readonly exitCode: number; readonly output: string }>((resolve) => {
    execFile(
      process.execPath,
      [program, ...args],
      { env: { ...inheritedEnvironment(), ...(url !== undefined && { DATABASE_URL: url }) } },
      (error, out, err) => resolve({ exitCode: Number(error?.code ?? 0), output: out + err }),
    );
  });
}

it('an event that the audit trail could not take for a while is tried again by the command, and the trail is whole', {
  timeout,
}, async () => {
  await using stack = await startStack('standalone', { name: 'dead letters' });
  const { users }: DatabaseUrls = databaseUrls((role) => stack.database.urlFor(role));
  const ada = await stack.person('Ada');
  const accountId = await ada.account('Engines');
  const actions = async () =>
    (await ada.ask(logDocument, { id: accountId })).data.account.auditLog.nodes.map(
      ({ action }: { action: string }) => action,
    );
  await eventually(async () => expect(await actions()).toEqual(['account.created']));

  await stack.sql.unsafe(`
    create function public.refuse() returns trigger language plpgsql as $$ begin raise exception 'not now'; end $$;
    create trigger refuse before insert on users.audit_entries
      for each row when (new.action = 'account.updated') execute function public.refuse()`);
  const input = { accountId, name: 'Difference Engines', expectedVersion: 1 };
  expect((await ada.ask(updateDocument, { input })).data.accountUpdate.userErrors).toEqual([]);
  const listed = await patiently(async () => {
    const { output } = await deadLetters(users, 'list', 'users');
    expect(output).toContain('account.updated');
    return output;
  });
  expect(listed).toMatch(/^users {2}[0-9a-f-]{36} {2}account\.updated {2}by audit {2}8 attempts, last \S+: \S.*$/m);
  expect(listed).not.toContain('not now');
  // What came later was not kept waiting.
  await ada.ask(
    'mutation ($id: ID!) { roleCreate(input: { accountId: $id, name: "Reader", permissions: ["account:read"] }) { role { id } } }',
    { id: accountId },
  );
  await eventually(async () => expect(await actions()).toEqual(['role.created', 'account.created']));

  await stack.sql.unsafe('drop trigger refuse on users.audit_entries');
  const [eventId = ''] = /[0-9a-f-]{36}/.exec(listed) ?? [];
  expect((await deadLetters(users, 'redrive', 'users', eventId)).output).toBe('users: 1 to be tried again.\n');
  await patiently(async () => {
    // By when they happened; in the chain it comes last.
    expect(await actions()).toEqual(['role.created', 'account.updated', 'account.created']);
  });
  expect((await deadLetters(users, 'list', 'users')).output).toBe('users: nothing was put aside.\n');
  expect((await deadLetters(users, 'redrive', 'users')).output).toBe('users: 0 to be tried again.\n');

  const { text } = (await ada.ask(exportDocument, { accountId })).data.auditExport;
  const { keys } = (await (await fetch(`${stack.url}/.well-known/audit-keys.json`)).json()) as { keys: never[] };
  const verifier = new TrailVerifier(keys);
  for (const line of String(text).split('\n').slice(0, -1)) verifier.take(line);
  expect(verifier.end()).toMatchObject({ faults: [], first: 1, last: 3 });
});

it('the command says what is wrong with what it is told', { timeout }, async () => {
  const answers = await Promise.all([
    deadLetters(undefined, '--help'),
    deadLetters(undefined, 'forget'),
    deadLetters('postgres://nobody@localhost/none', 'list'),
    deadLetters('postgres://nobody@localhost/none', 'redrive', 'router'),
    deadLetters('postgres://nobody@localhost/none', 'redrive', 'users', 'nonsense'),
  ]);
  expect(answers.map(({ exitCode }) => exitCode)).toEqual([0, 1, 1, 1, 1]);
  expect(answers[0]?.output).toContain('npm run dead-letters -- redrive PART [EVENT]');
  expect(answers[2]?.output).toContain('Say whose database');
  expect(answers[3]?.output).toContain('There is no part "router"');
  expect(answers[4]?.output).toContain('is not the id of an event');
});
