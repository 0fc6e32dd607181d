import { hashOfApiKey, isApiKeySecret } from '@trivet/identity';
import { globalId, type ServiceViewer, type Viewer } from '@trivet/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountOf, announcedIn, join } from '../../tests/members-fixture.ts';
import { type Person, startUsers, type UsersStage, uuidOf } from '../../tests/users-fixture.ts';

let stage: UsersStage;
let ada: Person;
let accountId: string;
beforeAll(async () => {
  stage = await startUsers('api keys');
  ada = await stage.person();
  accountId = await accountOf(stage, ada);
});
afterAll(() => stage?.stop());

const keyFields = 'id name start scopes networks createdBy { id } expiresAt lastUsedAt';
const documents = {
  apiKeyCreate: `mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { apiKey { ${keyFields} } secret userErrors { code path } } }`,
  apiKeyRotate: `mutation ($input: ApiKeyRotateInput!) { apiKeyRotate(input: $input) { apiKey { ${keyFields} } secret userErrors { code path } } }`,
  apiKeyRevoke:
    'mutation ($input: ApiKeyRevokeInput!) { apiKeyRevoke(input: $input) { apiKeyId userErrors { code path } } }',
};

interface By {
  readonly by?: Viewer;
  readonly key?: string;
}

async function send(field: keyof typeof documents, input: object, { by = ada.viewer, key }: By = {}) {
  const { data, errors } = await stage.ask(by, documents[field], { input }, { idempotencyKey: key });
  const code = errors?.[0]?.extensions?.['code'] ?? data?.[field].userErrors[0]?.code ?? 'done';
  return { ...data?.[field], code };
}

const create = (input: object = {}, by: By = {}) =>
  send('apiKeyCreate', { accountId, name: 'Robot', scopes: ['resources:read'], ...input }, by);
const own = (input: object = {}, by: By = {}) => create({ accountId: null, ...input }, by);

const router: ServiceViewer = { kind: 'service', service: 'router' };

/** What a router is told of these secrets. */
async function verified(...secrets: string[]) {
  const document =
    'query ($hashes: [String!]!) { _apiKeys(hashes: $hashes) { keyId accountId userId scopes networks expiresAt } }';
  const hashes = secrets.map((secret) => hashOfApiKey(secret).toString('base64url'));
  const { data, errors } = await stage.ask(router, document, { hashes });
  expect(errors).toBeUndefined();
  return data._apiKeys;
}

async function listed(viewer: Viewer, id = accountId): Promise<unknown> {
  const query = `query ($id: ID!) { account(id: $id) { apiKeys(first: 50) { nodes { id } } } viewer { apiKeys { nodes { id } } } }`;
  const { data } = await stage.ask(viewer, query, { id });
  const ids = (connection: { nodes: { id: string }[] } | null) => connection?.nodes.map((node) => node.id) ?? null;
  return { account: ids(data.account?.apiKeys ?? null), own: ids(data.viewer?.apiKeys ?? null) };
}

