import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { globalId, type SubscriptionStream, type Viewer } from '@trivet/platform';
import { exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accountOf, announcedIn, join } from '../../tests/members-fixture.ts';
import { exchange, newProgram, newProgramKey, type Program } from '../../tests/service-identities-fixture.ts';
import { type Person, startUsers, type UsersStage, uuidOf } from '../../tests/users-fixture.ts';

let stage: UsersStage;
let ada: Person;
let accountId: string;
beforeAll(async () => {
  stage = await startUsers('service identities');
  ada = await stage.person();
  accountId = await accountOf(stage, ada);
});
beforeEach(() => stage.host.clock.advance(60_000));
afterAll(() => stage?.stop());

const fields = `id name scopes networks keys { kid algorithm } version createdBy { id } expiresAt lastUsedAt`;
const documents = {
  serviceIdentityCreate: `mutation ($input: ServiceIdentityCreateInput!) { serviceIdentityCreate(input: $input) { serviceIdentity { ${fields} } userErrors { code path } } }`,
  serviceIdentityUpdate: `mutation ($input: ServiceIdentityUpdateInput!) { serviceIdentityUpdate(input: $input) { serviceIdentity { ${fields} } userErrors { code path } } }`,
  serviceIdentityKeyAdd: `mutation ($input: ServiceIdentityKeyAddInput!) { serviceIdentityKeyAdd(input: $input) { serviceIdentity { ${fields} } userErrors { code path } } }`,
  serviceIdentityKeyRemove: `mutation ($input: ServiceIdentityKeyRemoveInput!) { serviceIdentityKeyRemove(input: $input) { serviceIdentity { ${fields} } userErrors { code path } } }`,
  serviceIdentityRemove: `mutation ($input: ServiceIdentityRemoveInput!) { serviceIdentityRemove(input: $input) { serviceIdentityId userErrors { code path } } }`,
};

interface By {
  readonly by?: Viewer;
  readonly key?: string;
}

async function send(field: keyof typeof documents, input: object, { by = ada.viewer, key }: By = {}) {
  const { data, errors } = await stage.ask(by, documents[field], { input }, { idempotencyKey: key });
  const [fault] = data?.[field].userErrors ?? [];
  const code = errors?.[0]?.extensions?.['code'] ?? fault?.code ?? 'done';
  return { ...data?.[field], code, path: fault?.path };
}

const create = async (input: object = {}, by: By = {}) =>
  send(
    'serviceIdentityCreate',
    { accountId, name: 'Robot', scopes: ['resources:read'], publicKey: (await newProgramKey()).publicJwk, ...input },
    by,
  );

const router: Viewer = { kind: 'service', service: 'router' };

/** Whether routers are to take the token for good, when they ask. */
async function isActive(token: string): Promise<boolean> {
  const viewer = await stage.accessTokens.verifyBearer(token, () => undefined);
  if (viewer.kind !== 'key') throw new Error('This is a person.');
  const document = 'query ($a: ID!, $g: ID!) { _serviceGrantIsActive(accountId: $a, grantId: $g) }';
  const { data } = await stage.ask(router, document, { a: uuidOf(accountId), g: viewer.grantId });
  return data._serviceGrantIsActive;
}

async function tokenOf(program: Pick<Program, 'id' | 'key'>): Promise<string> {
  const { status, body } = await exchange(stage, program);
  expect(status).toBe(200);
  return body.access_token;
}

async function viewerOf(program: Program): Promise<Viewer> {
  return stage.accessTokens.verifyBearer(await tokenOf(program), () => undefined);
}

