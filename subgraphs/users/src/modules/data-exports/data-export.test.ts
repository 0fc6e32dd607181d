import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { newId } from '@trivet/database';
import { type GraphRequest, type GraphResult, globalId, type UserViewer } from '@trivet/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { from, recorded } from '../../tests/audit-fixture.ts';
import { accountOf } from '../../tests/members-fixture.ts';
import { signedIn } from '../../tests/session-requests.ts';
import { newRegistration, type Person, startUsers, type UsersStage } from '../../tests/users-fixture.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

let stage: UsersStage;
beforeAll(async () => {
  stage = await startUsers('data exports');
});
afterAll(() => stage?.stop());

/** As the router would: this subgraph tells what it has, of inboxes there are two pages, and in the archive one thing. */
async function answerOf({ document, variables, principal }: GraphRequest): Promise<GraphResult<unknown>> {
  if (!/inbox\(|notificationPreferences|devices|notificationSuppressions/.test(document)) {
    const { data, errors } = await stage.ask(principal, document, { ...variables });
    return { data, ...(errors && { errors }) };
  }
  if (document.includes('devices')) return { data: { viewer: { devices: [{ name: 'Phone' }] } } };
  if (document.includes('notificationSuppressions'))
    return { data: { viewer: { notificationSuppressions: [{ channel: 'SMS', reason: 'STOP' }] } } };
  if (document.includes('notificationPreferences'))
    return {
      data: { viewer: { notificationPreferences: [{ enabled: true }], notificationDigests: [], quietHours: null } },
    };
  if (document.includes('ARCHIVED')) {
    const inbox = { nodes: [{ title: 'Archived' }], pageInfo: { hasNextPage: false, endCursor: null } };
    return { data: { viewer: { inbox } } };
  }
  const { after } = variables as { after: string | null };
  const nodes = [{ title: after === null ? 'The last' : 'The first' }];
  return { data: { viewer: { inbox: { nodes, pageInfo: { hasNextPage: after === null, endCursor: 'there' } } } } };
}
beforeEach(() => {
  stage.host.graph.answer = answerOf;
});

const fields = 'id status progress requestedAt expiresAt downloadUrl';

async function request({ viewer }: Pick<Person, 'viewer'>) {
  const document = `mutation { userExport { dataExport { ${fields} } userErrors { code } } }`;
  const { data, errors } = await stage.ask(viewer, document);
  const code = errors?.[0]?.extensions?.['code'] ?? data?.userExport.userErrors[0]?.code ?? 'done';
  return { ...data?.userExport?.dataExport, code };
}

async function latest({ viewer }: Pick<Person, 'viewer'>) {
  const { data } = await stage.ask(viewer, `{ viewer { dataExport { ${fields} } } }`);
  return data.viewer.dataExport;
}

/** As a process that begins now: it looks at the start what is due; unless the one of the stage was first. */
async function work(): Promise<void> {
  const another = await stage.startAnother();
  await another.stop();
}

/** What a link leads to, as lines; or the status. */
async function take(url: string) {
  const { pathname, searchParams } = new URL(url);
  const route = stage.users.routes.find(({ path }) => path.startsWith('/exports/'));
  const answer = await route?.handle({
    path: pathname,
    params: { export: pathname.split('/').at(-1) },
    headers: {},
    query: Object.fromEntries(searchParams),
    method: 'GET',
    client: undefined,
    body: undefined,
  });
  if (answer?.status !== 200) return answer?.status;
  const lines = (await text(answer.body as Readable)).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as { section: string; data: Record<string, unknown> });
}

const eventually = <Result>(what: () => Promise<Result>) => vi.waitFor(what, { timeout: 5_000, interval: 10 });

async function ready(person: Person) {
  await work();
  return eventually(async () => {
    const found = await latest(person);
    expect(found.status).toBe('READY');
    return found;
  });
}

async function exported(person: Person): Promise<string> {
  await request(person);
  return (await ready(person)).downloadUrl;
}

async function failuresOf({ id }: Person): Promise<number> {
  const [row] = await stage.host.admin<[{ failures: number }]>`
    select failures from users.data_exports where user_id = ${id}`;
  return row.failures;
}

