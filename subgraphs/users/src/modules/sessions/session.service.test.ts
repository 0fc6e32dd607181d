import { AccessTokenExpiredError } from '@trivet/identity';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as request from '../../tests/session-requests.ts';
import { newRegistration, type Person, startUsers, type UsersStage, uuidOf } from '../../tests/users-fixture.ts';

const day = 24 * 60 * 60 * 1000;
const grace = 10_000;

let stage: UsersStage;
let ada: Person;
beforeAll(async () => {
  stage = await startUsers('sessions');
  ada = await stage.person();
});
afterAll(() => stage?.stop());

const signIn = (email = ada.email, password = ada.password) => request.signIn(stage, { email, password });
const refresh = (refreshToken: string) => request.refresh(stage, refreshToken);
const reuses = () =>
  stage.host.lines.filter(({ message }) => message.startsWith('A refresh token was used again')).length;

it('signs in for ten minutes at a time, thirty days in all, by the clock of the process', async () => {
  const { clock } = stage.host;
  const now = clock.now().getTime();
  const session = await signIn(ada.email.toUpperCase());
  expect(session).toMatchObject({ user: { id: expect.stringMatching(/^usr_/) }, userErrors: [] });
  expect(Date.parse(session.session.createdAt)).toBe(now);
  expect(Date.parse(session.session.expiresAt)).toBe(now + 30 * day);
  expect(Date.parse(session.expiresAt)).toBe(Math.floor(now / 1000) * 1000 + 600_000);
  const viewer = await stage.accessTokens.verify(session.accessToken);
  expect(viewer).toEqual({
    kind: 'user',
    userId: ada.id,
    sessionId: uuidOf(session.session.id),
    authenticatedAt: new Date(Math.floor(now / 1000) * 1000),
    endsAt: new Date(Math.floor((now + 14 * day) / 1000) * 1000),
  });
  clock.advance(600_000);
  await expect(stage.accessTokens.verify(session.accessToken)).rejects.toThrow(AccessTokenExpiredError);
});

it('answers an unknown address, a wrong password and one too long in the same words', async () => {
  const answers = await Promise.all([
    signIn(ada.email, 'a wrong password'),
    signIn(newRegistration().email, ada.password),
    signIn(ada.email, 'x'.repeat(129)),
    signIn(newRegistration().email, 'x'.repeat(129)),
    signIn(ada.email, ''),
  ]);
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(answers[0]).toMatchObject({ accessToken: null, session: null, user: null });
  expect(answers[0].userErrors).toMatchObject([{ code: 'INVALID_CREDENTIALS', path: null }]);
});

it('works as hard for an unknown address as for a wrong password', async () => {
  // Of the processor, in all threads: how long it takes depends on what else the machine does.
  const least = async (email: () => string) => {
    const times: number[] = [];
    for (let count = 0; count < 5; count += 1) {
      const before = process.cpuUsage();
      await signIn(email(), 'a wrong password');
      const { user, system } = process.cpuUsage(before);
      times.push(user + system);
    }
    return Math.min(...times);
  };
  const [known, unknown] = [await least(() => ada.email), await least(() => newRegistration().email)];
  // Both hash, which is nearly all of it; without hashing it would be a tenth.
  expect(unknown / known).toBeGreaterThan(1 / 3);
  expect(unknown / known).toBeLessThan(3);
});

it('takes no Idempotency-Key: what it gives is secret', async () => {
  const more = { idempotencyKey: 'key' };
  for (const [viewer, document, variables] of [request.signInRequest(ada), request.refreshRequest('trt_')]) {
    const { errors } = await stage.ask(viewer, document, variables, more);
    expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['BAD_USER_INPUT']);
  }
});

it('exchanges a refresh token for its successor in the same session', async () => {
  const first = await signIn();
  stage.host.clock.advance(600_000);
  const second = await refresh(first.refreshToken);
  expect(second).toMatchObject({ session: { id: first.session.id }, user: first.user, userErrors: [] });
  expect(second.refreshToken).not.toBe(first.refreshToken);
  expect(await stage.accessTokens.verify(second.accessToken)).toMatchObject({ userId: ada.id });
  const third = await refresh(second.refreshToken);
  expect(new Set([first, second, third].map(({ refreshToken }) => refreshToken)).size).toBe(3);
});

