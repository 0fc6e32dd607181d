import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { databaseUrls, inheritedEnvironment } from '@trivet/standalone';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../../support/person.ts';
import { type Stack, startStack } from '../../support/stack.ts';

const program = join(import.meta.dirname, '../../../packages/standalone/src/admin.ts');
/** Each start of the program takes a second or two. */
const timeout = 120_000;

let stack: Stack;
let root: Person;
beforeAll(async () => {
  stack = await startStack('standalone', { name: 'administrators' });
  root = await stack.person('Root');
  await admin('grant', root.email);
}, timeout);
afterAll(() => stack?.stop());

/** `npm run admin -- ARGS`, below the launcher, while everything runs. */
function admin(...args: readonly string[]): Promise<{ readonly exitCode: number; readonly output: string }> {
  const { users, vault } = databaseUrls((role) => stack.database.urlFor(role));
  const environment = {
    DATABASE_URL: users,
    VAULT_DATABASE_URL: vault,
    MASTER_KEY: stack.keys.master,
    LOOKUP_KEY: stack.keys.lookup,
  };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, ...args],
      { env: { ...inheritedEnvironment(), ...environment } },
      (error, out, err) => resolve({ exitCode: Number(error?.code ?? 0), output: out + err }),
    );
  });
}

describe('npm run admin', () => {
  it('grants, lists and revokes by address and by id, at once and while everything runs', { timeout }, async () => {
    const ada = await stack.person('Ada');
    const isAdministrator = async () => (await ada.ask('{ platform { __typename } }')).data.platform !== null;
    expect(await isAdministrator()).toBe(false);
    expect(await admin('grant', ada.id)).toEqual({ exitCode: 0, output: 'Administers the platform from now on.\n' });
    expect(await isAdministrator()).toBe(true);
    expect((await admin('grant', ada.email)).output).toBe('Administers the platform already.\n');
    const listed = (await admin('list')).output;
    expect(listed.split('\n').filter((line) => line.startsWith('usr_'))).toHaveLength(2);
    expect(listed).toContain(`${ada.id}  since `);
    expect((await admin('revoke', ada.email)).output).toBe('Administers the platform no longer.\n');
    expect(await isAdministrator()).toBe(false);
    expect((await admin('list')).output).not.toContain(ada.id);
    const acts =
      'query ($id: ID!) { platform { securityEvents(filter: { userId: $id }) { nodes { action administrator { id } } } } }';
    expect((await root.ask(acts, { id: ada.id })).data.platform.securityEvents.nodes).toEqual([
      { action: 'ADMINISTRATOR_REVOKED', administrator: null },
      { action: 'ADMINISTRATOR_GRANTED', administrator: null },
    ]);
  });

  it('says what is wrong with what it is told', { timeout }, async () => {
    const [help, unknown, nobody, noId] = await Promise.all([
      admin('--help'),
      admin('promote', 'ada@example.com'),
      admin('grant', 'nobody@example.com'),
      admin('grant', 'acc_nonsense'),
    ]);
    expect([help.exitCode, unknown.exitCode, nobody.exitCode, noId.exitCode]).toEqual([0, 1, 1, 1]);
    expect(help.output).toContain('npm run admin -- grant PERSON');
    expect(nobody.output).toBe('Nobody has registered with that address, or has that id.\n');
    expect(noId.output).toContain('neither an address nor the id of a person');
  });
});