describe('userExport', () => {
  it('gives what every part knows of the person, to him, and in the database to nobody', async () => {
    const person = await stage.person({ displayName: `Ada ${crypto.randomUUID()}` });
    await signedIn(stage, person, from('203.0.113.5'));
    const accountId = await accountOf(stage, person, 'Analytical Engines');
    const wanted = newRegistration().email;
    const change = async (field: string, type: string, input: object) =>
      stage.ask(
        person.viewer,
        `mutation ($input: ${type}!) { ${field}(input: $input) { userErrors { code } } }`,
        { input },
        from('203.0.113.6'),
      );
    await change('accountUpdate', 'AccountUpdateInput', { accountId, name: 'Engines', expectedVersion: 1 });
    await change('preferencesUpdate', 'PreferencesUpdateInput', { locale: 'de-AT' });
    await change('apiKeyCreate', 'ApiKeyCreateInput', { name: 'Robot', scopes: ['account:read'] });
    await change('emailChangeRequest', 'EmailChangeRequestInput', { newEmail: wanted, password: person.password });
    await recorded(stage, accountId, 2);

    const begun = await request(person);
    expect(begun).toMatchObject({ code: 'done', status: 'PENDING', progress: 0, expiresAt: null, downloadUrl: null });
    const made = await ready(person);
    expect(made).toMatchObject({ id: begun.id, progress: 100 });
    // Who acts in his place sees that there is one, and cannot take it.
    const inHisPlace = { ...person.viewer, act: { userId: newId() } } as UserViewer;
    expect(await latest({ viewer: inHisPlace })).toMatchObject({ status: 'READY', downloadUrl: null });
    const lines = await take(made.downloadUrl);
    if (!Array.isArray(lines)) throw new Error(`${lines}`);
    const of = (section: string) => lines.filter((line) => line.section === section).map(({ data }) => data);
    expect([...new Set(lines.map(({ section }) => section))]).toEqual([
      ...[
        'profile',
        'notificationPreferences',
        'devices',
        'notificationSuppressions',
        'sessions',
        'apiKeys',
        'accounts',
        'inbox',
        'archive',
        'emailChange',
        'activity',
        'end',
      ],
    ]);
    expect(of('profile')).toMatchObject([
      { email: person.email, displayName: person.displayName, preferences: { locale: 'de-AT' }, identities: [] },
    ]);
    expect(of('devices')).toEqual([{ name: 'Phone' }]);
    expect(of('notificationSuppressions')).toEqual([{ channel: 'SMS', reason: 'STOP' }]);
    expect(of('sessions')).toMatchObject([{ agent: 'test', address: '203.0.113.5' }]);
    expect(of('apiKeys')).toMatchObject([{ name: 'Robot' }]);
    expect(of('accounts')).toMatchObject([{ id: accountId, name: 'Engines' }]);
    expect(of('inbox')).toEqual([{ title: 'The last' }, { title: 'The first' }]);
    expect(of('archive')).toEqual([{ title: 'Archived' }]);
    expect(of('emailChange')).toEqual([{ newEmail: wanted }]);
    expect(of('activity')).toContainEqual({
      ...{ accountId, action: 'account.updated', occurredAt: expect.any(String), address: '203.0.113.6' },
    });
    expect(lines.at(-1)).toMatchObject({ section: 'end', data: { userId: globalId('usr', person.id) } });

    const kept = await stage.host.admin<{ content: Buffer }[]>`
      select content from users.data_export_parts where user_id = ${person.id}`;
    expect(kept).toHaveLength(13);
    expect(Buffer.concat(kept.map(({ content }) => content)).toString('latin1')).not.toMatch(/section|@example/);
    const told = (await stage.host.logged()).filter(({ type }) => type.startsWith('data_export.'));
    expect(told.map(({ type }) => type)).toContain('data_export.requested');
  });

  it('takes a recent proof of who the person is, and is not there for strangers', async () => {
    const person = await stage.person();
    const { viewer } = person;
    stage.host.clock.advance(11 * minuteMs);
    expect((await request({ viewer })).code).toBe('REAUTHENTICATION_REQUIRED');
    expect((await request({ viewer: { kind: 'anonymous' } })).code).toBe('UNAUTHENTICATED');
    const { id } = await request(person);
    const document = 'query ($id: ID!) { _usersNodes(ids: [$id]) { id } }';
    const seen = async (by: Person) => (await stage.ask(by.viewer, document, { id })).data._usersNodes;
    expect([await seen(person), await seen(await stage.person())]).toEqual([[{ id }], [null]]);
  });

  it('is one at a time and for a day, however often and by how many at once it is asked for', async () => {
    const person = await stage.person();
    const [first, second] = await Promise.all([request(person), request(person)]);
    expect(first.id).toBe(second.id);
    const { downloadUrl } = await ready(person);
    stage.host.clock.advance(dayMs - minuteMs);
    expect((await request(person)).id).toBe(first.id);
    stage.host.clock.advance(2 * minuteMs);
    expect(await latest(person)).toMatchObject({ status: 'EXPIRED', downloadUrl: null });
    expect((await request(person)).id).not.toBe(first.id);
    expect(await take(downloadUrl)).toBe(404);
  });

  it('is deleted when its time is over', async () => {
    const person = await stage.person();
    await exported(person);
    stage.host.clock.advance(dayMs);
    await work();
    await eventually(async () => expect(await latest(person)).toBeNull());
    const { admin } = stage.host;
    for (const table of ['data_exports', 'data_export_parts', 'data_export_queue'])
      expect(await admin`select from ${admin(`users.${table}`)} where user_id = ${person.id}`).toHaveLength(0);
  });
});