it('gives the same successor again within ten seconds, and to all who come at once', async () => {
  const { clock } = stage.host;
  const first = await signIn();
  const answers = await Promise.all([1, 2, 3, 4].map(() => refresh(first.refreshToken)));
  const successors = new Set(answers.map(({ refreshToken }) => refreshToken));
  expect(successors.size).toBe(1);
  expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([]);
  clock.advance(grace - 1);
  const late = await refresh(first.refreshToken);
  expect([...successors]).toEqual([late.refreshToken]);
  expect((await refresh(late.refreshToken)).userErrors).toEqual([]);
});

it('ends the session when a token comes again later: somebody has a copy', async () => {
  const first = await signIn();
  const second = await refresh(first.refreshToken);
  stage.host.clock.advance(grace);
  const before = reuses();
  expect(await refresh(first.refreshToken)).toEqual(request.refused);
  expect(reuses()).toBe(before + 1);
  // Also for the one who has the newest token, whoever that is; and it ends once.
  expect(await refresh(second.refreshToken)).toEqual(request.refused);
  expect(await refresh(first.refreshToken)).toEqual(request.refused);
  expect(reuses()).toBe(before + 1);
});

it('ends the session when a token of an older generation comes, however soon', async () => {
  const first = await signIn();
  const second = await refresh(first.refreshToken);
  const third = await refresh(second.refreshToken);
  expect(await refresh(first.refreshToken)).toEqual(request.refused);
  expect(await refresh(third.refreshToken)).toEqual(request.refused);
  const others = await signIn();
  expect((await refresh(others.refreshToken)).userErrors).toEqual([]);
});

it('ends with its thirty days, however often it was refreshed', async () => {
  const { clock } = stage.host;
  const first = await signIn();
  let { refreshToken } = first;
  for (const ms of [10 * day, 10 * day, 10 * day - 1]) {
    clock.advance(ms);
    ({ refreshToken } = await refresh(refreshToken));
    expect(refreshToken).not.toBe(null);
  }
  clock.advance(1);
  const before = reuses();
  expect(await refresh(refreshToken)).toEqual(request.refused);
  expect(await refresh(first.refreshToken)).toEqual(request.refused);
  expect(reuses()).toBe(before);
});

it('answers every token that never was one alike', async () => {
  const { refreshToken } = await signIn();
  for (const token of [
    '',
    'trt_',
    'trt_'.padEnd(47, 'x'),
    refreshToken.slice(0, -1),
    `${refreshToken} `,
    '\u0000',
    '\ud800',
  ]) {
    expect(await refresh(token), JSON.stringify(token)).toEqual(request.refused);
  }
  expect((await refresh(refreshToken)).userErrors).toEqual([]);
});

it('gives tokens of 256 bits, none twice', async () => {
  const tokens: string[] = [];
  for (let count = 0; count < 3; count += 1) {
    const { refreshToken } = await signIn();
    tokens.push(refreshToken, (await refresh(refreshToken)).refreshToken);
  }
  for (const token of tokens) expect(token).toMatch(/^trt_[\w-]{43}$/);
  expect(new Set(tokens).size).toBe(tokens.length);
});

it('keeps of a token nothing that could be used as one', async () => {
  const first = await signIn();
  const second = await refresh(first.refreshToken);
  const rows = await stage.host.admin<{ row: string }[]>`
    select t::text as row from users.refresh_tokens t union all select s::text from users.sessions s`;
  const dump = rows.map(({ row }) => row).join('\n');
  for (const token of [first.refreshToken, second.refreshToken]) {
    expect(dump.includes(token.slice(4))).toBe(false);
    expect(dump.includes(Buffer.from(token).toString('hex'))).toBe(false);
    expect(dump.includes(Buffer.from(token.slice(4), 'base64url').toString('hex'))).toBe(false);
    expect(JSON.stringify(stage.host.lines).includes(token)).toBe(false);
  }
  expect(dump).toContain(uuidOf(first.session.id));
});
