import type { Permission } from '@trivet/identity';
import { eventually } from '../../support/eventually.ts';
import { ask, type Person } from '../../support/person.ts';
import { newServiceIdentity } from '../../support/service-identity.ts';
import type { Stack } from '../../support/stack.ts';
import type { Caller } from './caller.ts';
import { uuidOf } from './things.ts';

/** With all that one can have. */
export async function newIdentity(stack: Stack, person: Person, accountId: string) {
  return newServiceIdentity(stack, person, {
    accountId,
    name: 'The secret service',
    kid: 'known',
    scopes: ['account:read', 'resources:read'],
    networks: ['127.0.0.0/8', '::1'],
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
  });
}

/** Gives its id. */
export async function usedIdentity(stack: Stack, person: Person, accountId: string): Promise<string> {
  const identity = await newIdentity(stack, person, accountId);
  await identity.token();
  return identity.id;
}

/** Service identities with tokens: of the account, of less than it may, and of another's account; and one that is removed. */
export async function identitiesOf(
  stack: Stack,
  [owner, account]: readonly [Person, string],
  [other, othersAccount]: readonly [Person, string],
): Promise<Caller[]> {
  const callerOf = async (
    name: string,
    [person, accountId]: readonly [Person, string],
    scope: string | undefined,
    permissions: Caller['permissions'],
  ) => {
    const identity = await newIdentity(stack, person, accountId);
    const token = await identity.token(scope);
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    const caller: Caller = {
      name,
      person: null,
      authorization: `Bearer ${token}`,
      permissions,
      isOwner: false,
      key: {
        kind: 'key',
        keyId: uuidOf(identity.id),
        owner: { accountId: uuidOf(accountId) },
        scopes: claims.scope.split(' '),
        grantId: claims.grant,
      },
      closeCode: null,
    };
    return { identity, caller };
  };
  const all = new Set<Permission>(['account:read', 'resources:read']);
  const own = [owner, account] as const;
  const callers = [
    await callerOf('a service identity of the account', own, undefined, all),
    await callerOf(
      'a service identity with a token for less',
      own,
      'account:read',
      new Set<Permission>(['account:read']),
    ),
    await callerOf('a service identity of another account', [other, othersAccount], undefined, null),
  ];
  const removed = await callerOf('a service identity that is removed', own, undefined, all);
  await owner.ask(
    'mutation ($id: ID!) { serviceIdentityRemove(input: { serviceIdentityId: $id }) { userErrors { code } } }',
    { id: removed.identity.id },
  );
  await eventually(async () => {
    const { status } = await ask(
      stack.url,
      '{ plans { id } }',
      {},
      { authorization: String(removed.caller.authorization) },
    );
    if (status !== 401) throw new Error(`The token of a removed identity is answered with ${status}.`);
  });
  return [...callers.map(({ caller }) => caller), { ...removed.caller, closeCode: 4401 }];
}
