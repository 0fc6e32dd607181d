import { createHash } from 'node:crypto';
import { anonymous } from '@trivet/platform';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { newRegistration, registerDocument, startUsers, type UsersStage, uuidOf } from '../../tests/users-fixture.ts';

let stage: UsersStage;
beforeAll(async () => {
  stage = await startUsers('registration');
});
afterAll(() => stage?.stop());

const countUsers = async () => {
  const [row] = await stage.host.admin<[{ users: number; credentials: number }]>`
    select (select count(*)::int from users.users) as users, (select count(*)::int from users.credentials) as credentials`;
  return row;
};

/** What the log says of registrations, once the outbox is empty. */
async function announced(): Promise<readonly string[]> {
  await vi.waitFor(async () => {
    const [row] = await stage.host.admin<[{ count: number }]>`select count(*)::int from users.outbox`;
    expect(row.count).toBe(0);
  });
  const events = await stage.host.logged();
  return events.filter(({ type }) => type === 'user.created').map(({ stream }) => stream.person ?? '');
}

it('registers a person with his event, which holds his id and nothing else of him', async () => {
  const { data, errors, requestId } = await stage.register({ displayName: '  Ada Lovelace ' });
  expect(errors).toBeUndefined();
  expect(data.userRegister).toMatchObject({ user: { displayName: 'Ada Lovelace' }, userErrors: [] });
  const userId = uuidOf(data.userRegister.user.id);
  expect(await announced()).toContain(userId);
  const [event] = (await stage.host.logged()).filter(({ subject }) => subject.id === userId);
  expect(event).toMatchObject({
    type: 'user.created',
    stream: { person: userId },
    actor: userId,
    requestId,
    payload: { userId },
    occurredAt: stage.host.clock.now(),
  });
});

it('keeps neither the person nor the event when the event cannot be kept', async () => {
  const { admin } = stage.host;
  const registration = newRegistration();
  const before = { ...(await countUsers()), events: (await announced()).length };
  await admin`alter table users.outbox add constraint nothing_new check (type <> 'user.created')`;
  const { data, errors } = await stage.register(registration);
  await admin`alter table users.outbox drop constraint nothing_new`;
  expect(data).toBeNull();
  expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['INTERNAL_SERVER_ERROR']);
  expect({ ...(await countUsers()), events: (await announced()).length }).toEqual(before);

  // Nothing is left that keeps the person from trying again.
  expect((await stage.register(registration)).data.userRegister.userErrors).toEqual([]);
  expect(await announced()).toHaveLength(before.events + 1);
});

it('lets one of several simultaneous registrations of an address win, and announces that one', async () => {
  const { email } = newRegistration();
  const before = await announced();
  const spellings = [email, email.toUpperCase(), email, `${email.slice(0, 1).toUpperCase()}${email.slice(1)}`];
  const answers = await Promise.all(spellings.map((spelling) => stage.register({ email: spelling })));
  const payloads = answers.map(({ data }) => data.userRegister);
  const winners = payloads.filter(({ user }) => user !== null);
  expect(winners).toHaveLength(1);
  for (const { user, userErrors } of payloads) {
    if (user === null) expect(userErrors).toEqual([{ code: 'EMAIL_TAKEN', path: ['input', 'email'] }]);
  }
  expect((await announced()).slice(before.length)).toEqual([uuidOf(winners[0].user.id)]);
  expect((await countUsers()).users).toBe((await announced()).length);
});

