import { randomUUID } from 'node:crypto';
import { asUser } from '@trivet/subgraph/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { identitiesOf, link, newcomer, toldOf, unlink } from '../../tests/identities.ts';
import { mailsTo } from '../../tests/mails.ts';
import { outcomeOf, type ProvidersStage, startWithProvider } from '../../tests/providers-fixture.ts';
import { uuidOf } from '../../tests/users-fixture.ts';

let stage: ProvidersStage;
beforeAll(async () => {
  stage = await startWithProvider('identity links', { others: ['other'] });
});
afterAll(() => stage?.stop());

type Asker = Parameters<ProvidersStage['ask']>[0];

it('links by a step of the person’s own, once', async () => {
  const ada = await stage.person();
  const { login } = newcomer(stage);
  const { identity, userErrors } = await link(stage, ada.viewer, await stage.bring(login));
  expect({ identity, userErrors }).toEqual({
    identity: {
      id: expect.stringMatching(/^idn_/),
      provider: 'test',
      label: 'The test one',
      email: `${login}@example.com`,
    },
    userErrors: [],
  });
  const again = await link(stage, ada.viewer, await stage.bring(login));
  expect(again.identity.id).toBe(identity.id);
  expect((await toldOf(stage, ada.id)).filter(({ type }) => type === 'identity.linked')).toHaveLength(1);
});

it('tells by mail who links a provider, and not who registers by one', async () => {
  const ada = await stage.person();
  const { login, email } = newcomer(stage);
  stage.host.clock.advance(60_000);
  const asked = { ...ada.viewer, authenticatedAt: stage.host.clock.now() } as Asker;
  expect((await link(stage, asked, await stage.bring(login))).userErrors).toEqual([]);
  expect(await mailsTo(stage, ada.email, 'sign_in_notice')).toMatchObject([{ about: 'identity_linked' }]);

  const grace = newcomer(stage);
  await stage.enter(grace.login);
  expect([await mailsTo(stage, grace.email, 'sign_in_notice'), await mailsTo(stage, email, 'sign_in_notice')]).toEqual([
    [],
    [],
  ]);
});

it('links nobody with two persons here, and nobody here with two at one provider', async () => {
  const [ada, grace] = [await stage.person(), await stage.person()];
  const { login } = newcomer(stage);
  const both = await Promise.all([
    stage.bring(login).then((brought) => link(stage, ada.viewer, brought)),
    stage.bring(login).then((brought) => link(stage, grace.viewer, brought)),
  ]);
  expect(both.map(({ userErrors }) => userErrors[0]?.code).sort()).toEqual(['IDENTITY_TAKEN', undefined]);
  const linked = both[0].identity ? ada : grace;
  const another = await link(stage, linked.viewer, await stage.bring(newcomer(stage).login));
  expect(another).toEqual({ identity: null, userErrors: [{ code: 'PROVIDER_LINKED', path: ['input', 'code'] }] });
});

it('links nobody whose address is not verified, who has not shown of late who he is, or who is nobody', async () => {
  const stranger = await stage.person({}, { verified: false });
  const ada = await stage.person();
  const brought = await stage.bring(newcomer(stage).login);
  expect((await link(stage, stranger.viewer, brought)).userErrors).toMatchObject([{ code: 'EMAIL_NOT_VERIFIED' }]);
  const hourAgo = new Date(stage.host.clock.now().getTime() - 3_600_000);
  const stale = asUser(ada.id, randomUUID(), hourAgo);
  expect((await link(stage, stale, brought)).userErrors).toMatchObject([{ code: 'REAUTHENTICATION_REQUIRED' }]);
  const { errors } = await link(stage, { kind: 'anonymous' }, brought);
  expect(errors?.[0]?.extensions?.['code']).toBe('UNAUTHENTICATED');
  // None of that has used the code up.
  expect((await link(stage, ada.viewer, brought)).userErrors).toEqual([]);
});

