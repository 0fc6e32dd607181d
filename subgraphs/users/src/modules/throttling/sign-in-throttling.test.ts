import { afterAll, beforeAll, expect, it } from 'vitest';
import { from, networkNumber, repeat, tally, tryRefresh, trySignIn } from '../../tests/attempts.ts';
import * as request from '../../tests/session-requests.ts';
import { newRegistration, type Person, startUsers, type UsersStage } from '../../tests/users-fixture.ts';

const minute = 60_000;
const quarter = 15 * minute;
const day = 24 * 60 * minute;

let stage: UsersStage;
let ada: Person;
let grace: Person;
// Every test begins where nothing is counted any more, in networks of its own.
let networks = 0;
const network = () => networkNumber(networks++);

beforeAll(async () => {
  stage = await startUsers('throttling', {
    environment: { SIGN_IN_LIMIT: '40/60', SIGN_IN_LIMIT_NETWORK: '20/900' },
  });
  [ada, grace] = [await stage.person(), await stage.person()];
});
afterAll(() => stage?.stop());

const wrong = ({ email }: Pick<Person, 'email'>) => ({ email, password: 'a wrong password' });
const guess = (person: Pick<Person, 'email'>, address?: string) => trySignIn(stage, wrong(person), address);
const later = (milliseconds: number) => stage.host.clock.advance(milliseconds);
const startAnew = () => later(31 * day);

it('stops who guesses at one address from one network, the right password too, and nobody else', async () => {
  startAnew();
  const here = network();
  // More than the network may: what is refused uses up nothing of what others have.
  expect(tally(await repeat(30, () => guess(ada, here)))).toEqual({ INVALID_CREDENTIALS: 5, RATE_LIMITED: 25 });
  expect(await trySignIn(stage, ada, here)).toBe('RATE_LIMITED');
  expect(await trySignIn(stage, grace, here)).toBe('done');
  expect(await trySignIn(stage, ada, network())).toBe('done');
});

it('says when to come again, a minute at first and a quarter of an hour at most, and means it', async () => {
  startAnew();
  const here = network();
  const waits: number[] = [];
  for (let count = 0; count < 6; count += 1) {
    await repeat(5, () => guess(ada, here));
    const { errors } = await stage.ask(...request.signInRequest(ada), from(here));
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) },
    ]);
    const wait = Number(errors?.[0]?.extensions?.['retryAfterSeconds']);
    waits.push(wait);
    later(wait * 1000);
  }
  expect(waits[0]).toBe(60);
  expect(Math.max(...waits)).toBeGreaterThan(600);
  expect(Math.max(...waits)).toBeLessThanOrEqual(900);
  expect(await trySignIn(stage, ada, here)).toBe('done');
});

it('lets not one more through where many come at once', async () => {
  startAnew();
  const here = network();
  const outcomes = tally(await Promise.all(Array.from({ length: 60 }, () => guess(ada, here))));
  expect(outcomes['INVALID_CREDENTIALS']).toBeLessThanOrEqual(5);
  expect(outcomes['RATE_LIMITED']).toBeGreaterThanOrEqual(55);
});

it('counts what fails, and neither what succeeds nor what is our own fault', async () => {
  startAnew();
  const here = network();
  expect(tally(await repeat(25, () => trySignIn(stage, ada, here)))).toEqual({ done: 25 });
  const there = network();
  await stage.host.admin`alter table users.credentials rename to away`;
  const faults = tally(await repeat(25, () => trySignIn(stage, grace, there)));
  await stage.host.admin`alter table users.away rename to credentials`;
  expect(faults).toEqual({ INTERNAL_SERVER_ERROR: 25 });
  expect(await trySignIn(stage, grace, there)).toBe('done');
});

it('answers for an address that nobody has as for one that somebody has', async () => {
  startAnew();
  const nobody = newRegistration();
  const answers = [];
  for (const { email } of [ada, nobody]) {
    const here = network();
    const told = [];
    for (let count = 0; count < 12; count += 1) {
      const { data, errors } = await stage.ask(...request.signInRequest(wrong({ email })), from(here));
      told.push({ data, errors });
      if (count === 6) later(minute);
    }
    answers.push(told);
    later(quarter);
  }
  expect(answers[1]).toEqual(answers[0]);
});