describe('a service identity', () => {
  it('has a name, scopes and a public key; says when it was last used; and is announced without any of it', async () => {
    const key = await newProgramKey('ES256');
    const { serviceIdentity, code } = await create({
      name: ' Nightly ',
      networks: ['192.0.2.1'],
      publicKey: key.publicJwk,
    });
    expect(code).toBe('done');
    expect(serviceIdentity).toEqual({
      id: expect.stringMatching(/^svc_/),
      name: 'Nightly',
      scopes: ['resources:read'],
      networks: ['192.0.2.1'],
      keys: [{ kid: key.kid, algorithm: 'ES256' }],
      version: 1,
      createdBy: { id: globalId('usr', ada.id) },
      expiresAt: null,
      lastUsedAt: null,
    });
    const robot = await newProgram(stage, ada, { accountId });
    await tokenOf(robot);
    const { data } = await stage.ask(ada.viewer, listDocument, { id: accountId });
    const { nodes } = data.account.serviceIdentities;
    expect(nodes.find(({ id }: { id: string }) => id === robot.id).lastUsedAt).toBe(
      stage.host.clock.now().toISOString(),
    );
    const events = await announcedIn(stage, accountId, 'service_identity.');
    expect(events[0]).toMatchObject({
      type: 'service_identity.created',
      actor: ada.id,
      payload: { serviceIdentityId: uuidOf(serviceIdentity.id), accountId: uuidOf(accountId), version: 1 },
    });
    expect(JSON.stringify(events)).not.toContain('Nightly');
  });

  it('acts for its account as far as its scopes go, is nobody, and the trail names it', async () => {
    const robot = await newProgram(stage, ada, { accountId, scopes: ['account:read', 'account:update'] });
    const by = await viewerOf(robot);
    const update = (id: string) =>
      stage.ask(
        by,
        'mutation ($id: ID!) { accountUpdate(input: { accountId: $id, name: "By a robot", expectedVersion: 1 }) { account { name } userErrors { code } } }',
        { id },
      );
    expect((await update(accountId)).data.accountUpdate).toEqual({ account: { name: 'By a robot' }, userErrors: [] });
    expect((await update(await accountOf(stage, ada))).data.accountUpdate).toMatchObject({
      userErrors: [{ code: 'NOT_FOUND' }],
    });
    const { data } = await stage.ask(by, '{ viewer { id } }');
    expect(data.viewer).toBeNull();
    const [event] = await announcedIn(stage, accountId, 'account.updated');
    expect(event).toMatchObject({ actor: null, credential: robot.id });
    await expect
      .poll(async () => {
        const trail =
          'query ($id: ID!) { account(id: $id) { auditLog(filter: { actions: ["account.updated"] }) { nodes { actor { id } credentialKind credentialId } } } }';
        return (await stage.ask(ada.viewer, trail, { id: accountId })).data.account.auditLog.nodes;
      })
      .toEqual([{ actor: null, credentialKind: 'SERVICE_IDENTITY', credentialId: robot.id }]);
  });

  it('makes and sees no service identities, whatever its scopes', async () => {
    const robot = await newProgram(stage, ada, { accountId, scopes: ['account:read'] });
    const by = await viewerOf(robot);
    expect(await create({}, { by })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await send('serviceIdentityRemove', { serviceIdentityId: robot.id }, { by })).toMatchObject({
      code: 'FORBIDDEN',
    });
    expect((await stage.ask(by, listDocument, { id: accountId })).data.account.serviceIdentities).toBeNull();
  });
});

const listDocument =
  'query ($id: ID!) { account(id: $id) { serviceIdentities(first: 100) { nodes { id lastUsedAt } } } }';