it('shows a person his address, keeps it as keyed hash and ciphertext only, and writes it nowhere else', async () => {
  const { admin, lines } = stage.host;
  const ada = await stage.person({}, { verified: false });
  const { data } = await stage.ask(ada.viewer, '{ viewer { id email emailVerified displayName } }');
  expect(data.viewer).toMatchObject({ email: ada.email, emailVerified: false, displayName: 'Ada' });

  await announced();
  const tables = await admin<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('users', 'vault', 'bus')`;
  expect(tables.length).toBeGreaterThan(10);
  let dump = '';
  for (const { name } of tables) {
    for (const { row } of await admin.unsafe<{ row: string }[]>(`select t::text as row from ${name} t`))
      dump += `${row}\n`;
  }
  const log = lines.map((line) => JSON.stringify(line)).join('\n');
  expect(dump).toContain(ada.id);
  const texts = [ada.email, ada.email.toUpperCase(), `email:${ada.email}`];
  const traces = texts.flatMap((text) => [
    text,
    Buffer.from(text).toString('hex'),
    Buffer.from(text).toString('base64').slice(0, -4),
    createHash('sha256').update(text).digest('hex'),
    createHash('md5').update(text).digest('hex'),
  ]);
  for (const trace of [...traces, ada.password]) {
    expect(dump.toLowerCase().includes(trace.toLowerCase()), trace).toBe(false);
    expect(log.includes(trace), trace).toBe(false);
  }
  // The same traces do find what is kept in the clear.
  expect(dump).toContain('Ada');
});

it('shows others a person’s name and nothing private', async () => {
  const [ada, grace] = [await stage.person(), await stage.person()];
  const query = /* GraphQL */ `
    query ($representations: [_Any!]!) {
      _entities(representations: $representations) {
        ... on User { displayName email emailVerified createdAt accounts { nodes { id } } }
      }
    }
  `;
  const { data: registered } = await stage.ask(ada.viewer, '{ viewer { id } }');
  const variables = { representations: [{ __typename: 'User', id: registered.viewer.id }] };
  const hidden = { email: null, emailVerified: null, createdAt: null, accounts: null };
  for (const viewer of [grace.viewer, anonymous, { kind: 'service', service: 'notifications' } as const]) {
    const { data, errors } = await stage.ask(viewer, query, variables);
    expect({ data, errors }, viewer.kind).toEqual({ data: { _entities: [{ displayName: 'Ada', ...hidden }] } });
  }
  expect((await stage.ask(ada.viewer, query, variables)).data._entities[0]).toMatchObject({ email: ada.email });
});

it('takes a password of 8 to 128 characters, whatever they are', async () => {
  for (const password of ['a'.repeat(7), '🎉'.repeat(7), 'a'.repeat(129), '']) {
    const { data } = await stage.register({ password });
    expect(data.userRegister, `${password.length}`).toEqual({
      user: null,
      userErrors: [{ code: 'INVALID_INPUT', path: ['input', 'password'] }],
    });
  }
  for (const password of ['a'.repeat(8), '🎉'.repeat(128), 'nul \u0000 inside', 'half \ud800 a pair']) {
    expect((await stage.register({ password })).data.userRegister.userErrors, password).toEqual([]);
  }
});

it('refuses names and addresses that are no text, or too long, as data', async () => {
  const names = [
    '',
    '  ',
    'x'.repeat(101),
    'nul \u0000',
    '\u0000',
    'half \ud800',
    '\udc00',
    'line\nbreak',
    '\u202eevil\u0007',
  ];
  for (const displayName of names) {
    const { data, errors } = await stage.register({ displayName });
    expect({ ...data?.userRegister, errors }, JSON.stringify(displayName)).toEqual({
      user: null,
      userErrors: [{ code: 'INVALID_INPUT', path: ['input', 'displayName'] }],
    });
  }
  expect((await stage.register({ displayName: '🎉'.repeat(100) })).data.userRegister.userErrors).toEqual([]);
  const tooLong = await stage.register({ email: `${'a'.repeat(243)}@example.com` });
  expect(tooLong.data.userRegister.userErrors).toEqual([{ code: 'INVALID_INPUT', path: ['input', 'email'] }]);
  for (const email of ['', 'ada', 'nul\u0000@example.com', '\ud800@example.com', 'ada@example.com\n']) {
    const { errors } = await stage.register({ email });
    expect(
      errors?.map(({ extensions }) => extensions['code']),
      JSON.stringify(email),
    ).toEqual(['BAD_USER_INPUT']);
  }
});

it('takes no Idempotency-Key of a stranger', async () => {
  const more = { idempotencyKey: 'key' };
  const { errors } = await stage.ask(anonymous, registerDocument, { input: newRegistration() }, more);
  expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['BAD_USER_INPUT']);
});

it('says of an address that is none that it is bad input, in variables and in the document', async () => {
  const literal = (email: string) => `mutation {
    userRegister(input: { email: "${email}", password: "long enough", displayName: "Ada" }) { userErrors { code } }
  }`;
  expect((await stage.ask(anonymous, literal(newRegistration().email))).errors).toBeUndefined();
  const answers = [await stage.ask(anonymous, literal('ada')), await stage.register({ email: 'ada' })];
  for (const { data, errors } of answers) {
    expect(data ?? null).toBeNull();
    expect(errors).toMatchObject([
      { message: expect.stringContaining('email'), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  }
  const levels = stage.host.lines.filter(({ message }) => message === 'An operation failed unexpectedly');
  expect(levels.filter(({ context }) => answers.some(({ requestId }) => requestId === context['request_id']))).toEqual(
    [],
  );
});
