import { beforeAll, expect, it } from 'vitest';
import { makeAdministrator } from '../../support/administrator.ts';
import { ask, type Person, story } from '../../support/person.ts';
import type { Stack } from '../../support/stack.ts';
import { begunAt, untilRefused } from '../revocation/revoked-device.ts';

/** What an administrator does. The operator's command that makes one is in `administration.full.test.ts`. */
export function administrationSuite(given: () => Stack): void {
  let stack: Stack;
  let root: Person;
  beforeAll(async () => {
    stack = given();
    root = await stack.person('Root');
    await makeAdministrator(stack, root);
  });

  const lockOut = (person: Person) =>
    root.ask('mutation ($id: ID!) { userLock(input: { userId: $id, reason: "a test" }) { userErrors { code } } }', {
      id: person.id,
    });

  it('locks a person out, who is gone within a second: requests, sockets, and the programs with his keys', async () => {
    const ada = await stack.person('Ada', { verified: true });
    const grace = await stack.person('Grace');
    const accountId = await ada.account('Analytical Engines');
    const { data } = await ada.ask(
      'mutation { apiKeyCreate(input: { name: "Robot", scopes: ["account:read", "resources:read"] }) { secret } }',
    );
    const { secret } = data.apiKeyCreate;
    stack.keepSecret(secret);
    const byKey = () => ask(stack.url, '{ plans { id } }', {}, { authorization: `Bearer ${secret}` });
    expect((await byKey()).status).toBe(200);
    const live = await ada.subscribe(story['ResourceChanged'] as string, { accountId });
    await ada.resource(accountId);
    await live.next();

    expect((await lockOut(ada)).data.userLock.userErrors).toEqual([]);
    const lockedAt = begunAt();
    expect(await live.ended()).toMatchObject({ code: 4401 });
    await untilRefused(ada);
    while ((await byKey()).status !== 401) expect(lockedAt.elapsedMs).toBeLessThan(1_000);
    expect(lockedAt.elapsedMs).toBeLessThan(1_000);
    await expect(ada.signInAgain()).rejects.toThrow('USER_LOCKED');
    expect((await grace.ask('{ viewer { id } }')).data).toEqual({ viewer: { id: grace.id } });
  });
}