describe('who makes a service identity', () => {
  it('gives it nothing that he may not do himself, a key included, and needs the permission', async () => {
    const [max, vera, stan] = [await stage.person(), await stage.person(), await stage.person()];
    await join(stage, accountId, max, 'member');
    await join(stage, accountId, vera, 'admin');
    expect(await create({}, { by: max.viewer })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await create({}, { by: stan.viewer })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await create({}, { by: vera.viewer })).toMatchObject({ code: 'done' });
    const { data } = await stage.ask(
      ada.viewer,
      'mutation ($id: ID!) { roleCreate(input: { accountId: $id, name: "Operator", permissions: ["service-identities:manage", "resources:read"] }) { role { id } } }',
      { id: accountId },
    );
    await stage.host.admin`
      update users.members set role = null, role_id = ${uuidOf(data.roleCreate.role.id)}
      where user_id = ${max.id} and account_id = ${uuidOf(accountId)}`;
    const as = { by: max.viewer };
    const strong = await newProgram(stage, ada, { accountId, scopes: ['resources:write'] });
    expect(await create({}, as)).toMatchObject({ code: 'done' });
    expect(await create({ scopes: ['resources:write'] }, as)).toMatchObject({ code: 'FORBIDDEN' });
    const serviceIdentityId = strong.id;
    const { publicJwk: publicKey } = await newProgramKey();
    expect(await send('serviceIdentityKeyAdd', { serviceIdentityId, publicKey }, as)).toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(
      await send('serviceIdentityUpdate', { serviceIdentityId, expectedVersion: 1, scopes: ['resources:read'] }, as),
    ).toMatchObject({ code: 'FORBIDDEN' });
    // To end one takes nothing besides.
    expect(await send('serviceIdentityKeyRemove', { serviceIdentityId, kid: strong.key.kid }, as)).toMatchObject({
      code: 'done',
    });
    expect(await send('serviceIdentityRemove', { serviceIdentityId }, as)).toMatchObject({ code: 'done' });
  });

  it('has a verified address, and has proved of late who he is', async () => {
    const eve = await stage.person({}, { verified: false });
    const hers = await accountOf(stage, eve);
    expect(await create({ accountId: hers }, { by: eve.viewer })).toMatchObject({ code: 'EMAIL_NOT_VERIFIED' });
    const { viewer } = ada;
    const robot = await newProgram(stage, ada, { accountId });
    stage.host.clock.advance(601_000);
    const old = { by: viewer.kind === 'user' ? { ...viewer, authenticatedAt: new Date(0) } : viewer };
    const { publicJwk: publicKey } = await newProgramKey();
    for (const answer of [
      await create({}, old),
      await send('serviceIdentityKeyAdd', { serviceIdentityId: robot.id, publicKey }, old),
      await send('serviceIdentityUpdate', { serviceIdentityId: robot.id, expectedVersion: 1, name: 'X' }, old),
    ])
      expect(answer).toMatchObject({ code: 'REAUTHENTICATION_REQUIRED' });
    expect(await send('serviceIdentityRemove', { serviceIdentityId: robot.id }, old)).toMatchObject({ code: 'done' });
  });

  it('gives a public key that is good for signatures, and never a private one', async () => {
    const jwkOf = (pair: { publicKey: { export(options: { format: 'jwk' }): object } }) =>
      pair.publicKey.export({ format: 'jwk' });
    const { publicJwk } = await newProgramKey();
    const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
    const rsa = (modulusLength: number, publicExponent = 65_537) =>
      jwkOf(generateKeyPairSync('rsa', { modulusLength, publicExponent }));
    const refused: readonly unknown[] = [
      await exportJWK(privateKey),
      { kty: 'oct', k: 'c2VjcmV0' },
      { ...rsa(1024), alg: 'PS256' },
      { ...rsa(2048, 3), alg: 'PS256' },
      rsa(2048),
      { ...rsa(2048), alg: 'RS1' },
      { ...rsa(2048), alg: 'HS256' },
      jwkOf(generateKeyPairSync('ec', { namedCurve: 'secp256k1' })),
      jwkOf(generateKeyPairSync('ec', { namedCurve: 'P-384' })),
      { ...jwkOf(generateKeyPairSync('ec', { namedCurve: 'P-256' })), x: 'AAAA' },
      jwkOf(generateKeyPairSync('x25519')),
      jwkOf(generateKeyPairSync('ed448')),
      { ...publicJwk, alg: 'HS256' },
      { ...publicJwk, use: 'enc' },
      { ...publicJwk, key_ops: ['encrypt'] },
      { ...publicJwk, kid: '' },
      { ...publicJwk, kid: 'a b' },
      { ...publicJwk, kid: 'x'.repeat(129) },
      { ...publicJwk, kid: 7 },
      'a key',
      [],
      null,
    ];
    for (const publicKey of refused) {
      const answer = await create({ publicKey });
      const code = publicKey === null ? 'BAD_USER_INPUT' : 'INVALID_INPUT';
      expect(answer, JSON.stringify(publicKey)).toMatchObject({ code });
    }
    for (const publicKey of [
      { ...publicJwk, use: 'sig', key_ops: ['verify'], alg: undefined },
      { ...rsa(2048), alg: 'RS256' },
      jwkOf(generateKeyPairSync('ec', { namedCurve: 'P-256' })),
    ])
      expect(await create({ publicKey }), JSON.stringify(publicKey)).toMatchObject({ code: 'done' });
  });

  it('gives scopes that a program can have, networks, and an end that is to come', async () => {
    for (const [input, path] of [
      [{ scopes: [] }, 'scopes'],
      [{ scopes: ['everything'] }, 'scopes'],
      [{ scopes: ['members:manage'] }, 'scopes'],
      [{ scopes: ['service-identities:manage'] }, 'scopes'],
      [{ networks: ['example.com'] }, 'networks'],
      [{ name: ' ' }, 'name'],
      [{ expiresAt: stage.host.clock.now().toISOString() }, 'expiresAt'],
    ] as const)
      expect(await create(input), path).toMatchObject({ code: 'INVALID_INPUT', path: ['input', path] });
  });

  it('makes one of one request that comes twice', async () => {
    const { publicJwk: publicKey } = await newProgramKey();
    const key = randomUUID();
    const [first, second] = [await create({ publicKey }, { key }), await create({ publicKey }, { key })];
    expect(second.serviceIdentity.id).toBe(first.serviceIdentity.id);
  });
});

