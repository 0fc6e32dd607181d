import { knownPermissions, newApiKeySecret, type Permission } from '@trivet/identity';
import { ask, type Person } from '../../support/person.ts';
import type { Stack } from '../../support/stack.ts';
import type { Caller } from './caller.ts';
import { uuidOf } from './things.ts';

interface MadeKey {
  readonly id: string;
  readonly secret: string;
}

const oneNetwork = ['127.0.0.0/8', '::1'];

/** Of the account, or without one the person's own. */
export async function newKey(
  stack: Stack,
  person: Person,
  input: { readonly accountId?: string; readonly scopes: readonly string[]; readonly expiresAt?: string },
): Promise<MadeKey> {
  const { data } = await person.ask(
    `mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { apiKey { id } secret userErrors { code } } }`,
    { input: { name: 'The secret robot', networks: oneNetwork, ...input } },
  );
  const { apiKey, secret } = data.apiKeyCreate;
  stack.keepSecret(secret);
  return { id: apiKey.id, secret };
}

/** One of the account and one of the person, each with everything that a key can have, and used once. Gives the first. */
export async function usedKey(stack: Stack, person: Person, accountId: string): Promise<string> {
  const more = { scopes: ['account:read'], expiresAt: new Date(Date.now() + 3_600_000).toISOString() };
  const keys = [await newKey(stack, person, { accountId, ...more }), await newKey(stack, person, more)];
  for (const { secret } of keys) await ask(stack.url, '{ plans { id } }', {}, { authorization: `Bearer ${secret}` });
  return (keys[0] as MadeKey).id;
}

/** Programs with keys of the owner's account, and of the owner: none is the owner. */
export async function keysOf(stack: Stack, owner: Person, accountId: string): Promise<Caller[]> {
  const program = async (name: string, scopes: readonly Permission[], of: { readonly accountId?: string }) => {
    const { id, secret } = await newKey(stack, owner, { scopes, ...of });
    const caller: Caller = {
      name,
      person: null,
      authorization: `Bearer ${secret}`,
      permissions: knownPermissions(scopes),
      isOwner: false,
      key: {
        kind: 'key',
        keyId: uuidOf(id),
        owner: of.accountId === undefined ? { userId: uuidOf(owner.id) } : { accountId: uuidOf(of.accountId) },
        scopes,
      },
      closeCode: null,
    };
    return { id, caller };
  };
  const ofAccount = { accountId };
  const readers = [
    await program('a key of the account for resources', ['account:read', 'resources:read'], ofAccount),
    await program('a key of the account for its name', ['account:read'], ofAccount),
    await program('a key of the owner for members and events', ['account:read', 'members:read', 'events:read'], {}),
  ];
  const lost = await program('a key that is revoked', ['account:read'], ofAccount);
  await owner.ask('mutation ($id: ID!) { apiKeyRevoke(input: { apiKeyId: $id }) { userErrors { code } } }', {
    id: lost.id,
  });
  const unknown: Caller = {
    ...lost.caller,
    name: 'a key that there never was',
    authorization: `Bearer ${newApiKeySecret()}`,
  };
  return [...readers.map(({ caller }) => caller), { ...lost.caller, closeCode: 4401 }, { ...unknown, closeCode: 4401 }];
}
