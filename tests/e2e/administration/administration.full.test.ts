import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { databaseUrls, inheritedEnvironment } from '@trivet/standalone';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { showSecondFactor } from '../../support/administrator.ts';
import { eventually } from '../../support/eventually.ts';
import { LiveSubscription } from '../../support/live-subscription.ts';
import { ask, type Person, story } from '../../support/person.ts';
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
  await showSecondFactor(stack, root);
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
    const granted = await admin('grant', ada.id);
    expect(granted).toMatchObject({
      exitCode: 0,
      output: expect.stringMatching(/^Administers the platform from now on\.$/m),
    });
    expect(granted.output).toContain('with an authenticator, a recovery code or a passkey');
    const told = await ada.ask('{ platform { __typename } }');
    expect(told.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    await showSecondFactor(stack, ada);
    expect(await isAdministrator()).toBe(true);
    expect((await admin('grant', ada.email)).output).toMatch(/^Administers the platform already\.$/m);
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

  it('ends what an administrator does in the place of others when it takes the role from him', {
    timeout,
  }, async () => {
    const [helper, ada] = [await stack.person('Helper'), await stack.person('Ada')];
    await admin('grant', helper.id);
    await showSecondFactor(stack, helper);
    const document = `mutation ($id: ID!) {
      sessionImpersonate(input: { userId: $id, reason: "a test" }) { accessToken userErrors { code } }
    }`;
    const { accessToken } = (await helper.ask(document, { id: ada.id })).data.sessionImpersonate;
    stack.keepSecret(accessToken);
    const asHer = () => ask(stack.url, '{ viewer { id } }', {}, { authorization: `Bearer ${accessToken}` });
    expect((await asHer()).data).toEqual({ viewer: { id: ada.id } });
    const authorization = `Bearer ${accessToken}`;
    const live = await LiveSubscription.open(stack.url, {
      query: story['NotificationReceived'] as string,
      variables: {},
      authorization,
    });
    await admin('revoke', helper.id);
    expect(await live.ended()).toMatchObject({ code: 4401 });
    await eventually(async () => {
      const { status } = await asHer();
      if (status !== 401) throw new Error(`It is let in: ${status}.`);
    });
    expect((await ada.ask('{ viewer { id } }')).data).toEqual({ viewer: { id: ada.id } });
    expect((await helper.ask('{ platform { __typename } }')).data.platform).toBeNull();
  });
});