describe('tokens of a service identity count no longer', () => {
  const follow = async (): Promise<SubscriptionStream> => {
    const query = 'subscription { _sessionsRevoked { keyIds } }';
    const answer = await stage.users.subscribe({ query, viewer: router, requestId: randomUUID() });
    if (!(Symbol.asyncIterator in answer)) throw new Error(answer.errors?.[0]?.message);
    return answer;
  };
  /** Until it is told of. */
  const heard = async (feed: SubscriptionStream, grantId: string | undefined) => {
    for await (const { data } of feed) {
      const told = data?.['_sessionsRevoked'] as { readonly keyIds: readonly string[] } | undefined;
      if (told?.keyIds.includes(String(grantId))) return;
    }
    throw new Error('The stream has ended.');
  };
  const ends: Readonly<Record<string, (robot: Program) => Promise<unknown>>> = {
    'when it is removed': ({ id }) => send('serviceIdentityRemove', { serviceIdentityId: id }),
    'when a key is taken away': ({ id, key }) =>
      send('serviceIdentityKeyRemove', { serviceIdentityId: id, kid: key.kid }),
    'when it has other scopes': ({ id }) =>
      send('serviceIdentityUpdate', { serviceIdentityId: id, expectedVersion: 1, scopes: ['account:read'] }),
    'when it has other networks': ({ id }) =>
      send('serviceIdentityUpdate', { serviceIdentityId: id, expectedVersion: 1, networks: ['192.0.2.1'] }),
    'when it has another end': ({ id }) =>
      send('serviceIdentityUpdate', {
        serviceIdentityId: id,
        expectedVersion: 1,
        expiresAt: new Date(stage.host.clock.now().getTime() + 900_000).toISOString(),
      }),
  };

  it.each(Object.keys(ends))(
    '%s, of which routers are told, and those too that begin to listen later',
    async (name) => {
      const robot = await newProgram(stage, ada, { accountId });
      const viewer = await viewerOf(robot);
      const token = await tokenOf(robot);
      const grantId = viewer.kind === 'key' ? viewer.grantId : undefined;
      const feed = await follow();
      expect(await isActive(token)).toBe(true);
      expect(await ends[name]?.(robot)).toMatchObject({ code: 'done' });
      await heard(feed, grantId);
      await feed.return(undefined);
      const later = await follow();
      await heard(later, grantId);
      await later.return(undefined);
      expect(await isActive(token)).toBe(false);
    },
  );

  it('but go on after another name, and another key', async () => {
    const robot = await newProgram(stage, ada, { accountId });
    const token = await tokenOf(robot);
    const serviceIdentityId = robot.id;
    expect(
      await send('serviceIdentityUpdate', { serviceIdentityId, expectedVersion: 1, name: 'Renamed' }),
    ).toMatchObject({
      code: 'done',
      serviceIdentity: { name: 'Renamed', version: 2, scopes: ['account:read', 'resources:read'] },
    });
    const next = await newProgramKey('PS256');
    expect(await send('serviceIdentityKeyAdd', { serviceIdentityId, publicKey: next.publicJwk })).toMatchObject({
      serviceIdentity: { keys: [{ kid: robot.key.kid }, { kid: next.kid, algorithm: 'PS256' }], version: 3 },
    });
    expect(await isActive(token)).toBe(true);
    // Both sign, until the first is taken away.
    await tokenOf({ id: robot.id, key: next });
    await tokenOf(robot);
    await send('serviceIdentityKeyRemove', { serviceIdentityId, kid: robot.key.kid });
    expect((await exchange(stage, robot)).status).toBe(401);
    await tokenOf({ id: robot.id, key: next });
  });

  it('when their account is deleted', async () => {
    const gone = await accountOf(stage, ada);
    const robot = await newProgram(stage, ada, { accountId: gone });
    const viewer = await viewerOf(robot);
    const feed = await follow();
    await stage.ask(
      ada.viewer,
      'mutation ($id: ID!) { accountDelete(input: { accountId: $id, expectedVersion: 1 }) { userErrors { code } } }',
      { id: gone },
    );
    stage.host.clock.advance(14 * 24 * 3_600_000);
    // As every process that works does when it starts, and each hour.
    await (await stage.startAnother()).stop();
    await heard(feed, viewer.kind === 'key' ? viewer.grantId : undefined);
    await feed.return(undefined);
    expect((await exchange(stage, robot)).status).toBe(401);
  });
});

