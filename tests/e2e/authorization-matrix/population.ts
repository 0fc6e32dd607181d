import { randomBytes, randomUUID } from 'node:crypto';
import { newId } from '@trivet/database';

import {
  AccessTokenIssuer,
  knownPermissions,
  newApiKeySecret,
  type Permission,
  type Role,
  rolePermissions,
} from '@trivet/identity';
import { decodeGlobalId, globalId, type KeyViewer } from '@trivet/platform';

import { tokenNames } from '@trivet/standalone';
import { eventually } from '../../support/eventually.ts';
import { ask, type Person } from '../../support/person.ts';
import type { ProviderHome } from '../../support/provider-home.ts';
import type { Stack } from '../../support/stack.ts';

/** What a row can name. */
export interface Ids {
  readonly user: string;
  readonly account: string;
  readonly member: string;
  /** One that the account has made for itself. */
  readonly role: string;
  readonly invitation: string;
  readonly apiKey: string;
  readonly passkey: string;
  /** Of the making of the role. */
  readonly auditEntry: string;
  readonly identity: string;
  /** One that is ready. */
  readonly dataExport: string;
  /** Of an invitation that the person got to somebody else's account. */
  readonly token: string;
  readonly resource: string;
  readonly notification: string;
  /** A notification that nobody has marked as read. */
  readonly unread: string;
  readonly session: string;
  /** Of the account's first event. */
  readonly cursor: string;
}

/** Somebody who asks, and what he is to the account in question. */
export interface Caller {
  readonly name: string;
  readonly person: Person | null;
  readonly authorization: string | null;
  /** On the account in question; null for who does not belong to it. */
  readonly permissions: ReadonlySet<Permission> | null;
  readonly isOwner: boolean;
  /** Whether he administers the platform. */
  readonly isAdministrator?: boolean;
  /** Of somebody who is a program, and no person. */
  readonly key?: KeyViewer;
  /** With what a socket is closed for his token; null where the token is good. */
  readonly closeCode: 4401 | 4403 | null;
}

export interface Population {
  readonly owner: Caller;
  readonly owned: Ids;
  /** Everybody but the owner. */
  readonly others: readonly Caller[];
  /** One of them, who owns another account. */
  readonly tenant: Caller;
  readonly tenants: Ids;
  /** One of them, who has nothing himself. */
  readonly administrator: Caller;
}

export const uuidOf = (id: string): string => decodeGlobalId(id)?.uuid ?? '';

export async function populate(stack: Stack, home: ProviderHome): Promise<Population> {
  const [ada, eve, stan, vera, max, bea, root] = await Promise.all([
    stack.person('Ada', { verified: true }),
    stack.person('Eve', { verified: true }),
    stack.person('Stan'),
    stack.person('Vera'),
    stack.person('Max'),
    stack.person('Bea'),
    stack.person('Root'),
  ]);
  await stack.sql`insert into users.platform_administrators values (${uuidOf(root.id)}, now())`;
  const [owned, tenants] = await Promise.all([furnish(stack, ada, home, root), furnish(stack, eve, home, root)]);
  await join(stack, owned.account, vera, 'viewer');
  await join(stack, owned.account, max, 'member');
  await joinByRole(stack, bea, {
    account: owned.account,
    role: await inPlaceOf(stack, ada, root, (acting) => newRole(acting, owned.account, 'Bare', [])),
  });

  const administrator = { ...caller('an administrator of the platform', root), isAdministrator: true };

  const owner = caller('the owner', ada, { permissions: rolePermissions.owner, isOwner: true });
  const tenant = caller('the owner of another account', eve);
  const expired = await expiredToken(stack, ada);
  const revoked = await revokedToken(ada);
  const keys = await keysOf(stack, ada, owned.account);
  return {
    owner,
    owned,
    tenant,
    tenants,
    administrator,
    others: [
      caller('a visitor who has not signed in', null),
      caller('a person without any account', stan),
      tenant,
      administrator,
      caller('a member with the role viewer', vera, { permissions: rolePermissions.viewer }),
      caller('a member who may see the account and nothing in it', bea, {
        permissions: new Set<Permission>(['account:read']),
      }),
      caller('a member with the role member', max, { permissions: rolePermissions.member }),
      { ...owner, name: 'the owner with an expired token', authorization: `Bearer ${expired}`, closeCode: 4403 },
      {
        ...owner,
        name: 'the owner with a token of a revoked session',
        authorization: `Bearer ${revoked}`,
        closeCode: 4401,
      },
      ...keys,
    ],
  };
}

function caller(
  name: string,
  person: Person | null,
  { permissions = null, isOwner = false }: Partial<Pick<Caller, 'permissions' | 'isOwner'>> = {},
): Caller {
  return {
    name,
    person,
    authorization: person && `Bearer ${person.accessToken}`,
    permissions,
    isOwner,
    closeCode: null,
  };
}

