import { beforeAll, expect, it } from 'vitest';
import { headOf } from '../../support/events.ts';
import { eventually } from '../../support/eventually.ts';
import { LiveSubscription } from '../../support/live-subscription.ts';
import { ask, type Person, story } from '../../support/person.ts';
import { newServiceIdentity, requestToken, type ServiceIdentity } from '../../support/service-identity.ts';
import type { Stack } from '../../support/stack.ts';
import { countStatements, nameOf } from '../statements/count-statements.ts';

/** What programs do that sign for themselves, over HTTP and WebSocket. */
export function serviceIdentitySuite(given: () => Stack): void {
  let stack: Stack;
  let ada: Person;
  let accountId: string;
  beforeAll(async () => {
    stack = given();
    ada = await stack.person('Ada', { verified: true });
    accountId = await ada.account('Analytical Engines');
  });

  const make = (input: object = {}) =>
    newServiceIdentity(stack, ada, {
      accountId,
      scopes: ['account:read', 'resources:read', 'resources:write'],
      ...input,
    });
  const by = (token: string, document: string, variables: object = {}, headers: Record<string, string> = {}) =>
    ask(stack.url, document, { ...variables }, { authorization: `Bearer ${token}`, ...headers });
  const plans = '{ plans { id } }';
  const send = async (field: string, document: string, variables: object) => {
    const { data } = await ada.ask(document, { ...variables });
    expect(data[field].userErrors).toEqual([]);
  };
  const remove = ({ id }: ServiceIdentity) =>
    send(
      'serviceIdentityRemove',
      'mutation ($id: ID!) { serviceIdentityRemove(input: { serviceIdentityId: $id }) { userErrors { code } } }',
      { id },
    );
  const follow = async (token: string) =>
    LiveSubscription.open(stack.url, {
      query: story['ResourceChanged'] as string,
      // It may begin a moment after its socket.
      variables: { accountId, after: await headOf(ada, accountId) },
      authorization: `Bearer ${token}`,
    });
  const refused = async (token: string) => {
    const { status, errors } = await by(token, plans);
    expect([status, errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  };

  it('get a token for what they sign, act for their account as far as it goes, and are nobody', async () => {
    const robot = await make();
    const token = await robot.token();
    const { data, errors } = await by(token, story['CreateResource'] as string, {
      accountId,
      type: 'reading',
      data: { volts: 3 },
    });
    expect(errors).toBeUndefined();
    const seen = `query ($id: ID!, $account: ID!) {
      viewer { id } resource(id: $id) { data createdBy { id } } account(id: $account) { name viewerPermissions owner { id } }
    }`;
    const { id } = data.resourceCreate.resource;
    expect((await by(token, seen, { id, account: accountId })).data).toEqual({
      viewer: null,
      resource: { data: { volts: 3 }, createdBy: null },
      account: {
        name: 'Analytical Engines',
        viewerPermissions: ['account:read', 'resources:read', 'resources:write'],
        owner: null,
      },
    });
    const others = await ada.account('Difference Engines');
    expect((await by(token, seen, { id, account: others })).data.account).toBeNull();
    expect((await by(token, 'mutation { sessionRevokeAll { revokedCount } }')).errors?.length).toBe(1);

    // Made by it, says the trail.
    await eventually(async () => {
      const trail =
        'query ($id: ID!) { account(id: $id) { auditLog(filter: { actions: ["resource.created"] }) { nodes { actor { id } credentialKind credentialId } } } }';
      const { nodes } = (await ada.ask(trail, { id: accountId })).data.account.auditLog;
      expect(nodes).toContainEqual({ actor: null, credentialKind: 'SERVICE_IDENTITY', credentialId: robot.id });
    });
  });

  it('get tokens for less, each of which does what it says and nothing of what another does', async () => {
    const robot = await make();
    const [all, less] = [await robot.token(), await robot.token('resources:read')];
    const create = (token: string) =>
      by(token, story['CreateResource'] as string, { accountId, type: 'reading', data: {} });
    // One after the other, both ways round: what is signed for one token between processes is not taken for another.
    for (let turn = 0; turn < 2; turn += 1) {
      expect((await create(all)).data.resourceCreate.userErrors).toEqual([]);
      const { data, errors } = await create(less);
      expect(errors?.[0]?.extensions.code ?? data.resourceCreate.userErrors[0].code).toBe('NOT_FOUND');
    }
  });

  it('are refused within a second of their end, and their sockets are closed; others go on', async () => {
    const [lost, kept] = [await make(), await make()];
    const [ended, going] = [await lost.token(), await kept.token()];
    const [ending, staying] = [await follow(ended), await follow(going)];
    await ada.resource(accountId);
    await Promise.all([ending.next(), staying.next()]);

    await remove(lost);
    const removedAt = performance.now();
    expect(await ending.ended()).toMatchObject({ code: 4401 });
    await eventually(() => refused(ended));
    expect(performance.now() - removedAt).toBeLessThan(1_000);
    expect((await requestToken(stack, lost.assertion())).status).toBe(401);
    expect((await by(going, plans)).status).toBe(200);
    await ada.resource(accountId);
    expect((await staying.next()).data.resourceChanged.kind).toBe('CREATED');
    await staying.close();
  });

  it.each([
    [
      'have other scopes',
      ({ id }: ServiceIdentity) =>
        send(
          'serviceIdentityUpdate',
          'mutation ($id: ID!) { serviceIdentityUpdate(input: { serviceIdentityId: $id, expectedVersion: 1, scopes: ["account:read"] }) { userErrors { code } } }',
          { id },
        ),
    ],
    [
      'lose a key',
      ({ id, kid }: ServiceIdentity) =>
        send(
          'serviceIdentityKeyRemove',
          'mutation ($id: ID!, $kid: String!) { serviceIdentityKeyRemove(input: { serviceIdentityId: $id, kid: $kid }) { userErrors { code } } }',
          { id, kid },
        ),
    ],
  ])('have no token of before that counts, within a second, when they %s', async (_, change) => {
    const robot = await make();
    const token = await robot.token();
    const live = await follow(token);
    await ada.resource(accountId);
    await live.next();
    await change(robot);
    const changedAt = performance.now();
    expect(await live.ended()).toMatchObject({ code: 4401 });
    await eventually(() => refused(token));
    expect(performance.now() - changedAt).toBeLessThan(1_000);
  });

  it('are let in from their networks only, to a token and with it', async () => {
    const robot = await make({ networks: ['203.0.113.0/24'] });
    const at = (address: string) => ({ 'x-forwarded-for': address });
    expect((await requestToken(stack, robot.assertion(), {}, at('198.51.100.9'))).status).toBe(401);
    const response = await requestToken(stack, robot.assertion(), {}, at('203.0.113.9'));
    const { access_token: token } = (await response.json()) as { readonly access_token: string };
    stack.keepSecret(token);
    expect((await by(token, plans, {}, at('203.0.113.10'))).status).toBe(200);
    expect((await by(token, plans, {}, at('198.51.100.9'))).status).toBe(401);
    expect((await by(token, plans)).status).toBe(401);
  });

  it('exchange what they signed once, and are answered as the standard says', async () => {
    const robot = await make();
    const assertion = robot.assertion();
    const answers = await Promise.all(Array.from({ length: 20 }, () => requestToken(stack, assertion)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(401)]);
    for (const answer of answers) {
      const body = (await answer.json()) as { readonly access_token?: string };
      if (body.access_token) stack.keepSecret(body.access_token);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
    const refusal = await requestToken(stack, assertion);
    expect(await refusal.json()).toEqual({
      error: 'invalid_client',
      error_description: 'The client assertion is not good.',
    });
    const url = `${stack.url}/auth/token`;
    expect((await fetch(url)).status).toBe(404);
    const json = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ grant_type: 'client_credentials', client_assertion: assertion }),
    });
    expect([json.status, ((await json.json()) as { error: string }).error]).toEqual([400, 'invalid_request']);
  });

  it('cost the database nothing to be recognised, and the log tells which it was by its id', async () => {
    const robot = await make();
    const token = await robot.token();
    const document = 'query RobotByItself { plans { id } }';
    await by(token, document);
    const { statements } = await countStatements(stack.sql, async () => {
      for (let times = 0; times < 5; times += 1) expect((await by(token, document)).status).toBe(200);
    });
    expect(statements.map(nameOf)).toEqual([]);
    await eventually(async () => {
      const lines = stack
        .logLines()
        .filter(({ message, context }) => message === 'request' && context['operation'] === 'RobotByItself');
      expect(lines.length).toBe(6);
      expect(lines[0]).toMatchObject({ context: { service_identity_id: expect.any(String) } });
    });
  });
}
