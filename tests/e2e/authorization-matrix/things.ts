import { randomBytes, randomUUID } from 'node:crypto';
import { newId } from '@trivet/database';
import { lookupHash, type Permission } from '@trivet/identity';
import { decodeGlobalId, globalId } from '@trivet/platform';
import { suppressionKeyOf } from '@trivet/standalone';
import { eventually } from '../../support/eventually.ts';
import { newFile } from '../../support/files.ts';
import { ask, type Person } from '../../support/person.ts';
import type { Stack } from '../../support/stack.ts';

/** As the database has it. */
export const uuidOf = (id: string): string => decodeGlobalId(id)?.uuid ?? '';

/** By hand: the development mailbox refuses nothing. */
export async function failedDelivery({ sql }: Stack, { id: userId }: Person, account: string): Promise<string> {
  // Greater than every id that is made today, so that it stays the first of its list.
  const id = newId().replace(/^./, 'f');
  await sql`
    insert into notifications.deliveries
      (id, user_id, account_id, occasion_id, kind, category, channel, status, occurred_at, created_at, settled_at, failure,
       provider, provider_message_id)
    values (${id}, ${uuidOf(userId)}, ${uuidOf(account)}, ${newId()}, 'resource.created', 'activity', 'email', 'failed', now(),
      now(), now(), 'REFUSED', 'smtp', 'secret')`;
  return globalId('dlv', id);
}

/** By hand: nobody complains of the development mailbox. */
export async function suppressedAddress({ sql, keys }: Stack, { id: userId, email }: Person): Promise<void> {
  const hash = lookupHash(suppressionKeyOf(keys), `suppression:email:${email.toLowerCase()}`);
  await sql`
    insert into notifications.suppressions (channel, address_hash, reason, user_id, suppressed_at)
    values ('email', ${hash}, 'complaint', ${uuidOf(userId)}, now())`;
}

/** By hand: nobody here has chosen mails of which one can unsubscribe. */
export async function unsubscribableMail({ sql }: Stack): Promise<void> {
  const id = newId().replace(/^./, 'f');
  await sql`
    insert into notifications.mailbox (id, channel, key, unsubscribe_url, recipient, subject, text, html, created_at)
    values (${id}, 'email', ${id}, 'https://example.com/unsubscribe', 'ada@example.com', 'News', 'News', '<p>News', now())`;
}

/** By hand, and of tomorrow, for the same reason: with all that it can have. */
export async function toldAnnouncement({ sql }: Stack, { id: userId }: Person, account: string): Promise<string> {
  const id = newId().replace(/^./, 'f');
  await sql`
    insert into notifications.announcements
      (id, account_id, title, body, link, sent_by_id, created_at, scheduled_at, cancelled_at, completed_at)
    values (${id}, ${uuidOf(account)}, 'The secret', 'A secret', 'https://secret.example.com/', ${uuidOf(userId)}, now(), now(),
      now(), now())`;
  return globalId('ann', id);
}

/** That goes nowhere. */
export async function newDevice(person: Person): Promise<string> {
  const { data } = await person.ask(
    'mutation ($token: String!) { deviceRegister(input: { platform: ANDROID, token: $token, name: "The secret phone" }) { device { id } } }',
    { token: randomBytes(32).toString('base64url') },
  );
  return data.deviceRegister.device.id;
}

