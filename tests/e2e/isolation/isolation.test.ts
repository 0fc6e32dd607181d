import { randomUUID } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newId, openPostgres } from '@trivet/database';
import { decodeGlobalId, globalId } from '@trivet/platform';
import { buildSchema, isObjectType, Kind, parse, visit } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headOf } from '../../support/events.ts';
import { eventually } from '../../support/eventually.ts';
import { ask, type GraphQLAnswer, type Person } from '../../support/person.ts';
import { type Stack, startStack } from '../../support/stack.ts';
import { type Attempt, attempts, exempt, type Ids, liveAttempts } from './attempts.ts';
import { type LiveOutcome, liveOutcome } from './live-outcome.ts';

const schemaFolder = join(import.meta.dirname, '../../../schema');
const textOf = (file: string) => readFileSync(join(schemaFolder, file), 'utf8');

/** Everything of a person that only he himself sees, as another would ask for it by reference. */
const privateFields = {
  accounts: 'accounts { nodes { id name } }',
  createdAt: 'createdAt',
  email: 'email',
  emailVerified: 'emailVerified',
  inbox: 'inbox { nodes { id title } }',
  sessions: 'sessions { nodes { id agent } }',
  unreadCount: 'unreadCount',
};
const personFields = `id displayName ${Object.values(privateFields).join(' ')}`;
const hidden = Object.fromEntries(Object.keys(privateFields).map((field) => [field, null]));

/** What Vera, who may read, is not even told of. */
const hiddenFromMembers: ReadonlySet<Attempt['takes']> = new Set(['oneself', 'inviting']);

const uuidOf = (id: string) => decodeGlobalId(id)?.uuid ?? '';

/** Ids as good as Ada's, of nothing that there is. */
const unknownIds = (): Ids => ({
  user: globalId('usr', newId()),
  account: globalId('acc', newId()),
  member: globalId('mbr', newId()),
  role: globalId('rol', newId()),
  invitation: globalId('inv', newId()),
  resource: globalId('res', newId()),
  notification: globalId('ntf', newId()),
  session: globalId('ses', newId()),
});

/** Only what the document declares: variables that it does not know are refused. */
function variablesOf({ document, variables }: Attempt, ids: Ids, cursor: string): Record<string, unknown> {
  if (variables) return { ...variables(ids) };
  const all: Record<string, string> = { ...ids, cursor };
  return Object.fromEntries(Object.entries(all).filter(([name]) => document.includes(`$${name}:`)));
}

/** An answer with its ids named: what is left is what a stranger could tell apart. */
function withoutIds<Answer>(answer: Answer, ids: Ids): Answer {
  let text = JSON.stringify(answer);
  for (const [name, id] of Object.entries(ids))
    text = text.replaceAll(id, `<${name}>`).replaceAll(uuidOf(id), `<${name}>`);
  return JSON.parse(text) as Answer;
}

describe('the isolation matrix', () => {
  it('holds every root field of the API, or says why not', () => {
    const schema = buildSchema(textOf('api.graphql'), { assumeValidSDL: true });
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const fields = roots.flatMap((type) =>
      Object.keys(type?.getFields() ?? {}).map((field) => `${type?.name}.${field}`),
    );
    const covered = [...Object.keys(attempts), ...Object.keys(liveAttempts)];
    expect([...covered, ...Object.keys(exempt)].sort()).toEqual(fields.sort());
    expect(covered).toHaveLength(21);
    expect(Object.keys(exempt)).toHaveLength(11);
    for (const [field, tried] of Object.entries({ ...attempts, ...liveAttempts })) {
      const name = field.split('.')[1] ?? '';
      for (const { document, what } of tried) expect(document, `${field}: ${what}`).toContain(`${name}(`);
      expect(tried.length, field).toBeGreaterThan(0);
    }
  });

  it('names a thing of every type that has an id of its own', () => {
    const schema = buildSchema(textOf('api.graphql'), { assumeValidSDL: true });
    const nodes = Object.values(schema.getTypeMap()).filter(
      (type) => isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node'),
    );
    expect(nodes.map(({ name }) => name.toLowerCase()).sort()).toEqual(Object.keys(unknownIds()).sort());
  });

  it('asks for every private field of a person', () => {
    const fields: string[] = [];
    for (const file of globSync('subgraphs/*.graphql', { cwd: schemaFolder })) {
      visit(parse(textOf(file)), {
        FieldDefinition(field, _key, _parent, _path, ancestors) {
          if (!field.directives?.some(({ name }) => name.value === 'private')) return;
          const type = ancestors.at(-1);
          if (type && 'kind' in type && type.kind !== Kind.DOCUMENT && 'name' in type)
            fields.push(`${type.name?.value}.${field.name.value}`);
        },
      });
    }
    expect(fields.sort()).toEqual(Object.keys(privateFields).map((field) => `User.${field}`));
  });
});

