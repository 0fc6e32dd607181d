import { globalId } from '@trivet/platform';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { exported, recorded, verdictOn } from '../../tests/audit-fixture.ts';
import { accountOf, announcedIn, join, rolesIn, whileLocked } from '../../tests/members-fixture.ts';
import { refresh, refused, signedIn, signIn } from '../../tests/session-requests.ts';
import { newRegistration, type Person, startUsers, type UsersStage, uuidOf } from '../../tests/users-fixture.ts';

let stage: UsersStage;
let grace: Person;
beforeAll(async () => {
  stage = await startUsers('erasure');
  grace = await stage.person();
});
afterAll(() => stage?.stop());

const document = 'mutation { userErase { erasedUserId accountsInTheWay { id } userErrors { code path } } }';

async function erase({ viewer }: Pick<Person, 'viewer'>) {
  const { data, errors } = await stage.ask(viewer, document);
  return data?.userErase ?? errors?.[0]?.extensions?.['code'];
}

const client = { client: { address: '203.0.113.77', agent: 'Babbage/1.0 (brass)' } };

/** With something of everything that a person can have here. */
async function furnished() {
  const person = await stage.person({ displayName: `Ada ${crypto.randomUUID()}` });
  const session = await signedIn(stage, person, client);
  const ask = async (text: string, input: object = {}) => {
    const { data, errors } = await stage.ask(person.viewer, text, { input }, client);
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  };
  const [alone, shared] = [await accountOf(stage, person, 'Alone'), await accountOf(stage, person, 'Shared')];
  await join(stage, shared, grace, 'owner');
  const invite = 'mutation ($input: MemberInviteInput!) { memberInvite(input: $input) { invitation { id } } }';
  const { memberInvite } = await ask(invite, { accountId: shared, email: newRegistration().email, role: 'MEMBER' });
  await ask(invite, { accountId: alone, email: newRegistration().email, role: 'MEMBER' });
  const makeKey =
    'mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { apiKey { id } userErrors { code } } }';
  const own = await ask(makeKey, { name: 'Mine', scopes: ['account:read'] });
  const ofAccount = await ask(makeKey, { accountId: shared, name: 'Ours', scopes: ['account:read'] });
  await ask('mutation ($input: PreferencesUpdateInput!) { preferencesUpdate(input: $input) { userErrors { code } } }', {
    locale: 'en-GB',
  });
  await ask('mutation { totpEnroll { userErrors { code } } }');
  await ask(
    'mutation ($input: EmailChangeRequestInput!) { emailChangeRequest(input: $input) { userErrors { code } } }',
    {
      newEmail: newRegistration().email,
      password: person.password,
    },
  );
  await stage.ask(
    person.viewer,
    'mutation ($input: UserUpdateInput!) { userUpdate(input: $input) { userErrors { code } } }',
    { input: { displayName: person.displayName, avatar: 'https://pictures.example/ada.png', expectedVersion: 1 } },
    { ...client, idempotencyKey: person.id },
  );
  return {
    ...{ person, session, alone, shared },
    invitationId: memberInvite.invitation.id as string,
    ownKeyId: own.apiKeyCreate.apiKey.id as string,
    accountKeyId: ofAccount.apiKeyCreate.apiKey.id as string,
  };
}

/** The columns of the whole database that have the text somewhere, however they hold it. */
async function columnsWith(text: string): Promise<readonly string[]> {
  const { admin } = stage.host;
  const columns = await admin<{ schema: string; table: string; column: string }[]>`
    select n.nspname as schema, c.relname as table, a.attname as column from pg_attribute a
    join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('users', 'vault', 'bus') and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped`;
  const found = await Promise.all(
    columns.map(async ({ schema, table, column }) => {
      const hex = Buffer.from(text).toString('hex');
      const [row] = await admin<[{ count: number }]>`
        select count(*)::int from ${admin(`${schema}.${table}`)}
        where strpos(lower(${admin(column)}::text), lower(${text})) > 0 or strpos(${admin(column)}::text, ${hex}) > 0`;
      return row.count > 0 ? [`${schema}.${table}.${column}`] : [];
    }),
  );
  return found.flat().sort();
}

/** As a process that begins when nothing of before can be under way any more: it looks at the start. */
async function eraseRest(userId: string): Promise<void> {
  const { admin, clock } = stage.host;
  await vi.waitFor(
    async () => expect(await admin`select from users.person_erasures where user_id = ${userId}`).toHaveLength(1),
    { timeout: 5_000, interval: 10 },
  );
  clock.advance(90_000);
  const another = await stage.startAnother();
  await another.stop();
  await vi.waitFor(
    async () => expect(await admin`select from users.erasure_confirmations where user_id = ${userId}`).toHaveLength(1),
    { timeout: 5_000, interval: 10 },
  );
}

async function saidOf(userId: string) {
  await announcedIn(stage, globalId('acc', userId), '');
  return (await stage.host.logged()).filter(({ stream }) => stream.person === userId);
}

