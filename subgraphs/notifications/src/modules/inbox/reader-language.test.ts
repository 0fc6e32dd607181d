import { randomUUID } from 'node:crypto';
import { globalId, type SubscriptionStream, type UserViewer } from '@trivet/platform';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import {
  type NotificationsStage,
  person,
  resourceCreated,
  startNotifications,
  userCreated,
} from '../../tests/notifications-fixture.ts';

let stage: NotificationsStage;
beforeAll(async () => {
  stage = await startNotifications('language of inboxes');
});
afterAll(() => stage?.stop());

function reads({ userId }: UserViewer, locale: string): void {
  stage.persons.set(userId, { email: 'reader@example.com', preferences: { locale, timeZone: 'UTC' } });
}
/** A German, an Austrian, an English reader, and one whose language we do not have, of one account. */
function readers() {
  const [german, austrian, english, french] = [person(), person(), person(), person()];
  reads(german, 'de');
  reads(austrian, 'de-AT');
  reads(english, 'en-GB');
  reads(french, 'fr');
  const accountId = randomUUID();
  const all = [german, austrian, english, french];
  const members = all.map(({ userId }) => ({ userId, permissions: ['resources:read'] }));
  stage.accounts.set(accountId, { name: 'Werkstätten', members });
  return { accountId, german, austrian, english, french, all };
}

const inboxDocument = `query ($user: _Any!) {
  _entities(representations: [$user]) { ... on User { inbox(first: 50) { nodes { id title body } } } }
}`;
async function inbox(viewer: UserViewer): Promise<readonly { id: string; title: string; body: string }[]> {
  const user = { __typename: 'User', id: globalId('usr', viewer.userId) };
  const { data, errors } = await stage.ask(viewer, inboxDocument, { user });
  expect(errors).toBeUndefined();
  return data._entities[0].inbox.nodes;
}
const linesOf = async (viewer: UserViewer) => (await inbox(viewer)).map(({ title, body }) => `${title} | ${body}`);

interface Received {
  readonly notification: { readonly title: string; readonly body: string };
}
async function listen(viewer: UserViewer) {
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  const query = 'subscription { notificationReceived { notification { title body } } }';
  const stream = await stage.subgraph.subscribe({ query, viewer, requestId: 'request', signal: controller.signal });
  const live = stream as SubscriptionStream;
  await live.next();
  return async () => {
    const { value } = (await live.next()) as { value: { data: { notificationReceived: Received } } };
    const { title, body } = value.data.notificationReceived.notification;
    return `${title} | ${body}`;
  };
}

const german = 'Neu: document | In Werkstätten wurde ein Eintrag vom Typ document angelegt.';
const english = 'New document | An entry of the type document was created in Werkstätten.';

it('tells each of an account of one event in his language: when he looks, when he is told live, and by its id', async () => {
  const of = readers();
  const told = await Promise.all(of.all.map(listen));
  await stage.happen(resourceCreated(of.accountId));
  const live = await Promise.all(told.map((next) => next()));
  expect(live).toEqual([german, german, english, english]);
  expect(await Promise.all(of.all.map(linesOf))).toEqual([[german], [german], [english], [english]]);
  const [{ id } = { id: '' }] = await inbox(of.german);
  const node = 'query ($ids: [ID!]!) { _notificationsNodes(ids: $ids) { ... on Notification { title } } }';
  const { data } = await stage.ask(of.german, node, { ids: [id, globalId('ntf', randomUUID())] });
  expect(data._notificationsNodes).toEqual([{ title: 'Neu: document' }, null]);
  const marking = `mutation ($ids: [ID!]!) { notificationMarkRead(input: { ids: $ids }) { notifications { title } } }`;
  const marked = await stage.ask(of.german, marking, { ids: [id] });
  expect(marked.data.notificationMarkRead.notifications).toEqual([{ title: 'Neu: document' }]);
});