// In both ways of running: `authorization-matrix`.
describe('what is another’s', () => {
  let stack: Stack;
  let ada: Person;
  let eve: Person;
  let vera: Person;
  let adas: Ids;
  let eves: { readonly account: string; readonly resource: string };
  /** Of the first event of Ada's account. */
  let cursor: string;

  /** Who tries, and whether he belongs to Ada's account as one who may read. */
  const others = () =>
    ({
      'a stranger who is not signed in': undefined,
      'a person of another account': eve,
      'a member who may only read': vera,
    }) as const;

  const authorizationOf = (person: Person | undefined) =>
    person ? { authorization: `Bearer ${person.accessToken}` } : {};
  const tell = (person: Person | undefined, document: string, variables: Record<string, unknown>) =>
    ask(stack.url, document, variables, authorizationOf(person));
  const attempt = (person: Person | undefined, tried: Attempt, ids: Ids) =>
    tell(person, tried.document, variablesOf(tried, ids, cursor));
  const attemptLive = (person: Person | undefined, tried: Attempt, ids: Ids): Promise<LiveOutcome> =>
    liveOutcome(stack.url, {
      query: tried.document,
      variables: variablesOf(tried, ids, cursor),
      ...authorizationOf(person),
    });

  beforeAll(async () => {
    stack = await startStack('standalone', { name: 'isolation' });
    [ada, eve, vera] = await Promise.all([stack.person('Ada'), stack.person('Eve'), stack.person('Vera')]);
    const account = await ada.account('Adas secret account');
    const resource = await ada.resource(account, 'document', { text: 'Adas secret text' });
    const eveAccount = await eve.account('Eves');
    eves = { account: eveAccount, resource: await eve.resource(eveAccount) };
    const members = await ada.ask('query ($id: ID!) { account(id: $id) { members { nodes { id } } } }', {
      id: account,
    });
    // Not the one that she asks with: an attempt ends it.
    const { data: again } = await ada.tell('SignIn', { email: ada.email, password: ada.password });
    const { data: made } = await ada.ask(
      'mutation ($id: ID!) { roleCreate(input: { accountId: $id, name: "A secret role", permissions: [] }) { role { id } } }',
      { id: account },
    );
    const { data: invited } = await ada.ask(
      'mutation ($id: ID!) { memberInvite(input: { accountId: $id, email: "secret@example.com", role: VIEWER }) { invitation { id } } }',
      { id: account },
    );
    adas = {
      invitation: invited.memberInvite.invitation.id,
      user: ada.id,
      account,
      member: members.data.account.members.nodes[0].id,
      role: made.roleCreate.role.id,
      resource,
      notification: await notificationOf(ada, 'New document'),
      session: again.sessionCreate.session.id,
    };
    cursor = (await ada.tell('Events', { accountId: account })).data.events.nodes[0].cursor;

    const admin = openPostgres({ url: stack.database.adminUrl, applicationName: 'admin', maxConnections: 1 });
    await admin`
      insert into users.members (id, account_id, user_id, role, joined_at)
      values (${newId()}, ${uuidOf(account)}, ${uuidOf(vera.id)}, 'viewer', now())`;
    await admin.end({ timeout: 5 });
  });
  afterAll(() => stack?.stop());

  /** Nobody is told why something failed, and nothing fails for reasons of ours. */
  function expectNoFault({ errors = [] }: GraphQLAnswer): void {
    const codes = errors.map(({ extensions }) => extensions.code);
    for (const code of ['INTERNAL_SERVER_ERROR', 'SUBGRAPH_UNAVAILABLE', 'GRAPHQL_VALIDATION_FAILED', 'TIMEOUT']) {
      expect(codes).not.toContain(code);
    }
  }

  it('answers others exactly as for what does not exist', async () => {
    let compared = 0;
    for (const [who, person] of Object.entries(others())) {
      for (const [field, tried] of Object.entries(attempts)) {
        for (const one of tried) {
          if (person === vera && !hiddenFromMembers.has(one.takes)) continue;
          const unknown = unknownIds();
          const [ofAda, ofNobody] = [await attempt(person, one, adas), await attempt(person, one, unknown)];
          const label = `${who}: ${field}, ${one.what}`;
          expect(withoutIds(ofAda, adas), label).toEqual(withoutIds(ofNobody, unknown));
          expect(JSON.stringify(ofAda), label).not.toMatch(/secret/);
          expectNoFault(ofAda);
          compared += 1;
        }
      }
    }
    expect(compared).toBeGreaterThan(60);
  });

  it('begins no subscription of others, and says what it says of an account that does not exist', async () => {
    for (const person of [undefined, eve]) {
      for (const [field, tried] of Object.entries(liveAttempts)) {
        for (const one of tried) {
          const unknown = unknownIds();
          const [ofAda, ofNobody] = [await attemptLive(person, one, adas), await attemptLive(person, one, unknown)];
          expect(withoutIds(ofAda, adas), `${field}, ${one.what}`).toEqual(withoutIds(ofNobody, unknown));
          const code = person ? 'NOT_FOUND' : 'UNAUTHENTICATED';
          expect(ofAda, `${field}, ${one.what}`).toMatchObject({ errors: [{ extensions: { code } }] });
        }
      }
    }
  });

  it('shows a member who may read what he may read, and lets him change nothing', async () => {
    for (const [field, tried] of Object.entries(attempts)) {
      for (const one of tried.filter(({ takes }) => !hiddenFromMembers.has(takes))) {
        const [answer, ofNobody] = [await attempt(vera, one, adas), await attempt(vera, one, unknownIds())];
        const label = `${field}, ${one.what}`;
        expectNoFault(answer);
        if (one.takes === 'writing') {
          expect(answer.errors, label).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
          expect(JSON.stringify(answer), label).not.toMatch(/secret/);
        } else {
          expect(answer.errors, label).toBeUndefined();
          expect(answer.data, label).not.toEqual(ofNobody.data);
        }
      }
    }
    const permissions = 'query ($id: ID!) { account(id: $id) { viewerPermissions } }';
    const { data } = await vera.ask(permissions, { id: adas.account });
    expect(data.account.viewerPermissions).toEqual(['account:read', 'events:read', 'members:read', 'resources:read']);
  });

  it('has left everything as it was', async () => {
    const { data } = await ada.ask(
      `query ($account: ID!, $notification: ID!) {
        account(id: $account) { resources { nodes { id version data } } }
        node(id: $notification) { ... on Notification { readAt } }
      }`,
      { account: adas.account, notification: adas.notification },
    );
    expect(data).toEqual({
      account: { resources: { nodes: [{ id: adas.resource, version: 1, data: { text: 'Adas secret text' } }] } },
      node: { readAt: null },
    });
  });

  it('hides of a person, whoever refers to him, everything but his name', async () => {
    const document = `query ($resource: ID!, $account: ID!) {
      viewer { ${personFields} }
      resource(id: $resource) { createdBy { ${personFields} } account { owner { ${personFields} } } }
      account(id: $account) { owner { ${personFields} } members { nodes { user { ${personFields} } } } }
      node(id: $resource) { ... on Resource { createdBy { ${personFields} } } }
    }`;
    const ids = { resource: adas.resource, account: adas.account };
    const { data, errors } = await vera.ask(document, ids);
    expect(errors).toBeUndefined();
    const adaByReference = { id: ada.id, displayName: 'Ada', ...hidden };
    expect(data.viewer).toMatchObject({ id: vera.id, email: vera.email, unreadCount: expect.any(Number) });
    expect(data.resource).toEqual({ createdBy: adaByReference, account: { owner: adaByReference } });
    expect(data.node).toEqual({ createdBy: adaByReference });
    expect(data.account).toEqual({
      owner: adaByReference,
      members: { nodes: [{ user: adaByReference }, { user: data.viewer }] },
    });
    expect(JSON.stringify(data)).not.toContain(ada.email);

    const own = await ada.ask(document, ids);
    for (const [field, value] of Object.entries(own.data.resource.createdBy)) expect(value, field).not.toBeNull();
    expect(own.data.resource.createdBy).toEqual(own.data.viewer);
    expect(own.data.account.members.nodes[1].user).toEqual({ id: vera.id, displayName: 'Vera', ...hidden });
  });

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
    const later = await eve.resource(eves.account, 'latest');
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

  it('gives Ada what is hers by every one of these attempts', async () => {
    for (const [field, tried] of Object.entries(attempts)) {
      for (const one of tried) {
        const [own, ofNobody] = [await attempt(ada, one, adas), await attempt(ada, one, unknownIds())];
        expect(own.errors, `${field}, ${one.what}`).toBeUndefined();
        expect(own.data, `${field}, ${one.what}`).not.toEqual(ofNobody.data);
      }
    }
    for (const [field, tried] of Object.entries(liveAttempts)) {
      for (const one of tried) {
        const outcome = attemptLive(ada, one, adas);
        // What begins now needs something to happen; the socket may open after it, so it happens until it was seen.
        let seen = false;
        void outcome.then(() => {
          seen = true;
        });
        for (let count = 0; !seen && count < 200; count += 1)
          await ada.resource(adas.account, 'document', { count: randomUUID() });
        expect(await outcome, `${field}, ${one.what}`).toMatchObject({ event: { data: expect.anything() } });
      }
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