it('unlinks, ends the person’s other sessions, and lets nobody in by it any more', async () => {
  const ada = await stage.person();
  const { login } = newcomer(stage, { email: ada.email });
  const { identity } = await link(stage, ada.viewer, await stage.bring(login));
  const elsewhere = await stage.enter(login);
  expect(await unlink(stage, ada.viewer, identity.id)).toEqual({ identityId: identity.id, userErrors: [] });
  expect(await identitiesOf(stage, ada.viewer)).toEqual([]);
  expect(await outcomeOf(stage, await stage.bring(login))).toBe('EMAIL_TAKEN');
  const events = (await toldOf(stage, ada.id)).filter(({ type }) =>
    /^(identity\.unlinked|session\.revoked)$/.test(type),
  );
  expect(events.map(({ type, payload }) => ({ type, payload }))).toEqual([
    { type: 'identity.unlinked', payload: { userId: ada.id, identityId: uuidOf(identity.id) } },
    { type: 'session.revoked', payload: { userId: ada.id, sessionId: elsewhere.sessionId, reason: 'revoked' } },
  ]);
  expect((await unlink(stage, ada.viewer, identity.id)).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  const stale = asUser(ada.id, randomUUID(), new Date(stage.host.clock.now().getTime() - 3_600_000));
  expect((await unlink(stage, stale, identity.id)).userErrors).toMatchObject([{ code: 'REAUTHENTICATION_REQUIRED' }]);
});

it('answers a repetition by its Idempotency-Key', async () => {
  const ada = await stage.person();
  const { identity } = await link(stage, ada.viewer, await stage.bring(newcomer(stage).login));
  const more = { idempotencyKey: 'once' };
  const done = { identityId: identity.id, userErrors: [] };
  expect(await unlink(stage, ada.viewer, identity.id, more)).toEqual(done);
  expect(await unlink(stage, ada.viewer, identity.id, more)).toEqual(done);
});

it('leaves everybody a way to sign in, of two unlinked at once too', async () => {
  const { login } = newcomer(stage);
  const { viewer } = await stage.enter(login);
  const [first] = await identitiesOf(stage, viewer);
  expect(await unlink(stage, viewer, first.id)).toEqual({
    identityId: null,
    userErrors: [{ code: 'LAST_SIGN_IN_METHOD', path: ['input', 'identityId'] }],
  });
  const second = (await link(stage, viewer, await stage.bring(newcomer(stage).login, { name: 'other' }))).identity;
  // Neither can end before both have looked at what is left: what comes then, ending other sessions, waits.
  const { both } = await stage.host.admin.begin(async (sql) => {
    await sql`lock table users.sessions in access exclusive mode`;
    const answers = Promise.all([unlink(stage, viewer, first.id), unlink(stage, viewer, second.id)]);
    await vi.waitFor(async () => {
      const [row] = await stage.host.admin<[{ count: number }]>`
        select count(*)::int from pg_stat_activity
        where datname = current_database() and usename = 'trivet_users' and wait_event_type = 'Lock'`;
      expect(row.count).toBe(2);
    });
    // Not the promise itself, which would be waited for in here.
    return { both: answers };
  });
  const answers = await both;
  expect(answers.map(({ userErrors }) => userErrors[0]?.code ?? 'done').sort()).toEqual([
    'LAST_SIGN_IN_METHOD',
    'done',
  ]);
  expect(await identitiesOf(stage, viewer)).toHaveLength(1);
});

it('shows and unlinks nobody else’s', async () => {
  const ada = await stage.person();
  const { identity } = await link(stage, ada.viewer, await stage.bring(newcomer(stage).login));
  const grace = await stage.person();
  const node = `query ($ids: [ID!]!) { _usersNodes(ids: $ids) { ... on Identity { id email } } }`;
  const seen = async (viewer: Asker) => (await stage.ask(viewer, node, { ids: [identity.id] })).data._usersNodes;
  expect(await seen(ada.viewer)).toMatchObject([{ id: identity.id }]);
  expect(await seen(grace.viewer)).toEqual([null]);
  expect((await unlink(stage, grace.viewer, identity.id)).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  expect(await identitiesOf(stage, ada.viewer)).toHaveLength(1);
});