/** Of version 2, so that there is one that it was before. */
export async function newTemplate(person: Person, accountId: string, locale = 'en'): Promise<string> {
  let id = '';
  for (const expectedVersion of [null, 1]) {
    const { data } = await person.ask(
      `mutation ($input: TemplateUpsertInput!) { templateUpsert(input: $input) { template { id } userErrors { code } } }`,
      { input: { accountId, kind: 'ANNOUNCEMENT', locale, subject: 'The secret', body: 'A secret', expectedVersion } },
    );
    id = data.templateUpsert.template.id;
  }
  return id;
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

export async function exportOf(person: Person): Promise<string> {
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
export async function inPlaceOf<Result>(
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

/** An import that has refused its only line, and that, it is said, has failed besides. */
export async function newBulkJob({ sql }: Stack, person: Person, accountId: string): Promise<string> {
  const fileId = await newFile(person, accountId);
  const { data } = await person.ask(
    `mutation ($input: ResourceBulkImportInput!) { resourceBulkImport(input: $input) { job { id } } }`,
    { input: { accountId, fileId, type: 'imported' } },
  );
  const { id } = data.resourceBulkImport.job;
  await eventually(async () => {
    const done = await sql`
      update core.bulk_jobs set failure = 'INTERNAL' where id = ${uuidOf(id)} and phase = 'DONE' returning id`;
    if (done.length === 0) throw new Error('The import has not ended yet.');
  });
  return id;
}

/** With data that was changed, and a label: version 2. */
export async function newChangedResource(
  person: Person,
  accountId: string,
  type: string,
  externalKey: string | null = null,
): Promise<string> {
  const made = await person.ask(
    'mutation ($input: ResourceCreateInput!) { resourceCreate(input: $input) { resource { id } } }',
    { input: { accountId, type, externalKey, data: { text: 'a secret' } } },
  );
  const { id } = made.data.resourceCreate.resource;
  const input = { id, expectedVersion: 1, data: { text: 'secret' }, labels: ['secret'] };
  await person.ask(
    'mutation ($input: ResourceUpdateInput!) { resourceUpdate(input: $input) { userErrors { code } } }',
    { input },
  );
  return id;
}

/** What there is of each kind is found by searching for "secret", which takes a moment. */
export function foundSecrets(person: Person, accountId: string): Promise<void> {
  return eventually(async () => {
    const { data } = await person.ask(
      'query ($id: ID!) { search(accountId: $id, query: "secret") { facets { kind } } }',
      { id: accountId },
    );
    const kinds = new Set(data.search.facets.map(({ kind }: { kind: string }) => kind));
    if (kinds.size < 2) throw new Error('Not everything is found yet.');
  });
}

/** Of version 3. */
export async function newDeletedResource(person: Person, accountId: string): Promise<string> {
  const id = await newChangedResource(person, accountId, 'sketch');
  await person.ask(
    'mutation ($input: ResourceDeleteInput!) { resourceDelete(input: $input) { userErrors { code } } }',
    { input: { id, expectedVersion: 2 } },
  );
  return id;
}

export async function newResourceType(person: Person, accountId: string, name: string): Promise<string> {
  const { data } = await person.ask(
    `mutation ($input: ResourceTypeCreateInput!) { resourceTypeCreate(input: $input) { resourceType { id } } }`,
    {
      input: {
        accountId,
        name,
        title: 'The secret type',
        schema: { title: 'secret' },
        fields: [{ path: '/secret', kind: 'STRING', filterable: true }],
      },
    },
  );
  return data.resourceTypeCreate.resourceType.id;
}

/** The id of the entry that says of the role's making, which the trail takes up a moment after it. */
export function auditEntryOf(person: Person, account: string, subjectId: string): Promise<string> {
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
export function notificationOf(person: Person, title: string): Promise<string> {
  return eventually(async () => {
    const { data } = await person.ask('{ viewer { inbox { nodes { id title } } } }');
    const found = data.viewer.inbox.nodes.find((notification: { title: string }) => notification.title === title);
    if (!found) throw new Error(`Nothing in the inbox has the title "${title}".`);
    return found.id;
  });
}

export async function joinByRole(
  { sql }: Stack,
  person: Person,
  { account, role }: { readonly account: string; readonly role: string },
): Promise<void> {
  await sql`
    insert into users.members (id, account_id, user_id, role_id, joined_at)
    values (${newId()}, ${uuidOf(account)}, ${uuidOf(person.id)}, ${uuidOf(role)}, now())`;
}
