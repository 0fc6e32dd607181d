import { afterAll, beforeAll, expect, it } from 'vitest';
import { from, networkNumber, tally, trySignIn } from '../../tests/attempts.ts';
import { type Protected, protectedPerson, tellComplete, wrongCode } from '../../tests/authenticator.ts';
import { startUsers, type UsersStage } from '../../tests/users-fixture.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

let stage: UsersStage;
let ada: Protected;
let grace: Protected;
// Every test begins where nothing is counted any more, in networks of its own.
let networks = 0;
const network = () => networkNumber(networks++);

beforeAll(async () => {
  stage = await startUsers('code throttling');
  [ada, grace] = [await protectedPerson(stage), await protectedPerson(stage)];
});
afterAll(() => stage?.stop());

const later = (milliseconds: number) => stage.host.clock.advance(milliseconds);
const startAnew = () => later(31 * day);

type Proof = { readonly code: string } | { readonly recoveryCode: string };

async function tryWith(person: Protected, proof: Proof, address: string): Promise<string> {
  return answer(await person.challengeToken(from(address)), proof, address);
}

async function answer(challengeToken: string, proof: Proof, address: string): Promise<string> {
  const { data, errors } = await tellComplete(stage, { challengeToken, ...proof }, from(address));
  const code = errors?.[0]?.extensions?.['code'] ?? data?.sessionChallengeComplete.userErrors[0]?.code;
  return code === undefined ? 'done' : String(code);
}

const guess = (person: Protected, address: string) =>
  tryWith(person, { code: wrongCode(person.secret, stage.host.clock.now()) }, address);

/** One after the other, each with a challenge of its own. */
async function guesses(times: number, address: () => string): Promise<string[]> {
  const outcomes: string[] = [];
  for (let count = 0; count < times; count += 1) outcomes.push(await guess(ada, address()));
  return outcomes;
}

it('stops who guesses codes with the right password, the right code too, and nobody else', async () => {
  startAnew();
  const here = network();
  expect(tally(await guesses(8, () => here))).toEqual({ INVALID_CODE: 5, RATE_LIMITED: 3 });
  expect(await tryWith(ada, { code: ada.nextCode() }, here)).toBe('RATE_LIMITED');
  expect(await tryWith(grace, { code: grace.nextCode() }, here)).toBe('done');
});

it('counts all networks together: a password does not make any of them the person’s', async () => {
  startAnew();
  expect(tally(await guesses(8, network))).toEqual({ INVALID_CODE: 5, RATE_LIMITED: 3 });
});

it('lets a person in where he is at home, by a code; and by a recovery code everywhere', async () => {
  startAnew();
  const home = network();
  expect(await tryWith(ada, { code: ada.nextCode() }, home)).toBe('done');
  expect(tally(await guesses(8, network))).toEqual({ INVALID_CODE: 5, RATE_LIMITED: 3 });
  const away = network();
  expect(await tryWith(ada, { code: ada.nextCode() }, away)).toBe('RATE_LIMITED');
  expect(await tryWith(ada, { code: ada.nextCode() }, home)).toBe('done');
  const [recoveryCode = ''] = ada.recoveryCodes;
  expect(await tryWith(ada, { recoveryCode }, away)).toBe('done');
});

it('counts every field of a document by itself, and each that comes at once', async () => {
  startAnew();
  const here = network();
  const tokens: string[] = [];
  for (let count = 0; count < 9; count += 1) tokens.push(await ada.challengeToken(from(here)));
  const code = wrongCode(ada.secret, stage.host.clock.now());
  const fields = tokens.map(
    (token, index) =>
      `try${index}: sessionChallengeComplete(input: { challengeToken: "${token}", code: "${code}" }) { userErrors { code } }`,
  );
  const { errors } = await stage.ask({ kind: 'anonymous' }, `mutation { ${fields.join(' ')} }`, {}, from(here));
  expect(errors?.map(({ path, extensions }) => [path, extensions?.['code']])).toEqual([[['try5'], 'RATE_LIMITED']]);

  later(minute * 16);
  const there = network();
  const more: string[] = [];
  for (let count = 0; count < 20; count += 1) more.push(await ada.challengeToken(from(there)));
  const atOnce = await Promise.all(more.map((token) => answer(token, { code }, there)));
  expect(tally(atOnce)).toEqual({ INVALID_CODE: 5, RATE_LIMITED: 15 });
});

it('keeps a password from making a network the person’s: what others do elsewhere still keeps him out of it', async () => {
  startAnew();
  const here = network();
  await ada.challengeToken(from(here));
  for (let count = 0; count < 15; count += 1) {
    await trySignIn(stage, { ...ada.person, password: 'a wrong password' }, network());
  }
  expect(await trySignIn(stage, ada.person, here)).toBe('RATE_LIMITED');
});