/** Nobody, another tenant, a member, a program, and a credential of each sort that is no longer good. */
export function oneOfEachKind({ others, tenant }: Population): Caller[] {
  const kinds = [
    ({ authorization }: Caller) => authorization === null,
    (caller: Caller) => caller === tenant,
    ({ name }: Caller) => name === 'a member with the role viewer',
    ({ key, closeCode }: Caller) => key !== undefined && closeCode === null,
    ({ person, closeCode }: Caller) => person !== null && closeCode === 4401,
    ({ key, closeCode }: Caller) => key !== undefined && closeCode === 4401,
  ];
  return kinds.map((isOfKind) => {
    const found = others.find(isOfKind);
    if (!found) throw new Error('There is nobody of a kind.');
    return found;
  });
}

/** Ids as good as those of `owned`, of nothing that there is. */
export function unknownIds({ cursor }: Ids): Ids {
  return {
    user: globalId('usr', newId()),
    account: globalId('acc', newId()),
    member: globalId('mbr', newId()),
    role: globalId('rol', newId()),
    invitation: globalId('inv', newId()),
    apiKey: globalId('key', newId()),
    passkey: globalId('psk', newId()),
    auditEntry: globalId('aud', newId()),
    identity: globalId('idn', newId()),
    dataExport: globalId('dex', newId()),
    token: randomBytes(32).toString('base64url'),
    resource: globalId('res', newId()),
    notification: globalId('ntf', newId()),
    unread: globalId('ntf', newId()),
    session: globalId('ses', newId()),
    cursor,
  };
}

/** An account with something of everything, none of it empty. */
async function furnish(stack: Stack, person: Person, home: ProviderHome, root: Person): Promise<Ids> {
  const account = await person.account('The secret account');
  await person.ask(
    `mutation ($version: Int!) {
      userUpdate(input: { displayName: "Known", avatar: "https://pictures.example.com/1", expectedVersion: $version }) {
        user { id }
      }
    }`,
    { version: (await person.ask('{ viewer { version } }')).data.viewer.version },
  );
  const resource = await person.resource(account, 'document', { text: 'secret' });
  await person.resource(account, 'draft', { text: 'secret' });
  const notification = await notificationOf(person, 'New document');
  const unread = await notificationOf(person, 'New draft');
  await person.ask('mutation ($id: ID!) { notificationMarkRead(input: { ids: [$id] }) { userErrors { code } } }', {
    id: notification,
  });
  // Fourteen days from now, which no test lives to see.
  await person.ask(
    'mutation ($id: ID!) { accountDelete(input: { accountId: $id, expectedVersion: 1 }) { userErrors { code } } }',
    { id: account },
  );
  const { data } = await person.ask(
    `query ($id: ID!) {
      account(id: $id) { members(first: 1) { nodes { id } } }
      events(accountId: $id, first: 1) { nodes { cursor } }
    }`,
    { id: account },
  );
  const role = await inPlaceOf(stack, person, root, (acting) => newRole(acting, account, 'The secret role'));
  const [member, event] = [data.account.members.nodes[0], data.events.nodes[0]];
  return {
    user: person.id,
    account,
    member: member.id,
    invitation: (await newInvitation(stack, person, account)).id,
    token: await newToken(stack, person),
    apiKey: await usedKey(stack, person, account),
    passkey: await newPasskey(stack, person),
    role,
    auditEntry: await auditEntryOf(person, account, role),
    identity: await home.link(stack, person),
    dataExport: await exportOf(person),
    resource,
    notification,
    unread,
    session: person.sessionId,
    cursor: event.cursor,
  };
}

/** By hand: how a browser makes one is in tests/e2e/passkeys. */
export async function newPasskey({ sql }: Stack, { id: userId }: Person): Promise<string> {
  const id = newId();
  await sql`
    insert into users.passkeys
      (id, user_id, credential_id, public_key, sign_count, transports, synced, name, created_at, last_used_at)
    values (${id}, ${uuidOf(userId)}, ${randomBytes(16)}, '', 0, '{}', false, 'The secret phone', now(), now())`;
  return globalId('psk', id);
}

async function exportOf(person: Person): Promise<string> {
  await person.ask('mutation { userExport { userErrors { code } } }');
  return eventually(async () => {
    const { data } = await person.ask('{ viewer { dataExport { id downloadUrl } } }');
    const { id, downloadUrl } = data.viewer.dataExport;
    if (downloadUrl === null) throw new Error('The export is not ready yet.');
    return id;
  });
}

/** Of an address that nobody has, unless one is given. */
export async function newInvitation(
  stack: Stack,
  person: Person,
  accountId: string,
  email = `secret-${randomUUID()}@example.com`,
): Promise<{ readonly id: string; readonly token: string }> {
  const { data } = await person.ask(
    `mutation ($input: MemberInviteInput!) {
      memberInvite(input: $input) { invitation { id } invitationUrlToken userErrors { code } }
    }`,
    { input: { accountId, email, role: 'VIEWER' } },
  );
  const { invitation, invitationUrlToken: token } = data.memberInvite;
  for (const secret of [email, token]) stack.keepSecret(secret);
  return { id: invitation.id, token };
}