it('an editor who has not seen the present version is told of it, and a stranger of nothing', async () => {
  const robot = await newProgram(stage, ada, { accountId });
  const input = { serviceIdentityId: robot.id, expectedVersion: 9, name: 'X' };
  expect(await send('serviceIdentityUpdate', input)).toMatchObject({
    code: 'VERSION_CONFLICT',
    serviceIdentity: { name: 'Robot', version: 1 },
  });
  const eve = await stage.person();
  for (const serviceIdentityId of [robot.id, globalId('svc', randomUUID())]) {
    const by = { by: eve.viewer };
    expect(await send('serviceIdentityUpdate', { ...input, serviceIdentityId }, by)).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await send('serviceIdentityKeyRemove', { serviceIdentityId, kid: 'x' }, by)).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await send('serviceIdentityRemove', { serviceIdentityId }, by)).toMatchObject({ code: 'NOT_FOUND' });
  }
  for (const kid of ['x', 'a\u0000b'])
    expect(await send('serviceIdentityKeyRemove', { serviceIdentityId: robot.id, kid })).toMatchObject({
      code: 'NOT_FOUND',
    });
});

it('five keys are what it has at most, and no name of one comes twice', async () => {
  const robot = await newProgram(stage, ada, { accountId });
  const serviceIdentityId = robot.id;
  const again = { ...(await newProgramKey()).publicJwk, kid: robot.key.kid };
  expect(await send('serviceIdentityKeyAdd', { serviceIdentityId, publicKey: again })).toMatchObject({
    code: 'INVALID_INPUT',
  });
  const add = async () =>
    (await send('serviceIdentityKeyAdd', { serviceIdentityId, publicKey: (await newProgramKey()).publicJwk })).code;
  expect(await Promise.all([add(), add(), add(), add(), add()]).then((codes) => codes.sort())).toEqual([
    'INVALID_INPUT',
    'done',
    'done',
    'done',
    'done',
  ]);
});