describe('a link to an export', () => {
  it('leads nowhere when any of it is another, or a quarter of an hour has passed', async () => {
    const [ada, eve] = [await stage.person(), await stage.person()];
    const [url, others] = [new URL(await exported(ada)), new URL(await exported(eve))];
    const changed = (change: (copy: URL) => void) => {
      const copy = new URL(url);
      change(copy);
      return take(copy.href);
    };
    expect(await take(url.href)).toBeInstanceOf(Array);
    expect(await changed((copy) => copy.searchParams.set('expires', '99999999999'))).toBe(404);
    expect(await changed((copy) => copy.searchParams.set('signature', 'c2hvcnQ'))).toBe(404);
    expect(await changed((copy) => copy.searchParams.delete('signature'))).toBe(404);
    const signature = others.searchParams.get('signature') ?? '';
    expect(await changed((copy) => copy.searchParams.set('signature', signature))).toBe(404);
    expect(await changed((copy) => Object.assign(copy, { pathname: others.pathname }))).toBe(404);
    stage.host.clock.advance(15 * minuteMs);
    expect(await take(url.href)).toBe(404);
  });

  it('leads nowhere when the person is erased', async () => {
    const person = await stage.person();
    const url = await exported(person);
    expect(await take(url)).toBeInstanceOf(Array);
    await stage.ask(person.viewer, 'mutation { userErase { userErrors { code } } }');
    expect(await take(url)).toBe(404);
  });
});

describe('an export that is interrupted', () => {
  it.each(['answered', 'refused'])(
    'goes on where it was, by another process, and has everything once when the first one is %s at last',
    async (how) => {
      const person = await stage.person();
      await request(person);
      const asked: string[] = [];
      const reached = Promise.withResolvers<void>();
      const frozen = Promise.withResolvers<void>();
      stage.host.graph.answer = async (asking) => {
        const field = /viewer \{\s*(\w+)/.exec(asking.document)?.[1] ?? '';
        asked.push(field);
        if (field === 'accounts' && asked.filter((other) => other === field).length === 1) {
          reached.resolve();
          await frozen.promise;
        }
        return answerOf(asking);
      };
      const first = await stage.startAnother();
      await reached.promise;
      expect(await latest(person)).toMatchObject({ status: 'RUNNING', progress: 50 });
      await work();
      expect((await latest(person)).status).toBe('RUNNING');
      stage.host.clock.advance(minuteMs);
      const { downloadUrl } = await ready(person);
      if (how === 'answered') frozen.resolve();
      else frozen.reject(new Error('too late'));
      await first.stop();
      expect(asked).toEqual([
        'id',
        'notificationPreferences',
        'devices',
        'notificationSuppressions',
        'sessions',
        'apiKeys',
        'accounts',
        'accounts',
        'inbox',
        'inbox',
        'inbox',
      ]);
      // Nor is it taken away before its time.
      stage.host.clock.advance(2 * minuteMs);
      await work();
      const lines = (await take(downloadUrl)) as { section: string }[];
      expect(lines.map(({ section }) => section)).toEqual([
        'profile',
        'notificationPreferences',
        'devices',
        'notificationSuppressions',
        'inbox',
        'inbox',
        'archive',
        'end',
      ]);
    },
  );

  it('fails when a part cannot tell again and again, and can be asked for anew', async () => {
    const person = await stage.person();
    const { id } = await request(person);
    stage.host.graph.answer = async () => ({ data: null, errors: [{ message: 'away' }] });
    for (let times = 1; times <= 6; times += 1) {
      await work();
      await eventually(async () => expect(await failuresOf(person)).toBeGreaterThanOrEqual(times));
      stage.host.clock.advance(10 * minuteMs);
    }
    expect(await failuresOf(person)).toBe(6);
    expect(await latest(person)).toMatchObject({ id, status: 'FAILED', downloadUrl: null });
    stage.host.graph.answer = answerOf;
    const again = await request(person);
    expect(again.id).not.toBe(id);
    await ready(person);
  });

  it('fails, and gives nothing half, where the graph says something of the person only in part', async () => {
    const person = await stage.person();
    await request(person);
    stage.host.graph.answer = async (asking) => ({
      ...(await answerOf(asking)),
      errors: [{ message: 'a part is away' }],
    });
    await work();
    await eventually(async () => expect(await failuresOf(person)).toBe(1));
    const parts = await stage.host.admin`select from users.data_export_parts where user_id = ${person.id}`;
    expect(parts).toHaveLength(0);
  });
});
