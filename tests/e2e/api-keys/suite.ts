import { beforeAll, expect, it } from 'vitest';
import { headOf } from '../../support/events.ts';
import { eventually } from '../../support/eventually.ts';
import { LiveSubscription } from '../../support/live-subscription.ts';
import { ask, type Person, story } from '../../support/person.ts';
import type { Stack } from '../../support/stack.ts';

interface MadeKey {
  readonly id: string;
  readonly secret: string;
}

/** What programs do with keys, over HTTP and WebSocket. */
export function apiKeySuite(given: () => Stack): void {
  let stack: Stack;
  let ada: Person;
  let accountId: string;
  beforeAll(async () => {
    stack = given();
    ada = await stack.person('Ada', { verified: true });
    accountId = await ada.account('Analytical Engines');
  });

  const make = async (input: object = {}): Promise<MadeKey> => {
    const { data } = await ada.ask(
      'mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { apiKey { id } secret userErrors { code } } }',
      { input: { accountId, name: 'Robot', scopes: ['account:read', 'resources:read', 'resources:write'], ...input } },
    );
    const { apiKey, secret, userErrors } = data.apiKeyCreate;
    expect(userErrors).toEqual([]);
    stack.keepSecret(secret);
    return { id: apiKey.id, secret };
  };
  const by = ({ secret }: MadeKey, document: string, variables: object = {}, headers: Record<string, string> = {}) =>
    ask(stack.url, document, { ...variables }, { authorization: `Bearer ${secret}`, ...headers });
  const revoke = async ({ id }: MadeKey) => {
    const { data } = await ada.ask(
      'mutation ($id: ID!) { apiKeyRevoke(input: { apiKeyId: $id }) { userErrors { code } } }',
      { id },
    );
    expect(data.apiKeyRevoke.userErrors).toEqual([]);
  };

  it('of an account act for it, as far as their scopes go, and are nobody', async () => {
    const key = await make();
    const { data, errors } = await by(key, story['CreateResource'] as string, {
      accountId,
      type: 'reading',
      data: { volts: 3 },
    });
    expect(errors).toBeUndefined();
    const { id } = data.resourceCreate.resource;
    const seen = `query ($id: ID!, $account: ID!) {
      viewer { id } resource(id: $id) { data createdBy { id } } account(id: $account) { name viewerPermissions owner { id } }
    }`;
    expect((await by(key, seen, { id, account: accountId })).data).toEqual({
      viewer: null,
      resource: { data: { volts: 3 }, createdBy: null },
      account: {
        name: 'Analytical Engines',
        viewerPermissions: ['account:read', 'resources:read', 'resources:write'],
        owner: null,
      },
    });
    const others = await ada.account('Difference Engines');
    expect((await by(key, seen, { id, account: others })).data.account).toBeNull();

    const reader = await make({ scopes: ['resources:read'] });
    const refused = await by(reader, story['CreateResource'] as string, { accountId, type: 'reading', data: {} });
    expect(refused.errors?.[0]?.extensions.code ?? refused.data.resourceCreate.userErrors[0].code).toBe('NOT_FOUND');
    for (const document of [
      'mutation { sessionRevokeAll { revokedCount } }',
      '{ events(accountId: "x") { nodes { id } } }',
    ])
      expect((await by(reader, document)).errors?.length).toBeGreaterThan(0);
  });

  it('of a person act for him wherever he may act himself, and from the moment when he may not no longer', async () => {
    const grace = await stack.person('Grace', { verified: true });
    const hers = await grace.account('Compilers');
    const key = await make({ accountId: undefined, scopes: ['account:read'] });
    const names = 'query ($a: ID!, $b: ID!) { a: account(id: $a) { name } b: account(id: $b) { name } }';
    const ask = async () => (await by(key, names, { a: accountId, b: hers })).data;
    expect(await ask()).toEqual({ a: { name: 'Analytical Engines' }, b: null });
    const { data } = await grace.ask(
      'mutation ($input: MemberInviteInput!) { memberInvite(input: $input) { invitationUrlToken } }',
      { input: { accountId: hers, email: ada.email, role: 'VIEWER' } },
    );
    const token = data.memberInvite.invitationUrlToken;
    stack.keepSecret(token);
    const { data: joined } = await ada.ask(
      'mutation ($token: String!) { invitationAccept(input: { token: $token }) { member { id } userErrors { code } } }',
      { token },
    );
    expect(joined.invitationAccept.userErrors).toEqual([]);
    await eventually(async () => expect((await ask()).b).toEqual({ name: 'Compilers' }));
    await grace.ask('mutation ($id: ID!) { memberRemove(input: { memberId: $id }) { userErrors { code } } }', {
      id: joined.invitationAccept.member.id,
    });
    await eventually(async () => expect((await ask()).b).toBeNull());
  });

  it('are refused within a second of their end, and their sockets are closed', async () => {
    const [lost, kept] = [await make(), await make()];
    // It may begin a moment after its socket.
    const after = await headOf(ada, accountId);
    const follow = ({ secret }: MadeKey) =>
      LiveSubscription.open(stack.url, {
        query: story['ResourceChanged'] as string,
        variables: { accountId, after },
        authorization: `Bearer ${secret}`,
      });
    const [ending, going] = [await follow(lost), await follow(kept)];
    await ada.resource(accountId);
    await Promise.all([ending.next(), going.next()]);

    await revoke(lost);
    const revokedAt = performance.now();
    expect(await ending.ended()).toMatchObject({ code: 4401 });
    await eventually(async () => {
      const { status, errors } = await by(lost, '{ plans { id } }');
      expect([status, errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    });
    expect(performance.now() - revokedAt).toBeLessThan(1_000);
    expect((await by(kept, '{ plans { id } }')).status).toBe(200);
    await ada.resource(accountId);
    expect((await going.next()).data.resourceChanged.kind).toBe('CREATED');
    await going.close();
  });

  it('are good from their networks only', async () => {
    const key = await make({ networks: ['203.0.113.0/24'] });
    const from = async (address: string) =>
      (await by(key, '{ plans { id } }', {}, { 'x-forwarded-for': address })).status;
    expect([await from('203.0.113.9'), await from('198.51.100.9'), await from('203.0.113.10')]).toEqual([
      200, 401, 200,
    ]);
    expect((await by(key, '{ plans { id } }')).status).toBe(401);
  });

  it('are refused when they are mistyped, and the log tells which was used by its id', async () => {
    const key = await make();
    const mistyped = { ...key, secret: `${key.secret.slice(0, -1)}${key.secret.endsWith('0') ? '1' : '0'}` };
    expect((await by(mistyped, '{ plans { id } }')).status).toBe(401);
    await by(key, 'query RobotByKey { plans { id } }');
    // Lines go out together, a moment later.
    await eventually(async () => {
      const lines = stack
        .logLines()
        .filter(({ message, context }) => message === 'request' && context['operation'] === 'RobotByKey');
      expect(lines).toMatchObject([{ context: { key_id: expect.any(String) } }]);
    });
  });
}
