import { randomUUID } from 'node:crypto';
import { hashOfApiKey } from '@trivet/identity';
import { anonymous, globalId, type Viewer } from '@trivet/platform';
import { pagesRead } from '@trivet/subgraph/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { administrator, control, makeAdministrator } from '../../tests/administrators-fixture.ts';
import { protectedPerson } from '../../tests/authenticator.ts';
import { enterWith, passkeyOwner } from '../../tests/passkey-requests.ts';
import { announced, refresh, refused, signedIn, signIn, signInRequest } from '../../tests/session-requests.ts';
import { type Person, startUsers, type UsersStage, uuidOf } from '../../tests/users-fixture.ts';

let stage: UsersStage;
let root: Person;
beforeAll(async () => {
  stage = await startUsers('administration');
  root = await administrator(stage);
});
afterAll(() => stage?.stop());

const platform = async (viewer: Viewer, selection: string, variables: object = {}) => {
  const named = selection.includes('$') ? '($id: ID, $name: String, $after: Cursor)' : '';
  const { data, errors } = await stage.ask(viewer, `query ${named} { platform { ${selection} } }`, variables);
  expect(errors).toBeUndefined();
  return data.platform;
};
const viewed = (person: Pick<Person, 'id'>) =>
  platform(
    root.viewer,
    'user(id: $id) { user { id } email emailVerified isAdministrator lock { reason administrator { id } } }',
    {
      id: globalId('usr', person.id),
    },
  ).then(({ user }) => user);
const actsOn = async ({ id }: Pick<Person, 'id'>) => {
  const found = await platform(
    root.viewer,
    'securityEvents(filter: { userId: $id }) { nodes { action reason user { id } administrator { id } } }',
    {
      id: globalId('usr', id),
    },
  );
  return found.securityEvents.nodes as { action: string; reason: string | null }[];
};
const keyOf = async (viewer: Viewer) => {
  const document =
    'mutation { apiKeyCreate(input: { name: "Robot", scopes: ["account:read"] }) { apiKey { id } secret } }';
  return (await stage.ask(viewer, document)).data.apiKeyCreate as { apiKey: { id: string }; secret: string };
};
const knownKey = async (secret: string) => {
  const hashes = [hashOfApiKey(secret).toString('base64url')];
  const router: Viewer = { kind: 'service', service: 'router' };
  const document = 'query ($hashes: [String!]!) { _apiKeys(hashes: $hashes) { keyId } }';
  return (await stage.ask(router, document, { hashes })).data._apiKeys[0];
};

describe('an administrator without a second factor', () => {
  const asked = async (viewer: Viewer) => {
    const { data, errors } = await stage.ask(viewer, '{ platform { __typename } }');
    return errors ? errors[0]?.extensions?.['code'] : data.platform;
  };
  const reauthenticate = async (viewer: Viewer, input: object) => {
    const document = `mutation ($input: SessionReauthenticateInput!) {
      sessionReauthenticate(input: $input) { userErrors { code } }
    }`;
    expect((await stage.ask(viewer, document, { input })).data.sessionReauthenticate.userErrors).toEqual([]);
  };

  it('is told what it takes, sees nothing and does nothing', async () => {
    const [helper, ada] = [await stage.person(), await stage.person()];
    await makeAdministrator(stage, helper);
    const { viewer } = await signedIn(stage, helper);
    expect(await asked(viewer)).toBe('FORBIDDEN');
    expect(await control(stage, viewer, { act: 'userLock', userId: ada.id })).toBe('SECOND_FACTOR_REQUIRED');
    await reauthenticate(viewer, { password: helper.password });
    expect(await asked(viewer)).toBe('FORBIDDEN');
  });

  it('is one when he shows it, in the session in which he does, and after the sign-in with it', async () => {
    const helper = await protectedPerson(stage);
    await makeAdministrator(stage, helper.person);
    expect(await asked(helper.session.viewer)).toBe('FORBIDDEN');
    await reauthenticate(helper.session.viewer, { code: helper.nextCode() });
    expect(await asked(helper.session.viewer)).toEqual({ __typename: 'Platform' });
    await refresh(stage, helper.session.refreshToken);
    expect(await asked(helper.session.viewer)).toEqual({ __typename: 'Platform' });

    const owner = await passkeyOwner(stage);
    await makeAdministrator(stage, owner.person);
    expect(await asked(owner.session.viewer)).toBe('FORBIDDEN');
    const { accessToken } = await enterWith(stage, owner.passkey);
    expect(await asked(await stage.accessTokens.verify(accessToken))).toEqual({ __typename: 'Platform' });
    await stage.ask(await stage.accessTokens.verify(accessToken), 'mutation { sessionRevokeAll { revokedCount } }');
    expect(await asked(await stage.accessTokens.verify(accessToken))).toBe('FORBIDDEN');
  });
});

