import { hashOfApiKey, newApiKeySecret } from '@trivet/identity';
import { expect, it } from 'vitest';
import { closedPort, httpTransport } from '../tests/remote.ts';
import { testSubgraph } from '../tests/test-graph.ts';
import { InProcessTransport } from '../transports/in-process.ts';
import { ApiKeys } from './api-keys.ts';

const refused = expect.objectContaining({ code: 'UNAUTHENTICATED' });
const start = Date.parse('2026-11-26T12:00:00Z');

interface Kept {
  readonly keyId: string;
  readonly accountId?: string;
  readonly userId?: string;
  readonly networks?: readonly string[];
  readonly expiresAt?: string;
}

/** A subgraph that keeps keys, and a router's knowledge of them. */
function setup() {
  const kept = new Map<string, Kept>();
  const asked: (readonly string[])[] = [];
  const revoked = new Set<string>();
  const state = { now: start, isCurrent: true, era: 1 };
  const subgraph = testSubgraph(
    'users',
    `type Query { _apiKeys(hashes: [String!]!): [Key]! }
     type Key { keyId: ID! accountId: ID userId: ID scopes: [String!]! networks: [String!]! expiresAt: String }`,
    {
      Query: {
        _apiKeys: (_: unknown, { hashes }: { hashes: readonly string[] }) => {
          asked.push(hashes);
          return hashes.map((hash) => {
            const key = kept.get(hash);
            return key ? { scopes: ['resources:read'], networks: [], ...key } : null;
          });
        },
      },
    },
  );
  const keys = new ApiKeys({
    transport: new InProcessTransport(subgraph),
    revocations: {
      get isCurrent() {
        return state.isCurrent;
      },
      get era() {
        return state.era;
      },
      isRevoked: (credential) => revoked.has(credential),
    },
    clock: { now: () => new Date(state.now) },
  });
  const keep = (key: Kept): string => {
    const secret = newApiKeySecret();
    kept.set(hashOfApiKey(secret).toString('base64url'), key);
    return secret;
  };
  return { keys, kept, keep, asked, revoked, state };
}

it('knows whose a key is and what it may, asks once for all who come at a time, and remembers', async () => {
  const { keys, keep, asked } = setup();
  const [account, person] = [keep({ keyId: 'k1', accountId: 'acme' }), keep({ keyId: 'k2', userId: 'ada' })];
  const scopes = ['resources:read'];
  const viewers = [
    { kind: 'key', keyId: 'k1', owner: { accountId: 'acme' }, scopes },
    { kind: 'key', keyId: 'k2', owner: { userId: 'ada' }, scopes },
  ];
  const secrets = [account, person, account];
  const verified = await Promise.all(secrets.map((secret) => keys.verify(secret, undefined)));
  expect(verified).toEqual([viewers[0], viewers[1], viewers[0]]);
  expect(Object.isFrozen(verified[0])).toBe(true);
  expect(await keys.verify(person, '203.0.113.1')).toBe(verified[1]);
  expect(asked.map(({ length }) => length)).toEqual([2]);
});

it('asks nobody for what is no key, and not again for a while for one that is unknown', async () => {
  const { keys, asked, state } = setup();
  const secret = newApiKeySecret();
  for (const text of ['', 'trvk_', secret.slice(0, -1), `${secret.slice(0, -1)}!`]) {
    await expect(keys.verify(text, undefined)).rejects.toEqual(refused);
  }
  expect(asked).toEqual([]);
  for (let attempt = 0; attempt < 3; attempt += 1)
    await expect(keys.verify(secret, undefined)).rejects.toEqual(refused);
  expect(asked).toHaveLength(1);
  state.now += 10_000;
  await expect(keys.verify(secret, undefined)).rejects.toEqual(refused);
  expect(asked).toHaveLength(2);
});

it('asks again after a minute, and each time while it does not hear what is revoked', async () => {
  const { keys, keep, asked, state } = setup();
  const secret = keep({ keyId: 'k1', accountId: 'acme' });
  await keys.verify(secret, undefined);
  state.now += 59_999;
  await keys.verify(secret, undefined);
  expect(asked).toHaveLength(1);
  state.now += 1;
  await keys.verify(secret, undefined);
  expect(asked).toHaveLength(2);
  state.isCurrent = false;
  for (let attempt = 0; attempt < 3; attempt += 1) await keys.verify(secret, undefined);
  expect(asked).toHaveLength(5);
  Object.assign(state, { isCurrent: true, era: 2 });
  for (let attempt = 0; attempt < 3; attempt += 1) await keys.verify(secret, undefined);
  expect(asked).toHaveLength(6);
});

it('refuses what is revoked at once, and what has expired, though it remembers it', async () => {
  const { keys, keep, revoked, state } = setup();
  const [lost, short] = [
    keep({ keyId: 'k1', accountId: 'acme' }),
    keep({ keyId: 'k2', accountId: 'acme', expiresAt: new Date(start + 30_000).toISOString() }),
  ];
  for (const secret of [lost, short]) await keys.verify(secret, undefined);
  revoked.add('k1');
  await expect(keys.verify(lost, undefined)).rejects.toEqual(refused);
  state.now += 30_000;
  await expect(keys.verify(short, undefined)).rejects.toEqual(refused);
});

it.each([
  ['192.0.2.7', true],
  ['192.0.3.7', false],
  ['2001:db8::1', true],
  ['2001:db9::1', false],
  ['198.51.100.1', true],
  ['198.51.100.2', false],
  ['nowhere', false],
  [undefined, false],
])('takes a key that is bound to networks from %s: %s', async (address, isTaken) => {
  const { keys, keep } = setup();
  const networks = ['192.0.2.0/24', '2001:db8::/32', '198.51.100.1'];
  const verified = keys.verify(keep({ keyId: 'k1', accountId: 'acme', networks }), address);
  if (isTaken) expect(await verified).toMatchObject({ keyId: 'k1' });
  else await expect(verified).rejects.toEqual(refused);
});

it('says that nobody can say, and remembers nothing of that', async () => {
  const { kept, keep, asked } = setup();
  const secret = keep({ keyId: 'k1', accountId: 'acme' });
  const revocations = { isCurrent: true, era: 1, isRevoked: () => false };
  const lost = new ApiKeys({
    transport: httpTransport('users', await closedPort()),
    revocations,
    clock: { now: () => new Date(start) },
  });
  for (let attempt = 0; attempt < 2; attempt += 1) {
    await expect(lost.verify(secret, undefined)).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
  }
  expect([kept.size, asked]).toEqual([1, []]);
});
