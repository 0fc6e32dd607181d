import { randomBytes } from 'node:crypto';
import { newId } from '@trivet/database';
import { type Permission, rolePermissions } from '@trivet/identity';
import { globalId } from '@trivet/platform';
import { makeAdministrator } from '../../support/administrator.ts';
import { attachFile, begunUpload, newFile } from '../../support/files.ts';
import { colleagueIn, join } from '../../support/members.ts';
import type { Person } from '../../support/person.ts';
import { showNumber } from '../../support/phone-number.ts';
import type { ProviderHome } from '../../support/provider-home.ts';
import type { Stack } from '../../support/stack.ts';
import { type Caller, caller } from './caller.ts';
import { expiredToken, revokedToken } from './lost-tokens.ts';
import { keysOf, usedKey } from './programs.ts';
import { identitiesOf, usedIdentity } from './service-identities.ts';
import {
  auditEntryOf,
  exportOf,
  failedDelivery,
  foundSecrets,
  inPlaceOf,
  joinByRole,
  newBulkJob,
  newChangedResource,
  newDeletedResource,
  newDevice,
  newInvitation,
  newPasskey,
  newResourceType,
  newRole,
  newTemplate,
  newToken,
  notificationOf,
  suppressedAddress,
  toldAnnouncement,
  unsubscribableMail,
} from './things.ts';

/** What a row can name. */
export interface Ids {
  readonly user: string;
  readonly account: string;
  readonly member: string;
  /** One that the account has made for itself. */
  readonly role: string;
  readonly invitation: string;
  readonly apiKey: string;
  readonly serviceIdentity: string;
  /** One that was told to all. */
  readonly announcement: string;
  /** Of version 2. */
  readonly notificationTemplate: string;
  /** One that has failed: nothing is as new. */
  readonly delivery: string;
  readonly device: string;
  readonly passkey: string;
  /** Of the making of the role. */
  readonly auditEntry: string;
  readonly identity: string;
  /** One that is ready. */
  readonly dataExport: string;
  /** Of an invitation that the person got to somebody else's account. */
  readonly token: string;
  /** With a file that is attached to it. */
  readonly resource: string;
  readonly resourceType: string;
  /** Of version 3. */
  readonly deletedResource: string;
  readonly file: string;
  /** Of which some has arrived. */
  readonly fileUpload: string;
  /** An import that has said what is wrong with a line. */
  readonly bulkJob: string;
  readonly notification: string;
  /** A notification that nobody has marked as read. */
  readonly unread: string;
  readonly session: string;
  /** Of the account's first event. */
  readonly cursor: string;
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
  await makeAdministrator(stack, root);
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
  const identities = await identitiesOf(stack, [ada, owned.account], [eve, tenants.account]);
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
      ...identities,
    ],
  };
}

/** Nobody, another tenant, a member, a program of either sort, and a credential of each sort that is no longer good. */
export function oneOfEachKind({ others, tenant }: Population): Caller[] {
  const kinds = [
    ({ authorization }: Caller) => authorization === null,
    (caller: Caller) => caller === tenant,
    ({ name }: Caller) => name === 'a member with the role viewer',
    ({ key, closeCode }: Caller) => key !== undefined && closeCode === null,
    ({ key, closeCode }: Caller) => key?.grantId !== undefined && closeCode === null,
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
    serviceIdentity: globalId('svc', newId()),
    announcement: globalId('ann', newId()),
    notificationTemplate: globalId('tpl', newId()),
    delivery: globalId('dlv', newId()),
    device: globalId('dev', newId()),
    passkey: globalId('psk', newId()),
    auditEntry: globalId('aud', newId()),
    identity: globalId('idn', newId()),
    dataExport: globalId('dex', newId()),
    token: randomBytes(32).toString('base64url'),
    resource: globalId('res', newId()),
    resourceType: globalId('rty', newId()),
    deletedResource: globalId('res', newId()),
    file: globalId('fil', newId()),
    fileUpload: globalId('upl', newId()),
    bulkJob: globalId('blk', newId()),
    notification: globalId('ntf', newId()),
    unread: globalId('ntf', newId()),
    session: globalId('ses', newId()),
    cursor,
  };
}

/** An account with something of everything, none of it empty. */
async function furnish(stack: Stack, person: Person, home: ProviderHome, root: Person): Promise<Ids> {
  const account = await person.account('The secret account');
  await showNumber(stack, person);
  await person.ask(
    `mutation ($version: Int!) {
      userUpdate(input: { displayName: "Known", avatar: "https://pictures.example.com/1", expectedVersion: $version }) {
        user { id }
      }
    }`,
    { version: (await person.ask('{ viewer { version } }')).data.viewer.version },
  );
  const resource = await newChangedResource(person, account, 'document', 'secret');
  // Neither the first nor the newest of the account: those are the person's.
  const colleague = await colleagueIn(stack, account);
  for (const type of ['letter', 'report']) await colleague.resource(account, type);
  const draft = await newChangedResource(person, account, 'draft', 'secret');
  const file = await newFile(person, account);
  for (const resourceId of [resource, draft]) await attachFile(person, file, resourceId);
  await foundSecrets(person, account);
  const notification = await notificationOf(person, 'New letter');
  const unread = await notificationOf(person, 'New report');
  await person.ask(
    'mutation { quietHoursUpdate(input: { quietHours: { from: "22:00", until: "07:00" } }) { userErrors { code } } }',
  );
  await person.ask('mutation ($id: ID!) { notificationArchive(input: { ids: [$id] }) { userErrors { code } } }', {
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
  await suppressedAddress(stack, person);
  await unsubscribableMail(stack);
  const role = await inPlaceOf(stack, person, root, (acting) => newRole(acting, account, 'The secret role'));
  const [member, event] = [data.account.members.nodes[0], data.events.nodes[0]];
  return {
    user: person.id,
    account,
    member: member.id,
    invitation: (await newInvitation(stack, person, account)).id,
    token: await newToken(stack, person),
    apiKey: await usedKey(stack, person, account),
    serviceIdentity: await usedIdentity(stack, person, account),
    announcement: await toldAnnouncement(stack, person, account),
    notificationTemplate: await newTemplate(person, account),
    delivery: await failedDelivery(stack, person, account),
    device: await newDevice(person),
    passkey: await newPasskey(stack, person),
    role,
    auditEntry: await auditEntryOf(person, account, role),
    identity: await home.link(stack, person),
    dataExport: await exportOf(person),
    resource,
    resourceType: await newResourceType(person, account, 'secret'),
    deletedResource: await newDeletedResource(person, account),
    file,
    fileUpload: await begunUpload(person, account),
    bulkJob: await newBulkJob(stack, person, account),
    notification,
    unread,
    session: person.sessionId,
    cursor: event.cursor,
  };
}