describe('the platform', () => {
  it('is nothing to everybody who does not administer it, be he a program of who does', async () => {
    const key: Viewer = { kind: 'key', keyId: randomUUID(), owner: { userId: root.id }, scopes: ['account:read'] };
    const others = [anonymous, (await stage.person()).viewer, key, { kind: 'service', service: 'core' } as const];
    for (const viewer of others) {
      expect((await stage.ask(viewer, '{ platform { __typename } }')).data, viewer.kind).toEqual({ platform: null });
    }
    const outcomes = others.map((viewer) => control(stage, viewer, { act: 'userLock', userId: root.id }));
    expect(await Promise.all(outcomes)).toEqual(['UNAUTHENTICATED', 'NOT_FOUND', 'FORBIDDEN', 'UNAUTHENTICATED']);
  });

  it('shows a person by exact address or id, nobody for what nobody has, and notes whom somebody looked at', async () => {
    const ada = await stage.person();
    const asked = `query ($email: EmailAddress!) { platform { user(email: $email) { user { id displayName } email } } }`;
    const byAddress = await stage.ask(root.viewer, asked, { email: ada.email.toUpperCase() });
    expect(byAddress.data.platform.user).toEqual({
      user: { id: globalId('usr', ada.id), displayName: 'Ada' },
      email: ada.email,
    });
    expect(await viewed(ada)).toMatchObject({
      email: ada.email,
      emailVerified: true,
      isAdministrator: false,
      lock: null,
    });
    expect(await viewed(root)).toMatchObject({ isAdministrator: true });
    expect((await stage.ask(root.viewer, asked, { email: 'nobody@example.com' })).data.platform.user).toBeNull();
    expect(await viewed({ id: randomUUID() })).toBeNull();
    expect((await actsOn(ada)).map(({ action }) => action)).toEqual(['USER_VIEWED', 'USER_VIEWED']);
    const { errors } = await stage.ask(root.viewer, '{ platform { user { email } } }');
    expect(errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
  });

  it('finds persons by the beginning of their names, page by page, each once', async () => {
    const unique = randomUUID().slice(0, 8);
    const names = ['Änne', 'anton', 'Anton', 'Berta', '%'].map((name) => `${unique} ${name}`);
    for (const displayName of names) await stage.person({ displayName });
    const pages: string[][] = [];
    let after: string | null = null;
    for (;;) {
      const asked =
        'users(first: 2, name: $name, after: $after) { nodes { user { displayName } email } pageInfo { hasNextPage endCursor } }';
      const { users } = await platform(root.viewer, asked, { name: unique.toUpperCase(), after });
      pages.push(users.nodes.map(({ user }: { user: { displayName: string } }) => user.displayName));
      after = users.pageInfo.endCursor;
      if (!users.pageInfo.hasNextPage) break;
    }
    expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(pages.flat().sort()).toEqual([...names].sort());
    const { users } = await platform(root.viewer, 'users(name: $name) { nodes { email } }', { name: `${unique} %` });
    expect(users.nodes).toHaveLength(1);
    const all = await platform(root.viewer, 'users(first: 3) { nodes { email } }');
    expect(all.users.nodes).toHaveLength(3);
  });
});

it('finds persons and acts by an index, however many there are', async () => {
  const { admin } = stage.host;
  await admin`
    insert into users.users (id, display_name, email, email_hash, created_at)
    select gen_random_uuid(), 'Crowd ' || n, '', decode(md5(n::text), 'hex'), now() from generate_series(1, 20000) n`;
  await admin`
    insert into users.security_events (id, action, occurred_at, administrator_id, user_id, request_id)
    select gen_random_uuid(), 'users_searched', now(), gen_random_uuid(), gen_random_uuid(), 'test'
    from generate_series(1, 20000)`;
  await admin`analyze users.users, users.security_events`;
  const search =
    'users(first: 10, name: $name, after: $after) { nodes { user { displayName } } pageInfo { endCursor } }';
  let after: string | null = null;
  for (let page = 0; page < 2; page += 1) {
    const read = await pagesRead(stage.host, 'users.search', async () => {
      const { users } = await platform(root.viewer, search, { name: 'crowd 1', after });
      expect(users.nodes).toHaveLength(10);
      after = users.pageInfo.endCursor;
    });
    expect(read).toBeLessThan(60);
  }
  const acts = 'securityEvents(first: 10, filter: { userId: $id, action: USER_LOCKED }) { nodes { action } }';
  const read = await pagesRead(stage.host, 'securityEvents.list.userId.action', () =>
    platform(root.viewer, acts, { id: globalId('usr', root.id) }),
  );
  expect(read).toBeLessThan(20);
});

describe('a person who is locked out', () => {
  it('is told so after a right password only, with a second factor too, and comes in again when he is let', async () => {
    const ada = await stage.person();
    const { person: grace } = await protectedPerson(stage);
    for (const { id: userId } of [ada, grace])
      expect(await control(stage, root.viewer, { act: 'userLock', userId })).toBe('done');
    for (const person of [ada, grace]) {
      const right = await signIn(stage, person);
      expect(right).toMatchObject({ accessToken: null, challenge: null, userErrors: [{ code: 'USER_LOCKED' }] });
      const wrong = await signIn(stage, { ...person, password: 'a wrong password' });
      expect(wrong.userErrors).toMatchObject([{ code: 'INVALID_CREDENTIALS' }]);
    }
    expect(await control(stage, root.viewer, { act: 'userUnlock', userId: ada.id })).toBe('done');
    expect((await signIn(stage, ada)).userErrors).toEqual([]);
  });

  it('does not come in by a challenge that he was given before', async () => {
    const grace = await protectedPerson(stage);
    const { challenge } = await signIn(stage, grace.person);
    await control(stage, root.viewer, { act: 'userLock', userId: grace.person.id });
    const { data } = await stage.ask(
      anonymous,
      'mutation ($input: SessionChallengeCompleteInput!) { sessionChallengeComplete(input: $input) { accessToken userErrors { code } } }',
      {
        input: {
          challengeToken: challenge.token,
          code: grace.nextCode(),
        },
      },
    );
    expect(data.sessionChallengeComplete).toEqual({ accessToken: null, userErrors: [{ code: 'USER_LOCKED' }] });
  });

  it('loses his sessions and his own keys, and nobody else’s', async () => {
    const ada = await stage.person();
    const [session, bystander] = [await signedIn(stage, ada), await signedIn(stage, await stage.person())];
    const key = await keyOf(ada.viewer);
    expect(await knownKey(key.secret)).not.toBeNull();
    await control(stage, root.viewer, { act: 'userLock', userId: ada.id });
    expect(await refresh(stage, session.refreshToken)).toEqual(refused);
    expect(await knownKey(key.secret)).toBeNull();
    expect((await refresh(stage, bystander.refreshToken)).userErrors).toEqual([]);
    const types = [...(await announced(stage, session.uuid)), ...(await announced(stage, uuidOf(key.apiKey.id)))];
    expect(types.map(({ type, actor }) => [type, actor])).toEqual([
      ['session.created', ada.id],
      ['session.revoked', root.id],
      ['api_key.created', ada.id],
      ['api_key.revoked', root.id],
    ]);
  });

  it('is refused with a key that came to be beside the lock', async () => {
    const ada = await stage.person();
    const key = await keyOf(ada.viewer);
    await stage.host.admin`
      with event as (
        insert into users.security_events (id, action, occurred_at, user_id, request_id)
        values (${randomUUID()}, 'user_locked', now(), ${ada.id}, 'test') returning id)
      insert into users.user_locks (user_id, security_event_id) select ${ada.id}, id from event`;
    expect(await knownKey(key.secret)).toBeNull();
  });

  it('has no session of a sign-in that went on beside the lock, however the two meet', async () => {
    for (let round = 0; round < 8; round += 1) {
      const ada = await stage.person();
      const attempts = [1, 2].map(() => stage.ask(...signInRequest(ada)));
      const [locked] = await Promise.all([
        control(stage, root.viewer, { act: 'userLock', userId: ada.id }),
        ...attempts,
      ]);
      expect(locked).toBe('done');
      const open = await stage.host.admin`
        select id from users.sessions where user_id = ${ada.id} and revoked_at is null`;
      expect(open).toHaveLength(0);
    }
  });

  it('is shown with the reason and who did it; the reason is read by nobody who has the tables alone', async () => {
    const ada = await stage.person();
    await control(stage, root.viewer, { act: 'userLock', userId: ada.id, reason: 'Phishing, says the bank' });
    expect((await viewed(ada)).lock).toEqual({
      reason: 'Phishing, says the bank',
      administrator: { id: globalId('usr', root.id) },
    });
    const [row] = await stage.host.admin<[{ reason: Buffer }]>`
      select reason from users.security_events where user_id = ${ada.id} and action = 'user_locked'`;
    expect(row.reason.toString('latin1')).not.toContain('Phishing');
    expect(await stage.host.logged().then((log) => JSON.stringify(log))).not.toContain('Phishing');
  });
});

describe('an act of an administrator', () => {
  it('signs a person out everywhere, who can sign in again and whose keys go on', async () => {
    const ada = await stage.person();
    const session = await signedIn(stage, ada);
    const key = await keyOf(ada.viewer);
    expect(await control(stage, root.viewer, { act: 'userForceSignOut', userId: ada.id })).toBe('done');
    expect(await refresh(stage, session.refreshToken)).toEqual(refused);
    expect(await knownKey(key.secret)).not.toBeNull();
    expect((await signIn(stage, ada)).userErrors).toEqual([]);
  });

  it('takes a recent proof, a reason, and somebody else than himself to lock out', async () => {
    const ada = await stage.person();
    const before = (await actsOn(ada)).length;
    const { clock } = stage.host;
    const stale = { ...root.viewer, authenticatedAt: new Date(clock.now().getTime() - 601_000) } as Viewer;
    const lock = (viewer: Viewer, userId: string, reason?: string) =>
      control(stage, viewer, { act: 'userLock', userId, ...(reason !== undefined && { reason }) });
    expect(await lock(stale, ada.id)).toBe('REAUTHENTICATION_REQUIRED');
    expect(await lock(stale, randomUUID())).toBe('NOT_FOUND');
    expect(await lock(root.viewer, ada.id, '  ')).toBe('INVALID_INPUT');
    expect(await lock(root.viewer, ada.id, 'x'.repeat(501))).toBe('INVALID_INPUT');
    expect(await lock(root.viewer, root.id)).toBe('INVALID_INPUT');
    expect((await signIn(stage, ada)).userErrors).toEqual([]);
    expect((await actsOn(ada)).length).toBe(before);
  });

  it('is written down each time, by whom and why; the trail only grows', async () => {
    const ada = await stage.person();
    const acts = ['userLock', 'userLock', 'userUnlock', 'userUnlock', 'userForceSignOut'] as const;
    for (const [index, act] of acts.entries())
      await control(stage, root.viewer, { act, userId: ada.id, reason: `reason ${index}` });
    const written = await actsOn(ada);
    const by = { user: { id: globalId('usr', ada.id) }, administrator: { id: globalId('usr', root.id) } };
    expect(written).toEqual([
      { action: 'USER_SIGNED_OUT', reason: 'reason 4', ...by },
      { action: 'USER_UNLOCKED', reason: 'reason 3', ...by },
      { action: 'USER_UNLOCKED', reason: 'reason 2', ...by },
      { action: 'USER_LOCKED', reason: 'reason 1', ...by },
      { action: 'USER_LOCKED', reason: 'reason 0', ...by },
    ]);
    const only =
      'securityEvents(first: 1, filter: { action: USER_LOCKED, administratorId: $id, userId: $id }) { nodes { reason } }';
    expect((await platform(root.viewer, only, { id: globalId('usr', ada.id) })).securityEvents.nodes).toEqual([]);
    const { admin } = stage.host;
    for (const change of [
      admin`update users.security_events set reason = null`,
      admin`delete from users.security_events`,
      admin`truncate users.security_events cascade`,
    ])
      await expect(change).rejects.toThrow('can only grow');
  });

  it('is one of somebody who loses his role no longer', async () => {
    const former = await administrator(stage);
    const ada = await stage.person();
    expect(await control(stage, former.viewer, { act: 'userForceSignOut', userId: ada.id })).toBe('done');
    await stage.host.admin`delete from users.platform_administrators where user_id = ${former.id}`;
    expect(await control(stage, former.viewer, { act: 'userForceSignOut', userId: ada.id })).toBe('NOT_FOUND');
    expect(await platform(former.viewer, '__typename')).toBeNull();
  });
});
