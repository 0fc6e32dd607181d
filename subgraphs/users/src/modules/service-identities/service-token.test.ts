import { createHmac, createPrivateKey, createPublicKey, randomUUID } from 'node:crypto';
import { globalId } from '@trivet/platform';
import { calculateJwkThumbprint, exportJWK, SignJWT, UnsecuredJWT } from 'jose';
import * as openid from 'openid-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { accountOf } from '../../tests/members-fixture.ts';
import {
  assertionOf,
  assertionType,
  exchange,
  formOf,
  newProgram,
  newProgramKey,
  type Program,
  requestToken,
  type TokenAnswer,
  tokenUrl,
} from '../../tests/service-identities-fixture.ts';
import { type Person, startUsers, type UsersStage, uuidOf } from '../../tests/users-fixture.ts';

let stage: UsersStage;
let ada: Person;
let accountId: string;
let program: Program;
beforeAll(async () => {
  stage = await startUsers('service tokens', { environment: { SERVICE_TOKEN_LIMIT_NETWORK: '1000/60' } });
  ada = await stage.person();
  accountId = await accountOf(stage, ada);
  program = await newProgram(stage, ada, { accountId });
});
// So that no test uses up what another one's program may; to a whole second, of which tokens count.
beforeEach(() => stage.host.clock.advance(61_000 - (stage.host.clock.now().getTime() % 1000)));
afterAll(() => stage?.stop());

const nowhere = () => undefined;
const refusal = {
  status: 401,
  body: { error: 'invalid_client', error_description: 'The client assertion is not good.' },
};
const noStore = { 'cache-control': 'no-store', pragma: 'no-cache', 'content-type': 'application/json' };
const send = (assertion: string, more: Readonly<Record<string, string>> = {}) =>
  requestToken(stage, formOf(assertion, more));
const signed = (claims: object = {}, header: object = {}) => assertionOf(stage, program, { ...claims }, { ...header });

describe('what a program has signed', () => {
  it.each(['EdDSA', 'ES256', 'PS256', 'RS256'] as const)(
    'by %s is exchanged for a token of ten minutes',
    async (algorithm) => {
      const robot = await newProgram(stage, ada, { accountId, key: await newProgramKey(algorithm) });
      const answer = await exchange(stage, robot);
      expect(answer).toEqual({
        status: 200,
        headers: noStore,
        body: {
          access_token: expect.any(String),
          token_type: 'Bearer',
          expires_in: 600,
          scope: 'account:read resources:read',
        },
      });
      const viewer = await stage.accessTokens.verifyBearer(answer.body.access_token, nowhere);
      expect(viewer).toEqual({
        kind: 'key',
        keyId: uuidOf(robot.id),
        owner: { accountId: uuidOf(accountId) },
        scopes: ['account:read', 'resources:read'],
        grantId: expect.any(String),
      });
      const [, claims = ''] = answer.body.access_token.split('.');
      expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
        ...{ sub: robot.id, client_id: robot.id, iss: 'trivet', aud: 'trivet', jti: expect.any(String) },
        ...{ scope: 'account:read resources:read', iat: expect.any(Number), exp: expect.any(Number) },
      });
      await expect(stage.accessTokens.verify(answer.body.access_token)).rejects.toMatchObject({
        code: 'UNAUTHENTICATED',
      });
    },
  );

  it('may name the issuer or the endpoint, its type, and the algorithm of its key by its other name', async () => {
    const good = [
      await signed({ aud: 'trivet' }),
      await signed({}, { typ: 'JWT' }),
      await signed({}, { typ: 'client-authentication+jwt' }),
      await signed({}, { alg: 'Ed25519' }),
      await signed({ iat: undefined }),
      await signed({ exp: seconds(300) }),
    ];
    for (const assertion of good) expect(await send(assertion)).toMatchObject({ status: 200 });
    expect(await send(await signed(), { client_id: program.id })).toMatchObject({ status: 200 });
  });

  it('asks for less than the identity has, and for nothing besides', async () => {
    const less = await exchange(stage, program, { scope: 'resources:read' });
    expect(less.body.scope).toBe('resources:read');
    expect(await stage.accessTokens.verifyBearer(less.body.access_token, nowhere)).toMatchObject({
      scopes: ['resources:read'],
    });
    for (const scope of ['resources:read resources:write', 'admin', 'resources:read  account:read', '"'])
      expect(await exchange(stage, program, { scope }), scope).toMatchObject({
        status: 400,
        body: { error: 'invalid_scope' },
      });
  });

  it('is good once, and of twenty at once for one', async () => {
    const assertion = await signed();
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(assertion)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(401)]);
    expect(await send(assertion)).toMatchObject(refusal);
    // The `jti` counts, whatever else is signed with it; and another program's is its own.
    const jti = randomUUID();
    expect(await send(await signed({ jti }))).toMatchObject({ status: 200 });
    expect(await send(await signed({ jti, exp: seconds(90) }))).toMatchObject(refusal);
    const other = await newProgram(stage, ada, { accountId });
    expect(await requestToken(stage, formOf(await assertionOf(stage, other, { jti })))).toMatchObject({ status: 200 });
  });

  it('stays good when it asked for too much', async () => {
    const assertion = await signed();
    expect(await send(assertion, { scope: 'members:read' })).toMatchObject({ status: 400 });
    expect(await send(assertion)).toMatchObject({ status: 200 });
  });

  it('is kept until it has ended, and no longer', async () => {
    const kept = async () => {
      const rows = await stage.host.admin`select jti_hash from users.client_assertions`;
      return rows.length;
    };
    // As every process that works does when it starts, and now and then.
    const sweep = async () => (await stage.startAnother()).stop();
    stage.host.clock.advance(600_000);
    await sweep();
    expect(await kept()).toBe(0);
    const assertion = await signed({ exp: seconds(60) });
    await send(assertion);
    stage.host.clock.advance(89_000);
    await sweep();
    expect(await kept()).toBe(1);
    expect(await send(assertion)).toMatchObject(refusal);
    stage.host.clock.advance(2_000);
    await sweep();
    expect(await kept()).toBe(0);
    expect(await send(assertion)).toMatchObject(refusal);
  });

  it('is kept as long where it ends between two seconds', async () => {
    const assertion = await signed({ exp: seconds(60) + 0.5 });
    await send(assertion);
    stage.host.clock.advance(90_900);
    await (await stage.startAnother()).stop();
    expect(await send(assertion)).toMatchObject(refusal);
  });
});