export async function newToken(stack: Stack, invited: Person): Promise<string> {
  const host = await stack.person('Host', { verified: true });
  const { token } = await newInvitation(stack, host, await host.account('The secret host'), invited.email);
  return token;
}

/** What an administrator of the platform does in somebody's place, so that it has both to show; then he is gone. */
async function inPlaceOf<Result>(
  stack: Stack,
  { id: userId }: Person,
  root: Person,
  work: (acting: Pick<Person, 'ask'>) => Promise<Result>,
): Promise<Result> {
  const document = `mutation ($userId: ID!) {
    sessionImpersonate(input: { userId: $userId, reason: "secret" }) { accessToken session { id } }
  }`;
  const { accessToken, session } = (await root.ask(document, { userId })).data.sessionImpersonate;
  stack.keepSecret(accessToken);
  const acting: Pick<Person, 'ask'> = {
    ask: (query, variables) => ask(stack.url, query, variables, { authorization: `Bearer ${accessToken}` }),
  };
  const result = await work(acting);
  await acting.ask('mutation ($id: ID!) { sessionRevoke(input: { sessionId: $id }) { userErrors { code } } }', {
    id: session.id,
  });
  return result;
}

export async function newRole(
  person: Pick<Person, 'ask'>,
  accountId: string,
  name: string,
  permissions: readonly Permission[] = ['resources:read'],
): Promise<string> {
  const { data } = await person.ask(
    `mutation ($input: RoleCreateInput!) { roleCreate(input: $input) { role { id } userErrors { code } } }`,
    { input: { accountId, name, permissions } },
  );
  return data.roleCreate.role.id;
}

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
async function usedKey(stack: Stack, person: Person, accountId: string): Promise<string> {
  const more = { scopes: ['account:read'], expiresAt: new Date(Date.now() + 3_600_000).toISOString() };
  const keys = [await newKey(stack, person, { accountId, ...more }), await newKey(stack, person, more)];
  for (const { secret } of keys) await ask(stack.url, '{ plans { id } }', {}, { authorization: `Bearer ${secret}` });
  return (keys[0] as MadeKey).id;
}

/** Programs with keys of the owner's account, and of the owner: none is the owner. */
async function keysOf(stack: Stack, owner: Person, accountId: string): Promise<Caller[]> {
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

/** The id of the entry that says of the role's making, which the trail takes up a moment after it. */
function auditEntryOf(person: Person, account: string, subjectId: string): Promise<string> {
  return eventually(async () => {
    const { data } = await person.ask(
      `query ($account: ID!, $subjectId: ID!) {
        account(id: $account) { auditLog(first: 1, filter: { subjectId: $subjectId }) { nodes { id } } }
      }`,
      { account, subjectId },
    );
    const [entry] = data.account.auditLog.nodes;
    if (!entry) throw new Error('The trail does not tell of the role yet.');
    return entry.id;
  });
}

/** The id of the one with this title, which reaches the inbox a moment after what it tells of. */
function notificationOf(person: Person, title: string): Promise<string> {
  return eventually(async () => {
    const { data } = await person.ask('{ viewer { inbox { nodes { id title } } } }');
    const found = data.viewer.inbox.nodes.find((notification: { title: string }) => notification.title === title);
    if (!found) throw new Error(`Nothing in the inbox has the title "${title}".`);
    return found.id;
  });
}

/** By hand, which is quicker than by an invitation. Gives the member's id. */
export async function join({ sql }: Stack, account: string, person: Person, role: Role): Promise<string> {
  const id = newId();
  await sql`
    insert into users.members (id, account_id, user_id, role, joined_at)
    values (${id}, ${uuidOf(account)}, ${uuidOf(person.id)}, ${role}, now())`;
  return globalId('mbr', id);
}

async function joinByRole(
  { sql }: Stack,
  person: Person,
  { account, role }: { readonly account: string; readonly role: string },
): Promise<void> {
  await sql`
    insert into users.members (id, account_id, user_id, role_id, joined_at)
    values (${newId()}, ${uuidOf(account)}, ${uuidOf(person.id)}, ${uuidOf(role)}, now())`;
}

/** Of another session of the person, from when the router has heard of its end. */
async function revokedToken(person: Person): Promise<string> {
  const lost = await person.signInAgain();
  await person.revoke(lost);
  await eventually(async () => {
    const { status } = await lost.ask('{ viewer { id } }');
    if (status !== 401) throw new Error(`The revoked session is answered with ${status}.`);
  });
  return lost.accessToken;
}

/** Of the person's own session, good until half an hour ago. */
async function expiredToken(stack: Stack, person: Person): Promise<string> {
  const hourAgo = new Date(Date.now() - 3_600_000);
  const issuer = new AccessTokenIssuer({ key: stack.keys.accessToken, ...tokenNames, clock: { now: () => hourAgo } });
  const ids = { userId: uuidOf(person.id), sessionId: uuidOf(person.sessionId) };
  const sessionEndsAt = new Date(Date.now() + 3_600_000);
  const { token } = await issuer.issue({ ...ids, authenticatedAt: hourAgo, sessionEndsAt });
  stack.keepSecret(token);
  return token;
}
