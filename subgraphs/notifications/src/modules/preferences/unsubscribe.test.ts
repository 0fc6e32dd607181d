import { randomUUID } from 'node:crypto';
import type { HttpRouteResponse } from '@trivet/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NotificationsStage, startNotifications, unsubscribeKey } from '../../tests/notifications-fixture.ts';
import { UnsubscribeLinks } from './unsubscribe-links.ts';

let stage: NotificationsStage;
beforeAll(async () => {
  stage = await startNotifications('unsubscribing');
});
afterAll(() => stage?.stop());

const origin = 'https://app.example.com';
const links = new UnsubscribeLinks({ key: unsubscribeKey, origin });
const tokenOf = (userId: string, category: 'activity' | 'announcement' = 'activity') =>
  links.to({ userId, category })?.slice(`${origin}/unsubscribe/`.length) ?? '';

async function follow(method: 'GET' | 'POST', token: string, accepted?: string): Promise<HttpRouteResponse> {
  const route = stage.subgraph.routes.find((each) => each.method === method && each.path.startsWith('/unsubscribe/'));
  if (!route) throw new Error('There is no such route.');
  const params = { token };
  return route.handle({
    path: `/unsubscribe/${token}`,
    headers: { 'accept-language': accepted },
    query: {},
    params,
    method: 'GET',
    client: undefined,
    body: undefined,
  });
}
const chosen = (userId: string) =>
  stage.host
    .admin`select category, channel, enabled from notifications.notification_preferences where user_id = ${userId}`;

it('asks who follows a link, and unsubscribes him when he says so, also again', async () => {
  stage.persons.set('*', { email: 'ada@example.com' });
  const userId = randomUUID();
  const asked = await follow('GET', tokenOf(userId));
  expect([asked.status, asked.headers?.['cache-control'], await chosen(userId)]).toEqual([200, 'no-store', []]);
  expect(asked.headers?.['content-security-policy']).toMatch(/^default-src 'none';.*form-action 'self'/);
  expect(asked.body).toContain('<form method="post">');
  expect(asked.body).not.toMatch(/<script|src=/);
  for (const _ of [1, 2]) {
    const done = await follow('POST', tokenOf(userId));
    expect([done.status, String(done.body)]).toEqual([200, expect.stringContaining('role="status"')]);
  }
  expect(await chosen(userId)).toEqual([{ category: 'activity', channel: 'email', enabled: false }]);
  const told = async () =>
    (await stage.host.logged()).flatMap(({ stream, type }) => (stream.person === userId ? type : []));
  await expect.poll(told, { timeout: 15_000 }).toEqual(['notification_preferences.updated']);
});

it('does nothing for a link that we have not made, and says so alike', async () => {
  const userId = randomUUID();
  const token = tokenOf(userId);
  const other = Buffer.from(token.slice(0, 24), 'base64url');
  other.writeUInt8(0, 1);
  const forged = [
    `${token.slice(0, -1)}${token.endsWith('A') ? 'E' : 'A'}`,
    // The same signature for security, and for somebody else.
    `${other.toString('base64url')}${token.slice(24)}`,
    `${tokenOf(randomUUID()).slice(0, 24)}${token.slice(24)}`,
    new UnsubscribeLinks({ key: Buffer.alloc(32, 2), origin }).to({ userId, category: 'activity' })?.slice(-67) ?? '',
    'a'.repeat(67),
    '',
  ];
  for (const each of forged) {
    for (const method of ['GET', 'POST'] as const) expect((await follow(method, each)).status, each).toBe(404);
  }
  expect(await chosen(userId)).toEqual([]);
});

/** The language that a page says it is in, and in which it asks or answers. */
function languageOf({ headers, body }: HttpRouteResponse): string {
  const said = [headers?.['content-language'], /<html lang="(\w+)">/.exec(String(body))?.[1]];
  const title = /<h1>(.*)<\/h1>/.exec(String(body))?.[1];
  return [...said, title].join(' ');
}

describe('its pages are in the language', () => {
  const german = 'fr-CH, fr;q=0.9, en;q=0.2, de-AT;q=0.7, *;q=0.1';

  it('of the person whose link it is, whatever browser he has', async () => {
    const userId = randomUUID();
    stage.persons.set(userId, { email: 'ada@example.com', preferences: { locale: 'de-AT', timeZone: 'UTC' } });
    const pages = [await follow('GET', tokenOf(userId), 'en'), await follow('POST', tokenOf(userId), 'en')];
    expect(pages.map(languageOf)).toEqual([
      'de de Keine E-Mails mehr zu Vorgängen in Ihren Konten?',
      'de de Abbestellt',
    ]);
    const reader = randomUUID();
    stage.persons.set(reader, { email: 'ada@example.com' });
    expect(languageOf(await follow('GET', tokenOf(reader), german))).toBe(
      'en en No more mails about what happens in your accounts?',
    );
  });

  it('of the browser, where it is nobody’s, or nobody can say in time', async () => {
    const unknown = 'a'.repeat(67);
    expect(languageOf(await follow('GET', unknown, german))).toBe('de de Dieser Link ist ungültig');
    expect(languageOf(await follow('POST', unknown))).toBe('en en This link is not good');
    stage.persons.delete('*');
    expect(languageOf(await follow('GET', tokenOf(randomUUID()), german))).toMatch(/^de de Keine/);
    const { graph } = stage.host;
    const { answer } = graph;
    graph.answer = () => Promise.reject(new Error('nobody listens'));
    expect(languageOf(await follow('POST', tokenOf(randomUUID()), german))).toBe('de de Abbestellt');
    graph.answer = answer;
  });

  it.each([
    ['de;q=0, en', 'en'],
    ['DE-de', 'de'],
    ['en-GB,de;q=0.9', 'en'],
    ['de;q=x', 'en'],
    [`${'x,'.repeat(9_000)}de`, 'en'],
    [';;;,,q=1,', 'en'],
  ])('that %j asks for', async (accepted, locale) => {
    expect(languageOf(await follow('GET', 'a'.repeat(67), accepted))).toMatch(new RegExp(`^${locale} ${locale} `));
  });
});

it.each([
  ['en', 'Unsubscribing holds for all accounts that you belong to'],
  ['de', 'Das Abbestellen gilt für alle Konten, zu denen Sie gehören'],
])('says in the language %s that it is for all accounts, before and after', async (locale, sentence) => {
  const userId = randomUUID();
  stage.persons.set(userId, { email: 'ada@example.com', preferences: { locale, timeZone: 'UTC' } });
  for (const method of ['GET', 'POST'] as const) {
    const { body } = await follow(method, tokenOf(userId, 'announcement'));
    expect(String(body)).toContain(`<p>${sentence}`);
  }
  expect(String((await follow('GET', 'a'.repeat(67), locale)).body)).not.toContain(sentence);
});

it('makes no link of what concerns security', () => {
  expect(links.to({ userId: randomUUID(), category: 'security' })).toBeNull();
});

it('writes nothing down of a person who was erased, and of one who is not known for the moment that he does not want it', async () => {
  const userId = randomUUID();
  stage.persons.delete('*');
  expect((await follow('POST', tokenOf(userId))).status).toBe(200);
  expect(await chosen(userId)).toEqual([]);
  const { graph } = stage.host;
  const { answer } = graph;
  graph.answer = () => Promise.reject(new Error('nobody listens'));
  expect((await follow('POST', tokenOf(userId, 'announcement'))).status).toBe(200);
  graph.answer = answer;
  expect(await chosen(userId)).toEqual([{ category: 'announcement', channel: 'email', enabled: false }]);
});