it('lets a person in from where he has signed in, whoever guesses at him from elsewhere', async () => {
  startAnew();
  const home = network();
  expect(await trySignIn(stage, ada, home)).toBe('done');
  // From many networks, so that none of them is stopped by itself.
  const attack = () => repeat(20, () => guess(ada, network()));
  expect(tally(await attack())).toEqual({ INVALID_CREDENTIALS: 15, RATE_LIMITED: 5 });
  expect(await trySignIn(stage, ada, network())).toBe('RATE_LIMITED');
  for (let count = 0; count < 4; count += 1) {
    expect(await guess(ada, home)).toBe('INVALID_CREDENTIALS');
    expect(await trySignIn(stage, ada, home)).toBe('done');
    await attack();
    later(4 * minute);
  }
  expect(await trySignIn(stage, grace, network())).toBe('done');
  later(quarter);
  expect(await trySignIn(stage, ada, network())).toBe('done');
});

it('knows where a person is at home for thirty days after he last signed in or refreshed there', async () => {
  startAnew();
  const [home, road, office] = [network(), network(), network()];
  expect(await trySignIn(stage, ada, home)).toBe('done');
  later(16 * day);
  const { refreshToken } = await request.signIn(stage, ada, from(road));
  later(13 * day);
  expect(await tryRefresh(stage, refreshToken, office)).toBe('done');
  later(2 * day);
  await repeat(15, () => guess(ada, network()));
  expect(await trySignIn(stage, ada, home)).toBe('RATE_LIMITED');
  expect(await trySignIn(stage, ada, office)).toBe('done');
});

it('stops a network that tries one address after the other, and with it all that IPv6 gives to one place', async () => {
  startAnew();
  const addresses = (index: number) => `2001:db8:0:7::${index.toString(16)}`;
  const outcomes = await repeat(25, (index) => guess(newRegistration(), addresses(index + 1)));
  expect(tally(outcomes)).toEqual({ INVALID_CREDENTIALS: 20, RATE_LIMITED: 5 });
  expect(await trySignIn(stage, ada, addresses(99))).toBe('RATE_LIMITED');
  expect(await trySignIn(stage, ada, '2001:db8:0:8::1')).toBe('done');
});

it('stops who has ever new addresses and networks, for a minute, and not those who are at home', async () => {
  startAnew();
  const home = network();
  expect(await trySignIn(stage, ada, home)).toBe('done');
  const outcomes = tally(await repeat(50, () => guess(newRegistration(), network())));
  expect(outcomes).toEqual({ INVALID_CREDENTIALS: 40, RATE_LIMITED: 10 });
  expect(await trySignIn(stage, grace, network())).toBe('RATE_LIMITED');
  expect(await trySignIn(stage, ada, home)).toBe('done');
  later(minute);
  expect(await trySignIn(stage, grace, network())).toBe('done');
});

it('limits callers in the same process by address', async () => {
  startAnew();
  expect(tally(await repeat(20, () => guess(ada)))).toEqual({ INVALID_CREDENTIALS: 15, RATE_LIMITED: 5 });
  expect(await trySignIn(stage, grace)).toBe('done');
});

it('counts every field of a document by itself', async () => {
  startAnew();
  const fields = Array.from(
    { length: 9 },
    (_, index) => `try${index}: sessionCreate(input: $input) { userErrors { code } }`,
  );
  const document = `mutation ($input: SessionCreateInput!) { ${fields.join(' ')} }`;
  const here = network();
  const { errors } = await stage.ask({ kind: 'anonymous' }, document, { input: wrong(ada) }, from(here));
  expect(errors?.map(({ path, extensions }) => [path, extensions?.['code']])).toEqual([[['try5'], 'RATE_LIMITED']]);
  expect(await trySignIn(stage, ada, here)).toBe('RATE_LIMITED');
});

it('tells the log what was tried in vain and what was refused: by keyed hashes, with the request', async () => {
  startAnew();
  const here = network();
  const before = stage.host.lines.length;
  await repeat(6, () => guess(ada, here));
  expect(await trySignIn(stage, grace, here)).toBe('done');
  const told = stage.host.lines.slice(before).filter(({ context }) => context['limits'] !== undefined);
  expect(told.map(({ level, message }) => [level, message])).toEqual([
    ...Array.from({ length: 5 }, () => ['INFO', 'What was tried has failed']),
    ['INFO', 'What was tried too often was refused'],
  ]);
  // Who tries again and again is known again.
  const [first, ...others] = told.map(({ context }) => context['limits']);
  const hash = expect.stringMatching(/^[\w-]{22}$/);
  const names = { 'sign-in.network': hash, 'sign-in.address': hash, 'sign-in.address-network': hash };
  expect(first).toEqual({ 'sign-in.all': 'all', ...names });
  for (const other of others) expect(other).toEqual(first);
  for (const { context } of told) expect(context['request_id']).toEqual(expect.any(String));
  for (const secret of [ada.email, here, 'a wrong password']) expect(JSON.stringify(told)).not.toContain(secret);
});