it('tells of a bulk job, of what somebody is welcomed with, and of his sign-in in his language, too', async () => {
  const of = readers();
  await stage.ask(
    of.german,
    'mutation { notificationPreferenceUpdate(input: { category: SECURITY, channel: IN_APP, enabled: true }) { userErrors { code } } }',
  );
  const { userId } = of.german;
  await stage.happen({ ...resourceCreated(of.accountId), bulk: true, requestId: randomUUID() });
  await stage.happen(userCreated(userId));
  await stage.happen({ ...userCreated(userId), type: 'security.passkey_removed' });
  await stage.caughtUp();
  expect(await linesOf(of.german)).toEqual([
    expect.stringMatching(/^Ein Passkey wurde entfernt \| Er gilt nicht mehr\. Falls Sie das nicht waren/),
    'Willkommen | Ihr Zugang ist bereit. Legen Sie ein Konto an, um zu beginnen.',
    'Neu: document | In Werkstätten wurden viele Einträge vom Typ document angelegt.',
  ]);
});

it('is in the language that its person chooses later, all of it, from when he has chosen', async () => {
  const of = readers();
  await stage.happen(resourceCreated(of.accountId));
  await stage.caughtUp();
  expect(await linesOf(of.english)).toEqual([english]);
  reads(of.english, 'de');
  await stage.happen({ ...userCreated(of.english.userId), type: 'preferences.updated' });
  await expect.poll(() => linesOf(of.english), { timeout: 15_000, interval: 20 }).toEqual([german]);
});

it('is in the language that was chosen while another answer was under way', async () => {
  const of = readers();
  await stage.happen(resourceCreated(of.accountId));
  await stage.caughtUp();
  const { graph } = stage.host;
  const { answer } = graph;
  const [asked, before] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  graph.answer = async (request) => {
    const old = await answer(request);
    asked.resolve();
    await before.promise;
    return old;
  };
  const reading = linesOf(of.english);
  await asked.promise;
  graph.answer = answer;
  reads(of.english, 'de');
  await stage.happen({ ...userCreated(of.english.userId), type: 'preferences.updated' });
  await stage.caughtUp();
  before.resolve();
  expect(await reading).toEqual([german]);
});

it('asks for the language of a reader once, however much he reads', async () => {
  const ada = person();
  reads(ada, 'de');
  const facts = JSON.stringify({ 'resource.type': 'document', isMany: false, 'account.name': 'Werkstätten' });
  await stage.host.admin`
    insert into notifications.notifications (id, user_id, event_id, kind, title, body, facts, created_at)
    select gen_random_uuid(), ${ada.userId}, gen_random_uuid(), 'resource.created', 'Title', 'Body', ${facts}::text::jsonb, now()
    from generate_series(1, 50)`;
  stage.host.graph.requests.length = 0;
  const shown = await Promise.all([1, 2, 3].map(() => linesOf(ada)));
  expect(shown).toEqual(Array(3).fill(Array(50).fill(german)));
  expect(stage.host.graph.requests.map(({ principal }) => principal)).toMatchObject([
    { kind: 'user', userId: ada.userId },
  ]);
});

it('leaves as it was written what somebody announced, and what was told before facts were kept', async () => {
  const of = readers();
  await stage.happen(resourceCreated(of.accountId));
  await stage.caughtUp();
  await stage.host.admin`
    update notifications.notifications set facts = null where user_id = ${of.german.userId}`;
  await stage.happen(resourceCreated(of.accountId));
  await stage.caughtUp();
  expect(await linesOf(of.german)).toEqual([german, english]);
});

it('is readable in English while nobody can tell in which language', async () => {
  const of = readers();
  await stage.happen(resourceCreated(of.accountId));
  await stage.caughtUp();
  const { graph } = stage.host;
  const { answer } = graph;
  graph.answer = () => Promise.reject(new Error('nobody listens'));
  const meanwhile = await linesOf(of.german).finally(() => {
    graph.answer = answer;
  });
  expect([meanwhile, await linesOf(of.german)]).toEqual([[english], [german]]);
});
