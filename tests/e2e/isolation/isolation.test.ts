import { decodeGlobalId } from '@trivet/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headOf } from '../../support/events.ts';
import { eventually } from '../../support/eventually.ts';
import { colleagueIn, join } from '../../support/members.ts';
import { ask, type Person } from '../../support/person.ts';
import { type Stack, startStack } from '../../support/stack.ts';
import { liveOutcome } from './live-outcome.ts';

const uuidOf = (id: string) => decodeGlobalId(id)?.uuid ?? '';

/** What no table of `authorization-matrix` can say: that is tried there. */
describe('what is another’s', () => {
  let stack: Stack;
  let ada: Person;
  let eve: Person;
  let vera: Person;
  let adas: { readonly account: string; readonly resource: string; readonly notification: string };
  let eves: { readonly account: string; readonly resource: string };
  /** Of the first event of Ada's account. */
  let cursor: string;

  const authorizationOf = (person: Person | undefined) =>
    person ? { authorization: `Bearer ${person.accessToken}` } : {};
  const tell = (person: Person | undefined, document: string, variables: Record<string, unknown>) =>
    ask(stack.url, document, variables, authorizationOf(person));

  beforeAll(async () => {
    stack = await startStack('standalone', { name: 'isolation' });
    [ada, eve, vera] = await Promise.all([stack.person('Ada'), stack.person('Eve'), stack.person('Vera')]);
    const account = await ada.account('Adas secret account');
    const resource = await ada.resource(account, 'document', { text: 'Adas secret text' });
    const eveAccount = await eve.account('Eves');
    eves = { account: eveAccount, resource: await eve.resource(eveAccount) };
    await (await colleagueIn(stack, account)).resource(account, 'letter', { text: 'Another secret text' });
    adas = { account, resource, notification: await notificationOf(ada, 'New letter') };
    cursor = (await ada.tell('Events', { accountId: account })).data.events.nodes[0].cursor;
    await join(stack, account, vera, 'viewer');
  });
  afterAll(() => stack?.stop());

  it('gives nothing of others for their cursors, neither pulled nor live', async () => {
    const events =
      'query ($account: ID!, $after: Cursor) { events(accountId: $account, after: $after, first: 100) { nodes { subjectId payload } } }';
    const { data } = await eve.ask(events, { account: eves.account, after: cursor });
    expect(data.events.nodes.map(({ subjectId }: { subjectId: string }) => subjectId)).toContain(eves.resource);
    for (const id of Object.values(adas)) {
      expect(JSON.stringify(data)).not.toContain(id);
      expect(JSON.stringify(data)).not.toContain(uuidOf(id));
    }

    const received =
      'subscription ($after: Cursor) { notificationReceived(after: $after) { notificationId notification { title body account { name } } } }';
    const live = await eve.subscribe(received, { after: cursor });
    const later = await (await colleagueIn(stack, eves.account)).resource(eves.account, 'latest');
    const seen: unknown[] = [];
    for (let title = ''; title !== 'New latest'; ) {
      const event = await live.next();
      seen.push(event);
      title = event.data.notificationReceived.notification?.title;
    }
    await live.close();
    expect(later).toMatch(/^res_/);
    expect(JSON.stringify(seen)).not.toMatch(/secret/);
    expect(JSON.stringify(seen)).not.toContain(adas.notification);
    const visitor = await liveOutcome(stack.url, { query: received, variables: { after: cursor } });
    expect(visitor).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  it('delivers live to a member who may read, and nothing of it to others', async () => {
    const query =
      'subscription ($account: ID!, $after: Cursor) { resourceChanged(accountId: $account, after: $after) { resourceId resource { data createdBy { displayName email } } } }';
    const [veras, evesOwn] = [
      await vera.subscribe(query, { account: adas.account, after: await headOf(ada, adas.account) }),
      await eve.subscribe(query, { account: eves.account, after: await headOf(eve, eves.account) }),
    ];
    const resource = await ada.resource(adas.account, 'document', { text: 'another secret' });
    const own = await eve.resource(eves.account);
    expect((await veras.next()).data.resourceChanged).toEqual({
      resourceId: resource,
      resource: { data: { text: 'another secret' }, createdBy: { displayName: 'Ada', email: null } },
    });
    expect((await evesOwn.next()).data.resourceChanged.resourceId).toBe(own);
    await Promise.all([veras.close(), evesOwn.close()]);
  });

  it('has no way around the graph: what subgraphs ask each other is not in the API', async () => {
    const documents = [
      `{ _entities(representations: [{ __typename: "Account", id: "${adas.account}" }]) { ... on Account { name } } }`,
      `{ _usersNodes(ids: ["${adas.account}"]) { id } }`,
      `{ _coreNodes(ids: ["${adas.resource}"]) { id } }`,
      `{ _notificationsNodes(ids: ["${adas.notification}"]) { id } }`,
      '{ _service { sdl } }',
    ];
    for (const document of documents) {
      for (const person of [undefined, eve, vera, ada]) {
        const answer = await tell(person, document, {});
        expect(answer, document).toMatchObject({
          status: 400,
          errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
        });
        expect(answer.data, document).toBeUndefined();
      }
    }
    const { data } = await ada.ask('{ __schema { types { name fields { name } } directives { name } } }');
    expect(JSON.stringify(data).match(/"_(entities|service|\w*Nodes)"|"_Any"|"_Entity"|"private"/g)).toBeNull();

    for (const path of ['/internal/access', '/users/graphql', '/core/graphql']) {
      const response = await fetch(`${stack.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...authorizationOf(ada) },
        body: JSON.stringify({ userIds: [uuidOf(ada.id)] }),
      });
      expect(response.status, path).toBe(404);
      expect(await response.text(), path).not.toContain(uuidOf(adas.account));
    }
  });

  it('takes a token for the world for no token between ourselves', async () => {
    const document = 'query ($id: ID!) { account(id: $id) { name } }';
    for (const authorization of [
      `Viewer ${ada.accessToken}`,
      `Bearer ${eve.accessToken.slice(0, -4)}AAAA`,
      'Viewer ',
      'Bearer x.y.z',
    ]) {
      const answer = await ask(stack.url, document, { id: adas.account }, { authorization });
      expect(answer, authorization.slice(0, 12)).toMatchObject({
        status: 401,
        errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
      });
      expect(answer.data ?? null).toBeNull();
    }
  });
});

/** The id of the one with this title, which reaches the inbox a moment after what it tells of. */
function notificationOf(person: Person, title: string): Promise<string> {
  return eventually(async () => {
    const { data } = await person.ask('{ viewer { inbox { nodes { id title } } } }');
    const found = data.viewer.inbox.nodes.find((notification: { title: string }) => notification.title === title);
    if (!found) throw new Error(`Nothing in the inbox has the title "${title}".`);
    return found.id;
  });
}