/** As JSON has it, from now. */
function seconds(ahead: number): number {
  return Math.floor(stage.host.clock.now().getTime() / 1000) + ahead;
}

async function unsignedOf(claims: object = {}): Promise<string> {
  const { id } = program;
  return new UnsecuredJWT({ iss: id, sub: id, aud: tokenUrl, exp: seconds(60), jti: randomUUID(), ...claims }).encode();
}

describe('a program is refused, always in the same words,', () => {
  const attacks: Readonly<Record<string, () => Promise<string>>> = {
    'without a signature': () => unsignedOf(),
    'without a signature, under the name of its key': async () => {
      const header = Buffer.from(JSON.stringify({ alg: 'none', kid: program.key.kid })).toString('base64url');
      return `${header}.${(await unsignedOf()).split('.')[1]}.`;
    },
    'with its public key as a secret': async () => {
      const [, claims] = (await unsignedOf()).split('.');
      const header = Buffer.from(JSON.stringify({ alg: 'HS256', kid: program.key.kid })).toString('base64url');
      const secret = createPublicKey({ key: program.key.publicJwk, format: 'jwk' }).export({
        format: 'pem',
        type: 'spki',
      });
      const signature = createHmac('sha256', secret).update(`${header}.${claims}`).digest('base64url');
      return `${header}.${claims}.${signature}`;
    },
    'by another key under the name of its own': async () =>
      assertionOf(stage, { id: program.id, key: { ...(await newProgramKey()), kid: program.key.kid } }),
    'by a key that comes along': async () => {
      const own = await newProgramKey('EdDSA', program.key.kid);
      return assertionOf(stage, { id: program.id, key: own }, {}, { jwk: own.publicJwk });
    },
    'by a key that it does not have': async () => assertionOf(stage, { id: program.id, key: await newProgramKey() }),
    'by a key of another program': async () => {
      const other = await newProgram(stage, ada, { accountId });
      return assertionOf(stage, { id: program.id, key: other.key });
    },
    'by another algorithm than its key is for': async () => {
      const key = await newProgramKey('PS256');
      const robot = await newProgram(stage, ada, { accountId, key });
      const privateKey = createPrivateKey({
        key: await exportJWK(key.privateKey as Parameters<typeof exportJWK>[0]),
        format: 'jwk',
      });
      return assertionOf(stage, { id: robot.id, key: { ...key, algorithm: 'RS256', privateKey } });
    },
    'without the name of a key': () => signed({}, { kid: undefined }),
    'by a key whose name no database takes': () => signed({}, { kid: 'a\u0000b' }),
    'that there never was': async () => assertionOf(stage, { id: globalId('svc', randomUUID()), key: program.key }),
    'by an id of another sort': async () =>
      assertionOf(stage, { id: globalId('key', uuidOf(program.id)), key: program.key }),
    'by its id written otherwise': () => signed({ sub: program.id.toUpperCase(), iss: program.id.toUpperCase() }),
    'for another audience': () => signed({ aud: 'https://other.example.com/auth/token' }),
    'for the endpoint with a slash more': () => signed({ aud: `${tokenUrl}/` }),
    'for us among others': () => signed({ aud: [tokenUrl, 'https://other.example.com'] }),
    'for us in a list': () => signed({ aud: [tokenUrl] }),
    'for nobody': () => signed({ aud: undefined }),
    'with another issuer': () => signed({ iss: globalId('svc', randomUUID()) }),
    'without an issuer': () => signed({ iss: undefined }),
    'without a subject': () => signed({ sub: undefined }),
    'when it has ended': () => signed({ exp: seconds(-31) }),
    'when it never ends': () => signed({ exp: undefined }),
    'when it ends too late': () => signed({ exp: seconds(331) }),
    'when it was signed in the future': () => signed({ iat: seconds(31) }),
    'when it is not good yet': () => signed({ nbf: seconds(31) }),
    'without a name of its own': () => signed({ jti: undefined }),
    'with an empty name': () => signed({ jti: '' }),
    'with a name that is too long': () => signed({ jti: 'x'.repeat(257) }),
    'as another type of token': () => signed({}, { typ: 'at+jwt' }),
    'with what it takes to be critical': () => {
      const { id, key } = program;
      return new SignJWT({ iss: id, sub: id, aud: tokenUrl, exp: seconds(60), jti: randomUUID() })
        .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, crit: ['ours'], ours: true })
        .sign(key.privateKey, { crit: { ours: true } });
    },
    'with too much': () => signed({ note: 'x'.repeat(9_000) }),
    'with what is none': async () => 'a.b.c',
    'with nonsense': async () => '☃',
    'by its own access token': async () => (await exchange(stage, program)).body.access_token,
  };

  it.each(Object.keys(attacks))('%s', async (name) => {
    const assertion = await attacks[name]?.();
    expect(await send(String(assertion))).toMatchObject(refusal);
    expect(await send(await signed())).toMatchObject({ status: 200 });
  });

  it('under another client_id beside what it signed', async () => {
    const other = await newProgram(stage, ada, { accountId });
    expect(await send(await signed(), { client_id: other.id })).toMatchObject(refusal);
  });

  it('from elsewhere than its networks, with a token too', async () => {
    const robot = await newProgram(stage, ada, { accountId, networks: ['192.0.2.0/24'] });
    const from = async (address: string) => requestToken(stage, formOf(await assertionOf(stage, robot)), { address });
    expect(await from('198.51.100.1')).toMatchObject(refusal);
    const { body } = await from('192.0.2.9');
    const verify = (address: string | undefined) => stage.accessTokens.verifyBearer(body.access_token, () => address);
    expect(await verify('192.0.2.10')).toMatchObject({ kind: 'key' });
    for (const address of ['198.51.100.1', undefined])
      await expect(verify(address)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('when its key is taken away while it asks', async () => {
    const robot = await newProgram(stage, ada, { accountId });
    const { admin } = stage.host;
    const answer = await admin.begin(async (tx) => {
      await tx`select 1 from users.service_identities where id = ${uuidOf(robot.id)} for update`;
      const asked = exchange(stage, robot);
      await vi.waitFor(async () => {
        const waiting = await admin`
          select 1 from pg_stat_activity
          where datname = current_database() and usename = 'trivet_users' and wait_event_type = 'Lock'`;
        expect(waiting).toHaveLength(1);
      });
      await tx`delete from users.service_identity_keys where service_identity_id = ${uuidOf(robot.id)}`;
      return { asked };
    });
    expect(await answer.asked).toMatchObject(refusal);
  });

  it('after its end, which no token outlives', async () => {
    const { clock } = stage.host;
    const robot = await newProgram(stage, ada, {
      accountId,
      expiresAt: new Date(clock.now().getTime() + 120_000).toISOString(),
    });
    const { body } = await exchange(stage, robot);
    expect(body.expires_in).toBe(120);
    expect(await stage.accessTokens.verifyBearer(body.access_token, nowhere)).toMatchObject({
      endsAt: new Date(clock.now().getTime() + 120_000),
    });
    clock.advance(120_000);
    expect(await exchange(stage, robot)).toMatchObject(refusal);
  });

  it('in the second of its end, as its tokens are over by then', async () => {
    const { clock } = stage.host;
    const expiresAt = new Date(clock.now().getTime() + 60_900).toISOString();
    const robot = await newProgram(stage, ada, { accountId, expiresAt });
    clock.advance(59_500);
    expect((await exchange(stage, robot)).body.expires_in).toBe(0);
    clock.advance(800);
    expect(await exchange(stage, robot)).toMatchObject(refusal);
  });
});

describe('a request', () => {
  const refused = async (answer: Promise<TokenAnswer>, error: string) => {
    const { status, headers, body } = await answer;
    expect([status, body.error]).toEqual([400, error]);
    expect(headers).toMatchObject(noStore);
  };

  it('is a form, each parameter once, with an assertion and for client credentials', async () => {
    const form = formOf(await signed());
    const text = new URLSearchParams(form).toString();
    const ask = (given: Record<string, string> | string, more = {}) => requestToken(stage, given, more);
    await refused(ask(form, { headers: { 'content-type': 'application/json' }, body: form }), 'invalid_request');
    await refused(ask(form, { headers: {} }), 'invalid_request');
    await refused(ask(form, { body: undefined }), 'invalid_request');
    await refused(ask(`${text}&scope=account%3Aread&scope=resources%3Aread`), 'invalid_request');
    await refused(ask(`${text}&client_assertion=x`), 'invalid_request');
    await refused(ask({ ...form, grant_type: 'authorization_code' }), 'unsupported_grant_type');
    await refused(ask({ ...form, grant_type: '' }), 'invalid_request');
    await refused(ask({ ...form, client_assertion: '' }), 'invalid_request');
    await refused(ask({ ...form, client_assertion_type: `${assertionType}x` }), 'invalid_request');
    await refused(ask({ ...form, client_secret: 'secret' }), 'invalid_request');
    await refused(ask({ ...form, note: 'x'.repeat(16 * 1024) }), 'invalid_request');
    // What we do not know counts for nothing, and neither does what is empty (RFC 6749, section 3.2).
    expect(await ask({ ...form, resource: 'https://other.example.com', scope: '' })).toMatchObject({ status: 200 });
  });

  it('that fails is counted by its network, and one that does not by its identity', async () => {
    const few = await startUsers('few service tokens', {
      environment: { SERVICE_TOKEN_LIMIT: '2/60', SERVICE_TOKEN_LIMIT_NETWORK: '3/60' },
    });
    try {
      const eve = await few.person();
      const robot = await newProgram(few, eve, { accountId: await accountOf(few, eve) });
      const bad = () => requestToken(few, formOf('a.b.c'));
      expect((await Promise.all([bad(), bad(), bad()])).map(({ status }) => status)).toEqual([401, 401, 401]);
      expect(await bad()).toMatchObject({
        status: 429,
        headers: { ...noStore, 'retry-after': expect.stringMatching(/^\d+$/) },
        body: { error: 'temporarily_unavailable' },
      });
      const elsewhere = async () =>
        requestToken(few, formOf(await assertionOf(few, robot)), { address: '203.0.113.5' });
      expect([(await elsewhere()).status, (await elsewhere()).status, (await elsewhere()).status]).toEqual([
        200, 200, 429,
      ]);
      few.host.clock.advance(60_000);
      expect((await exchange(few, robot)).status).toBe(200);
    } finally {
      await few.stop();
    }
  });

  it('leaves nothing of what it held in the log', async () => {
    const assertion = await signed();
    const { body } = await send(assertion);
    await send(assertion);
    const lines = JSON.stringify(stage.host.lines);
    for (const secret of [assertion, body.access_token]) expect(lines).not.toContain(secret);
    expect(lines).toContain('used before');
  });
});

it('is what a client of others asks for, as OAuth has it', async () => {
  const { body } = await exchange(stage, program);
  const key = await newProgramKey();
  const robot = await newProgram(stage, ada, { accountId, key });
  const configuration = new openid.Configuration(
    { issuer: 'trivet', token_endpoint: tokenUrl },
    robot.id,
    // The clock of the test goes ahead of the machine's.
    { [openid.clockSkew]: Math.round((stage.host.clock.now().getTime() - Date.now()) / 1000) },
    openid.PrivateKeyJwt({ key: key.privateKey, kid: key.kid } as Parameters<typeof openid.PrivateKeyJwt>[0]),
  );
  openid.allowInsecureRequests(configuration);
  configuration[openid.customFetch] = async (url, { headers, body: form }) => {
    expect(url).toBe(tokenUrl);
    const answer = await requestToken(stage, String(form), { headers: { 'content-type': headers['content-type'] } });
    return new Response(JSON.stringify(answer.body), { status: answer.status, headers: answer.headers });
  };
  const { access_token: token, scope } = await openid.clientCredentialsGrant(configuration, {
    scope: 'resources:read',
  });
  expect(scope).toBe('resources:read');
  expect(token).not.toBe(body.access_token);
  expect(await stage.accessTokens.verifyBearer(token, nowhere)).toMatchObject({ keyId: uuidOf(robot.id) });
});

it('knows a key without a name by its thumbprint', async () => {
  const key = await newProgramKey();
  const { kid: _, ...publicJwk } = key.publicJwk;
  const kid = await calculateJwkThumbprint(publicJwk);
  const robot = await newProgram(stage, ada, { accountId, key: { ...key, kid, publicJwk } });
  expect(await exchange(stage, robot)).toMatchObject({ status: 200 });
});