it('reaches every table: what names a person goes with his row, or is known to name him only in passing', async () => {
  const { admin } = stage.host;
  const kept = await admin<{ table: string }[]>`
    select conrelid::regclass::text as table from pg_constraint
    where contype = 'f' and confrelid = 'users.users'::regclass and confdeltype <> 'c'`;
  expect(kept).toEqual([]);
  const apart = await admin<{ name: string }[]>`
    select c.relname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
    where a.attname = 'user_id' and c.relnamespace = 'users'::regnamespace and c.relkind in ('r', 'p')
      and not exists (
        select from pg_constraint f
        where f.conrelid = c.oid and f.contype = 'f' and f.confrelid = 'users.users'::regclass and a.attnum = any(f.conkey))
    order by name`;
  expect(apart.map(({ name }) => name)).toEqual([
    'api_key_secrets', // with its key
    'data_export_parts', // with its export
    'data_export_queue', // with its export
    'erasure_confirmations', // of who is erased
    'identity_subjects', // with its identity
    'person_erasures', // of who is erased
    'refresh_tokens', // with its session
    'security_events', // the id alone: what was said of him is encrypted with his key
    'session_challenges', // for five minutes
  ]);
});

describe('userErase', () => {
  it('leaves nothing of the person but an id without a name', async () => {
    const { person, session, alone, shared, ...made } = await furnished();
    const { id } = person;
    const name = person.displayName;
    expect(await columnsWith(name)).toEqual(['users.users.display_name']);
    const said = await erase(person);
    expect(said).toEqual({ erasedUserId: globalId('usr', id), accountsInTheWay: [], userErrors: [] });
    await eraseRest(id);

    for (const text of [name, person.email, person.password, 'pictures.example', ...Object.values(client.client)])
      expect([text, await columnsWith(text)]).toEqual([text, []]);
    // By what others did with him he is still named, each a place where an id has to be: who finds it here finds nobody.
    expect((await columnsWith(id)).filter((column) => !column.startsWith('bus.log'))).toEqual([
      'users.api_keys.created_by_id',
      'users.audit_entries_1.actor_id',
      'users.audit_entries_1.payload',
      'users.erased_users.id',
      'users.erasure_confirmations.user_id',
      'users.invitations.invited_by_id',
    ]);
    expect(await rolesIn(stage, shared)).toEqual({ [grace.id]: 'owner' });

    expect(await signIn(stage, person)).toMatchObject({ userErrors: [{ code: 'INVALID_CREDENTIALS' }] });
    expect(await refresh(stage, session.refreshToken)).toEqual(refused);
    const { data } = await stage.ask(
      grace.viewer,
      `query ($key: ID!, $invitation: ID!, $user: ID!, $ids: [ID!]!) {
        key: _usersNodes(ids: [$key]) { ... on ApiKey { createdBy { id displayName avatar email createdAt } } }
        invitation: _usersNodes(ids: [$invitation]) { ... on Invitation { invitedBy { id displayName } } }
        gone: _usersNodes(ids: $ids) { id }
        _entities(representations: [{ __typename: "User", id: $user }]) { ... on User { id displayName email } }
      }`,
      {
        ...{ key: made.accountKeyId, invitation: made.invitationId, user: globalId('usr', id) },
        ids: [alone, made.ownKeyId],
      },
    );
    const nobody = { id: globalId('usr', id), displayName: null };
    expect(data).toEqual({
      key: [{ createdBy: { ...nobody, avatar: null, email: null, createdAt: null } }],
      invitation: [{ invitedBy: nobody }],
      gone: [null, null],
      _entities: [{ ...nobody, email: null }],
    });
  });

  it('tells of it in order: what routers must refuse before, then the person', async () => {
    const { person, session, alone, shared, ownKeyId } = await furnished();
    await erase(person);
    const said = await saidOf(person.id);
    const [end] = said.slice(-1);
    expect(end).toMatchObject({ type: 'user.erased', payload: { userId: person.id, version: 3 }, actor: person.id });
    const ended = said.map(({ type, subject }) => [type, subject.id]);
    expect(ended).toContainEqual(['session.revoked', session.uuid]);
    expect(ended).toContainEqual(['api_key.revoked', uuidOf(ownKeyId)]);
    expect((await announcedIn(stage, alone, '')).at(-1)).toMatchObject({ type: 'account.deleted' });
    expect((await announcedIn(stage, shared, 'member.')).at(-1)).toMatchObject({
      type: 'member.removed',
      payload: { userId: person.id },
    });
    await vi.waitFor(() => expect(stage.users.directory.known(person.id)?.size ?? 0).toBe(0));
  });

  it('leaves audit trails that verify, without the addresses', async () => {
    const { person, shared } = await furnished();
    await erase(person);
    const told = await announcedIn(stage, shared, '');
    await recorded(stage, shared, told.length);
    const text = await exported(stage, shared, grace);
    expect(verdictOn(text)).toMatchObject({ faults: [], first: 1 });
    expect(text).toContain(person.id);
    expect(text).not.toContain(client.client.address);
  });

  it('lets the address be registered again, by somebody else', async () => {
    const person = await stage.person();
    const another = newRegistration({ email: person.email.toUpperCase() });
    expect((await stage.register(another)).data.userRegister.userErrors).toMatchObject([{ code: 'EMAIL_TAKEN' }]);
    await erase(person);
    const { user, userErrors } = (await stage.register(another)).data.userRegister;
    expect(userErrors).toEqual([]);
    expect(uuidOf(user.id)).not.toBe(person.id);
  });

  it('refuses the only owner of accounts with others in them, says which, and changes nothing', async () => {
    const { person, shared } = await furnished();
    await stage.host.admin`
      update users.members set role = 'admin' where account_id = ${uuidOf(shared)} and user_id = ${grace.id}`;
    expect(await erase(person)).toEqual({
      erasedUserId: null,
      accountsInTheWay: [{ id: shared }],
      userErrors: [{ code: 'LAST_OWNER', path: null }],
    });
    expect((await saidOf(person.id)).filter(({ type }) => type === 'user.erased')).toEqual([]);
    expect(await rolesIn(stage, shared)).toMatchObject({ [person.id]: 'owner' });
    expect(await signIn(stage, person)).toMatchObject({ userErrors: [] });
  });

  it('takes a recent proof of who the person is, and is not there for programs and strangers', async () => {
    const person = await stage.person();
    const { viewer } = person;
    stage.host.clock.advance(11 * 60_000);
    expect(await erase({ viewer })).toMatchObject({ userErrors: [{ code: 'REAUTHENTICATION_REQUIRED' }] });
    expect(await erase({ viewer: { kind: 'anonymous' } })).toBe('UNAUTHENTICATED');
    expect(await erase(person)).toMatchObject({ userErrors: [] });
    expect(await erase(person)).toMatchObject({ userErrors: [{ code: 'NOT_FOUND' }] });
  });

  it('leaves an account that the person came to belong to in the moment before, too', async () => {
    const person = await stage.person();
    const first = await accountOf(stage, person);
    const other = await accountOf(stage, grace);
    const erased = await whileLocked(stage, first, async (sql, waiting) => {
      const erasing = erase(person);
      await waiting(1);
      await sql`
        insert into users.members (id, account_id, user_id, role, joined_at)
        values (gen_random_uuid(), ${uuidOf(other)}, ${person.id}, 'member', now())`;
      return { erasing };
    });
    expect(await erased.erasing).toMatchObject({ userErrors: [] });
    expect(await rolesIn(stage, other)).toEqual({ [grace.id]: 'owner' });
    expect((await announcedIn(stage, other, 'member.removed')).length).toBe(1);
  });

  it('lets nothing be written of the person by what is still under way', async () => {
    const person = await stage.person();
    await erase(person);
    // What is on its way through the log at the moment comes and goes.
    const kept = async () =>
      (await columnsWith(person.id)).filter((column) => !/^(bus\.|users\.(outbox|person_erasures)\.)/.test(column));
    expect(await kept()).toEqual(['users.erased_users.id']);
    const codes: Record<string, unknown> = {};
    for (const [field, input] of [
      ['accountCreate', { name: 'Late' }],
      ['preferencesUpdate', { locale: 'en-GB' }],
      ['apiKeyCreate', { name: 'Late', scopes: ['account:read'] }],
      ['userUpdate', { displayName: 'Late', expectedVersion: 1 }],
      ['emailVerificationRequest', undefined],
      ['passwordChange', { currentPassword: person.password, newPassword: 'a staple battery' }],
      ['userExport', undefined],
      ['totpEnroll', undefined],
      ['passkeyRegistrationCreate', undefined],
      ['sessionReauthenticate', { password: person.password }],
    ] as const) {
      const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input`;
      const text = input
        ? `mutation ($input: ${type}!) { ${field}(input: $input) { userErrors { code } } }`
        : `mutation { ${field} { userErrors { code } } }`;
      const { data, errors } = await stage.ask(person.viewer, text, { input });
      codes[field] = errors?.[0]?.extensions?.['code'] ?? data[field].userErrors[0]?.code;
    }
    // He hears that there is no such person, and not that something went wrong on our side.
    expect(codes).toEqual(Object.fromEntries(Object.keys(codes).map((field) => [field, 'NOT_FOUND'])));
    expect(await kept()).toEqual(['users.erased_users.id']);
  });

  it('deletes the key with the next process where this one was killed before it could, and says so once', async () => {
    const person = await stage.person();
    const { admin } = stage.host;
    const [kept] = await admin`select * from vault.personal_keys where user_id = ${person.id}`;
    await erase(person);
    expect(await admin`select from vault.personal_keys where user_id = ${person.id}`).toHaveLength(0);
    await admin`insert into vault.personal_keys ${admin(kept as object)}`;
    await eraseRest(person.id);
    expect(await admin`select from vault.personal_keys where user_id = ${person.id}`).toHaveLength(0);
    const confirmed = await admin`select subgraph from users.erasure_confirmations where user_id = ${person.id}`;
    expect(confirmed).toEqual([{ subgraph: 'users' }]);
    const told = (await saidOf(person.id)).filter(({ type }) => type === 'user.erasure_confirmed');
    expect(told.map(({ payload }) => payload)).toEqual([{ userId: person.id, subgraph: 'users' }]);
  });
});