describe('a key', () => {
  it('of an account has a secret that is shown once, kept as a hash, and known to routers', async () => {
    const { apiKey, secret, code } = await create({ networks: ['192.0.2.0/24', ' 2001:DB8::/32 '], name: ' Robot ' });
    expect(code).toBe('done');
    expect(isApiKeySecret(secret)).toBe(true);
    expect(apiKey).toEqual({
      id: expect.stringMatching(/^key_/),
      name: 'Robot',
      start: secret.slice(0, 9),
      scopes: ['resources:read'],
      networks: ['192.0.2.0/24', '2001:db8::/32'],
      createdBy: { id: globalId('usr', ada.id) },
      expiresAt: null,
      lastUsedAt: null,
    });
    const keyId = uuidOf(apiKey.id);
    expect(await verified(secret, 'trvk_unknown')).toEqual([
      {
        keyId,
        accountId: uuidOf(accountId),
        userId: null,
        scopes: ['resources:read'],
        networks: ['192.0.2.0/24', '2001:db8::/32'],
        expiresAt: null,
      },
      null,
    ]);
    const events = await announcedIn(stage, accountId, 'api_key.');
    expect(events.at(-1)).toMatchObject({
      type: 'api_key.created',
      actor: ada.id,
      payload: { keyId, accountId: uuidOf(accountId), userId: null, version: 1 },
    });
    const rows = JSON.stringify(await stage.host.admin`select * from users.api_keys, users.api_key_secrets`);
    expect(rows + JSON.stringify(events)).not.toContain(secret);
  });

  it('of a person is his own, whatever accounts he belongs to, and nobody else sees it', async () => {
    const [grace, max] = [await stage.person(), await stage.person()];
    await join(stage, accountId, max, 'admin');
    const { apiKey, secret } = await own({}, { by: grace.viewer });
    const [known] = await verified(secret);
    expect(known).toMatchObject({ accountId: null, userId: grace.id });
    expect(await listed(grace.viewer)).toEqual({ account: null, own: [apiKey.id] });
    expect(await listed(max.viewer)).toMatchObject({ own: [] });
    for (const by of [ada.viewer, max.viewer]) {
      expect(await send('apiKeyRevoke', { apiKeyId: apiKey.id }, { by })).toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(await send('apiKeyRevoke', { apiKeyId: apiKey.id }, { by: grace.viewer })).toMatchObject({ code: 'done' });
  });

  it('is known to routers until it expires', async () => {
    const { clock } = stage.host;
    const expiresAt = new Date(clock.now().getTime() + 60_000).toISOString();
    const { secret } = await create({ expiresAt });
    expect(await verified(secret)).toMatchObject([{ expiresAt }]);
    clock.advance(60_000);
    expect(await verified(secret)).toEqual([null]);
  });

  it('says when it was used, to a minute', async () => {
    const { clock } = stage.host;
    const { apiKey, secret } = await own();
    const lastUse = async () => {
      const { data } = await stage.ask(ada.viewer, `{ viewer { apiKeys { nodes { id lastUsedAt } } } }`);
      return data.viewer.apiKeys.nodes.find(({ id }: { id: string }) => id === apiKey.id).lastUsedAt;
    };
    const first = clock.now().toISOString();
    await verified(secret, secret);
    clock.advance(60_000);
    await verified(secret);
    expect(await lastUse()).toBe(first);
    clock.advance(1);
    await verified(secret);
    expect(await lastUse()).toBe(clock.now().toISOString());
  });

  it('is told to routers and nobody else', async () => {
    for (const viewer of [ada.viewer, { kind: 'service', service: 'core' } as const]) {
      const { errors } = await stage.ask(viewer, '{ _apiKeys(hashes: []) { keyId } }');
      expect(errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
    }
  });
});

describe('who makes a key', () => {
  it('gives it nothing that he may not do himself, and needs the permission', async () => {
    const [max, vera, stan] = [await stage.person(), await stage.person(), await stage.person()];
    await join(stage, accountId, max, 'member');
    await join(stage, accountId, vera, 'admin');
    expect(await create({}, { by: max.viewer })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await create({}, { by: stan.viewer })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await create({}, { by: { kind: 'anonymous' } })).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await create({ scopes: ['account:update'] }, { by: vera.viewer })).toMatchObject({ code: 'done' });
    await stage.host.admin`
      insert into users.roles (id, account_id, name, permissions, version, created_at)
      values (${uuidOf(accountId)}, ${uuidOf(accountId)}, 'Keeper', '{account:read,api-keys:manage}', 1, now())`;
    await stage.host.admin`
      update users.members set role = null, role_id = ${uuidOf(accountId)}
      where user_id = ${vera.id} and account_id = ${uuidOf(accountId)}`;
    expect(await create({ scopes: ['account:read'] }, { by: vera.viewer })).toMatchObject({ code: 'done' });
    expect(await create({ scopes: ['resources:write'] }, { by: vera.viewer })).toMatchObject({ code: 'FORBIDDEN' });
  });

  it.each([
    ['no name', { name: ' ' }],
    ['no scope', { scopes: [] }],
    ['a scope that there is not', { scopes: ['resources:read', 'everything'] }],
    ['a scope that takes a person', { scopes: ['members:manage'] }],
    ['a network that is none', { networks: ['192.0.2.0/33'] }],
    ['a name for a network', { networks: ['example.com'] }],
    ['an address with a zone', { networks: ['fe80::1%eth0'] }],
    ['its end behind it', { expiresAt: '2020-01-01T00:00:00Z' }],
  ])('is told what is wrong with %s', async (_, input) => {
    expect(await create(input)).toMatchObject({ code: 'INVALID_INPUT', apiKey: null, secret: null });
  });

  it('does not repeat it by an Idempotency-Key, for its secret is shown once', async () => {
    expect(await create({}, { key: 'once' })).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('is no key itself', async () => {
    const owners = [{ accountId: uuidOf(accountId) }, { userId: ada.id }];
    for (const owner of owners) {
      const by = { kind: 'key', keyId: ada.id, owner, scopes: ['api-keys:manage', 'resources:read'] } as const;
      expect(await create({}, { by })).toMatchObject({ code: 'FORBIDDEN' });
      expect(await own({}, { by })).toMatchObject({ code: 'FORBIDDEN' });
    }
  });
});

describe('a key with another secret', () => {
  it('is good by both for a while, then by the new one only', async () => {
    const { apiKey, secret: first } = await create();
    const { secret: second, apiKey: rotated } = await send('apiKeyRotate', { apiKeyId: apiKey.id, overlapSeconds: 60 });
    expect(rotated).toMatchObject({ id: apiKey.id, start: second.slice(0, 9) });
    expect(await verified(first, second)).toMatchObject([{ keyId: uuidOf(apiKey.id) }, { keyId: uuidOf(apiKey.id) }]);
    const { secret: third } = await send('apiKeyRotate', { apiKeyId: apiKey.id });
    expect(await verified(first, second, third)).toMatchObject([null, {}, { expiresAt: null }]);
    stage.host.clock.advance(24 * 60 * 60 * 1000);
    expect(await verified(second, third)).toMatchObject([null, {}]);
    const { secret: last } = await send('apiKeyRotate', { apiKeyId: apiKey.id, overlapSeconds: 0 });
    expect(await verified(third, last)).toMatchObject([null, {}]);
  });

  it('is not had for what overlaps for longer than thirty days, or by a stranger', async () => {
    const { apiKey } = await create();
    const { viewer } = await stage.person();
    const apiKeyId = apiKey.id;
    expect(await send('apiKeyRotate', { apiKeyId, overlapSeconds: 2_592_001 })).toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(await send('apiKeyRotate', { apiKeyId, overlapSeconds: -1 })).toMatchObject({ code: 'INVALID_INPUT' });
    expect(await send('apiKeyRotate', { apiKeyId }, { by: viewer })).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a key that is revoked', () => {
  it('is good no longer, is in no list, and is announced once', async () => {
    const { apiKey, secret } = await create();
    const input = { apiKeyId: apiKey.id };
    const outcomes = [
      await send('apiKeyRevoke', input, { key: 'end' }),
      await send('apiKeyRevoke', input, { key: 'end' }),
    ];
    expect(outcomes).toMatchObject([
      { code: 'done', apiKeyId: apiKey.id },
      { code: 'done', apiKeyId: apiKey.id },
    ]);
    expect(await send('apiKeyRevoke', input)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await verified(secret)).toEqual([null]);
    expect(await listed(ada.viewer)).toMatchObject({ account: expect.not.arrayContaining([apiKey.id]) });
    const events = (await announcedIn(stage, accountId, 'api_key.')).filter(
      ({ subject }) => subject.id === uuidOf(apiKey.id),
    );
    expect(events.map(({ type, payload }) => [type, payload['version']])).toEqual([
      ['api_key.created', 1],
      ['api_key.revoked', 2],
    ]);
  });
});
