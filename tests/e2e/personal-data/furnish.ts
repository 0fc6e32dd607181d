import { randomBytes } from 'node:crypto';
import { decodeGlobalId } from '@trivet/platform';
import { Secret, TOTP } from 'otpauth';
import { expect } from 'vitest';
import { makeAdministrator } from '../../support/administrator.ts';
import { eventually } from '../../support/eventually.ts';
import { announceFile, newFile } from '../../support/files.ts';
import { join } from '../../support/members.ts';
import { ask, type Person, story } from '../../support/person.ts';
import { newNumber, showNumber } from '../../support/phone-number.ts';
import type { ProviderHome } from '../../support/provider-home.ts';
import type { Stack } from '../../support/stack.ts';
import { newPasskey } from '../authorization-matrix/things.ts';

/** A person with something in every personal column, and a second owner of his account who outlives him. */
export interface Furnished {
  readonly person: Person;
  readonly other: Person;
  readonly account: string;
  readonly resource: string;
}

/** What is made up is unlike anything else, so that it is found wherever it stands. */
export async function furnish(stack: Stack, home: ProviderHome): Promise<Furnished> {
  const mark = randomBytes(6).toString('hex');
  const [person, other, root] = [
    await stack.person('Ada', { verified: true }),
    await stack.person('Grace'),
    await stack.person('Root'),
  ];
  const change = async (field: string, type: string, input: object, shown = '') => {
    const { data } = await person.ask(
      `mutation ($input: ${type}!) { ${field}(input: $input) { ${shown} userErrors { code path } } }`,
      { input },
    );
    expect([field, data[field].userErrors]).toEqual([field, []]);
    return data[field];
  };
  const account = await person.account(`Engines ${mark}`);
  await join(stack, account, other, 'owner');
  const resource = await person.resource(account);
  // Of which he is told.
  await other.resource(account);
  await newFile(person, account, { content: Buffer.from(`Notes ${mark}`), name: `Notes ${mark}.txt` });
  await announceFile(person, account, { content: Buffer.from(`Drafts ${mark}`), name: `Drafts ${mark}.txt` });
  await newPasskey(stack, person);
  // As a mail is while it waits for somebody who knows where it goes.
  await stack.sql`
    insert into notifications.deliveries
      (id, user_id, occasion_id, kind, category, channel, status, title, body, target, occurred_at, created_at)
    values (gen_random_uuid(), ${uuidOf(person.id)}, gen_random_uuid(), 'resource.created', 'activity', 'email', 'queued',
      ${`Title ${mark}`}, ${`Body ${mark}`}, ${`https://news.example.com/${mark}`}, now(), now())`;
  await change('deviceRegister', 'DeviceRegisterInput', {
    ...{ platform: 'ANDROID', token: `${mark}:${randomBytes(32).toString('base64url')}`, name: `Phone ${mark}` },
  });
  await showNumber(stack, person);
  // And another one of which he has not yet.
  await change('phoneNumberChangeRequest', 'PhoneNumberChangeRequestInput', { phoneNumber: newNumber() });
  await home.link(stack, person);
  const { version } = (await person.ask('{ viewer { version } }')).data.viewer;
  const avatar = `https://pictures.example.com/${mark}`;
  await change('userUpdate', 'UserUpdateInput', { displayName: `Countess ${mark}`, avatar, expectedVersion: version });
  await change('preferencesUpdate', 'PreferencesUpdateInput', { locale: 'de-AT', timeZone: 'Europe/Vienna' });
  await change('quietHoursUpdate', 'QuietHoursUpdateInput', { quietHours: { from: '22:00', until: '07:00' } });
  const { secret: keySecret } = await change(
    'apiKeyCreate',
    'ApiKeyCreateInput',
    { name: `Robot ${mark}`, scopes: ['account:read'], networks: ['127.0.0.0/8'] },
    'secret',
  );
  stack.keepSecret(keySecret);
  const newEmail = `countess-${mark}@example.com`;
  await change('emailChangeRequest', 'EmailChangeRequestInput', { newEmail, password: person.password });
  await abroad(stack, person, account, mark);
  await lookedAt(stack, root, person, `reason ${mark}`);
  await secondFactor(stack, person);
  await eventually(async () => {
    const { data } = await person.ask('{ viewer { inbox { nodes { id } } } }');
    expect(data.viewer.inbox.nodes.length).toBeGreaterThan(1);
  });
  await eventually(async () => {
    const { data } = await person.ask(
      'query ($id: ID!) { account(id: $id) { auditLog(first: 1) { nodes { address } } } }',
      { id: account },
    );
    expect(data.account.auditLog.nodes[0]?.address).toContain('2001:db8::');
  });
  return { person, other, account, resource };
}

/** With another program and from another network, which no process of ours has. */
async function abroad({ url, keepSecret }: Stack, person: Person, accountId: string, mark: string): Promise<void> {
  const headers = {
    'x-forwarded-for': `2001:db8::${mark.slice(0, 4)}:${mark.slice(4, 8)}`,
    'user-agent': `Browser ${mark}`,
  };
  const { email, password } = person;
  const { accessToken, refreshToken } = (await ask(url, story['SignIn'] as string, { email, password }, headers)).data
    .sessionCreate;
  for (const token of [accessToken, refreshToken]) keepSecret(token);
  const made = await ask(
    url,
    `mutation ($input: RoleCreateInput!) { roleCreate(input: $input) { userErrors { code } } }`,
    { input: { accountId, name: `Role ${mark}`, permissions: ['resources:read'] } },
    { authorization: `Bearer ${accessToken}`, ...headers },
  );
  expect(made.data.roleCreate.userErrors).toEqual([]);
}

/** By an administrator, who has to say why. */
async function lookedAt(stack: Stack, root: Person, { id: userId }: Person, reason: string): Promise<void> {
  await makeAdministrator(stack, root);
  const document = `mutation ($userId: ID!, $reason: String!) {
    sessionImpersonate(input: { userId: $userId, reason: $reason }) { accessToken session { id } }
  }`;
  const { accessToken } = (await root.ask(document, { userId, reason })).data.sessionImpersonate;
  stack.keepSecret(accessToken);
}

/** An authenticator, and a challenge that waits for its code. */
async function secondFactor(stack: Stack, person: Person): Promise<void> {
  const { secret, uri } = (await person.ask('mutation { totpEnroll { secret uri } }')).data.totpEnroll;
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
  const { recoveryCodes } = (
    await person.ask('mutation ($code: String!) { totpConfirm(input: { code: $code }) { recoveryCodes } }', { code })
  ).data.totpConfirm;
  const { email, password } = person;
  const signIn = `mutation ($email: EmailAddress!, $password: String!) {
    sessionCreate(input: { email: $email, password: $password }) { challenge { token } }
  }`;
  const { challenge } = (await ask(stack.url, signIn, { email, password })).data.sessionCreate;
  for (const each of [secret, uri, challenge.token, ...recoveryCodes]) stack.keepSecret(each);
}

export const uuidOf = (id: string): string => decodeGlobalId(id)?.uuid ?? '';
