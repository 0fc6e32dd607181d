import { errorCodes } from '@trivet/platform';
import { Dice } from '@trivet/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headOf } from '../../support/events.ts';
import { type Person, story } from '../../support/person.ts';
import { type Stack, startStack, waysInFull } from '../../support/stack.ts';
import { insertSelections, mutateBytes, mutateText, mutateVariables } from './mutations.ts';

const requests = 2_000;
/** `RANDOM_SEED=…` repeats a round. */
const seed = Number(process.env['RANDOM_SEED'] ?? Date.now() % 2 ** 31);

describe.each(waysInFull)('the story with random changes, %s', (way) => {
  let stack: Stack;
  let person: Person;
  let known: readonly (readonly [query: string, variables: Record<string, unknown>])[];

  beforeAll(async () => {
    stack = await startStack(way, { name: `random input ${way}` });
    person = await stack.person('Monkey');
    const accountId = await person.account('Zoo');
    const id = await person.resource(accountId);
    const after = await headOf(person, accountId);
    // To refresh with a token that was used ends its session; the one that asks has to last.
    const { refreshToken } = await person.signInAgain();
    const password = 'a-password-of-monkeys';
    stack.keepSecret(password);
    const text = (name: string) => story[name] as string;
    known = [
      [text('Dashboard'), {}],
      [text('Dashboard'), {}],
      [text('Anything'), { id }],
      [text('Anything'), { id: accountId }],
      [text('Events'), { accountId, after }],
      [text('CreateAccount'), { name: 'Cage' }],
      [text('CreateResource'), { accountId, type: 'banana', data: { ripe: true } }],
      [text('UpdateResource'), { id, expectedVersion: 1, data: { ripe: false } }],
      [text('Refresh'), { refreshToken }],
      [text('Register'), { email: 'chimp@example.com', password, displayName: 'Chimp' }],
      [text('SignIn'), { email: person.email, password }],
    ];
  });
  afterAll(() => stack?.stop());

  it(`are never answered by a failure of ours (${requests} requests)`, { timeout: 240_000 }, async () => {
    console.info(`RANDOM_SEED=${seed}`);
    const dice = new Dice(seed);
    const outcomes = new Map<string, number>();
    const failures: unknown[] = [];
    const send = async (body: string | Buffer) => {
      const response = await fetch(`${stack.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
          authorization: `Bearer ${person.accessToken}`,
        },
        body: typeof body === 'string' ? body : new Uint8Array(body),
      });
      const text = await response.text();
      const { errors = [] } = JSON.parse(text) as { errors?: { extensions: { code: string } }[] };
      const codes = errors.map(({ extensions }) => extensions.code);
      const bad =
        response.status >= 500 ||
        codes.some((code) => code === 'INTERNAL_SERVER_ERROR' || !(errorCodes as readonly string[]).includes(code));
      if (bad || /node_modules|\.ts:\d/.test(text))
        failures.push({ body: String(body).slice(0, 2_000), status: response.status, text: text.slice(0, 500) });
      const outcome = `${response.status} ${codes[0] ?? 'fine'}`;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    };
    const next = (): string | Buffer => {
      const [query, variables] = dice.pick(known);
      switch (dice.below(8)) {
        case 0:
          return mutateBytes(dice, JSON.stringify({ query, variables }));
        case 1:
        case 2:
          return JSON.stringify({ query: mutateText(dice, query, 1 + dice.below(2)), variables });
        case 3:
        case 4:
          return JSON.stringify({ query: insertSelections(dice, query, 1 + dice.below(4)), variables });
        default:
          return JSON.stringify({ query, variables: mutateVariables(dice, variables) });
      }
    };
    // Eight at a time; what is sent is settled by the seed alone.
    for (let sent = 0; sent < requests; sent += 8) await Promise.all(Array.from({ length: 8 }, next).map(send));
    console.info(`${way}: ${[...outcomes].map(([outcome, count]) => `${outcome} ${count}`).join(', ')}`);
    expect(failures).toEqual([]);
    expect([...new Set(Object.values(stack.processes))].every(({ running }) => running)).toBe(true);
    expect(stack.logLines().filter(({ level }) => level === 'ERROR')).toEqual([]);
    expect((await person.tell('Dashboard')).errors).toBeUndefined();
  });
});
