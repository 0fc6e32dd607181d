import { randomInt } from 'node:crypto';
import type { Viewer } from '@trivet/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allLogged, mailsTo, mailTo } from '../../tests/mails.ts';
import { type Person, startUsers, type UsersStage } from '../../tests/users-fixture.ts';
import { phoneCode } from './phone-code.ts';

let stage: UsersStage;
beforeAll(async () => {
  stage = await startUsers('phone numbers');
});
afterAll(() => stage?.stop());

const newNumber = () => `+43660${randomInt(1_000_000, 9_999_999)}`;
const kind = 'phone_number_code';

/** What comes of it: user errors' codes, or an error's. */
async function told(viewer: Viewer, mutation: string): Promise<readonly string[] | string> {
  const { data, errors } = await stage.ask(viewer, `mutation { probe: ${mutation} { userErrors { code } } }`);
  return errors?.[0]?.extensions['code'] ?? data.probe.userErrors.map(({ code }: { code: string }) => code);
}
const request = ({ viewer }: Pick<Person, 'viewer'>, number: string) =>
  told(viewer, `phoneNumberChangeRequest(input: { phoneNumber: ${JSON.stringify(number)} })`);
const confirm = ({ viewer }: Pick<Person, 'viewer'>, code: string) =>
  told(viewer, `phoneNumberChangeConfirm(input: { code: "${code}" })`);
const codeTo = async (number: string) => (await mailTo(stage, number, kind)).code;
const another = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

async function numberOf({ viewer }: Pick<Person, 'viewer'>): Promise<string | null> {
  return (await stage.ask(viewer, '{ viewer { phoneNumber } }')).data.viewer.phoneNumber;
}
const invalid = ['INVALID_CODE'];

describe('the number of a person', () => {
  it('is his when he brings the code that was sent to it, and is told to nobody else', async () => {
    const [ada, number] = [await stage.person(), newNumber()];
    expect(await request(ada, number)).toEqual([]);
    expect(await numberOf(ada)).toBeNull();
    const code = await codeTo(number);
    expect(code).toMatch(/^\d{6}$/);
    expect(await confirm(ada, code)).toEqual([]);
    expect(await numberOf(ada)).toBe(number);
    expect(await confirm(ada, code)).toEqual(invalid);
    await allLogged(stage);
    const logged = JSON.stringify(await stage.host.logged()) + JSON.stringify(stage.host.lines);
    expect([logged.includes(number), logged.includes(code)]).toEqual([false, false]);
    const rows = await stage.host.admin`select number from users.phone_numbers where user_id = ${ada.id}`;
    expect(rows[0]?.['number'].includes(number)).toBe(false);
  });

  it('stays what it was until the other is shown to be his, and can be taken away', async () => {
    const [ada, [first, second]] = [await stage.person(), [newNumber(), newNumber()]];
    await request(ada, first);
    await confirm(ada, await codeTo(first));
    expect(await request(ada, second)).toEqual([]);
    expect(await numberOf(ada)).toBe(first);
    // The code of another change: what was sent to the first number says nothing of the second.
    expect(await confirm(ada, '000000')).toEqual(invalid);
    expect(await confirm(ada, await codeTo(second))).toEqual([]);
    expect(await numberOf(ada)).toBe(second);
    expect(await told(ada.viewer, 'phoneNumberRemove')).toEqual([]);
    expect(await numberOf(ada)).toBeNull();
    expect(await told(ada.viewer, 'phoneNumberRemove')).toEqual(['NOT_FOUND']);
  });

  it('may be another’s too: nobody learns whose it is', async () => {
    const number = newNumber();
    for (const person of [await stage.person(), await stage.person()]) {
      expect(await request(person, number)).toEqual([]);
      expect(await confirm(person, await codeTo(number))).toEqual([]);
    }
  });

  it('takes a recent proof, a verified address and a number with its country', async () => {
    const ada = await stage.person();
    const stale = { ...ada.viewer, authenticatedAt: new Date(stage.host.clock.now().getTime() - 700_000) } as Viewer;
    expect(await request({ viewer: stale }, newNumber())).toEqual(['REAUTHENTICATION_REQUIRED']);
    expect(await told(stale, 'phoneNumberRemove')).toEqual(['REAUTHENTICATION_REQUIRED']);
    expect(await request(await stage.person({}, { verified: false }), newNumber())).toEqual(['EMAIL_NOT_VERIFIED']);
    for (const number of ['06601234567', '+0436601234567', '+43 660 1234567', '+4366', '+43660123456789012', 'none'])
      expect([number, await request(ada, number)]).toEqual([number, ['INVALID_INPUT']]);
    const acting = { ...ada.viewer, act: { userId: ada.id } } as Viewer;
    expect(await request({ viewer: acting }, newNumber())).toBe('FORBIDDEN');
  });
});

describe('a code', () => {
  it('is good in five tries, also of many at once, and for ten minutes', async () => {
    const [ada, number] = [await stage.person(), newNumber()];
    await request(ada, number);
    const code = await codeTo(number);
    const tries = await Promise.all(Array.from({ length: 5 }, () => confirm(ada, another(code))));
    expect(tries).toEqual(Array(5).fill(invalid));
    expect(await confirm(ada, code)).toEqual(invalid);
    expect(await numberOf(ada)).toBeNull();
    await request(ada, number);
    const late = await codeTo(number);
    expect(late).not.toBe(code);
    stage.host.clock.advance(10 * 60_000);
    expect(await mailsTo(stage, number, kind)).toEqual([]);
    expect(await confirm(ada, late)).toEqual(invalid);
  });

  it('makes a number his once, of many who bring it at once', async () => {
    const [ada, number] = [await stage.person(), newNumber()];
    await request(ada, number);
    const code = await codeTo(number);
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => confirm(ada, code)));
    expect(outcomes.filter((codes) => codes.length === 0)).toHaveLength(1);
  });

  it('is sent five times an hour to a person, whatever numbers he names, and to a number, whoever names it', async () => {
    const ada = await stage.person();
    const outcomes = [];
    for (let index = 0; index < 6; index += 1) outcomes.push(await request(ada, newNumber()));
    expect(outcomes).toEqual([...Array(5).fill([]), 'RATE_LIMITED']);
    const number = newNumber();
    for (let index = 0; index < 5; index += 1) expect(await request(await stage.person(), number)).toEqual([]);
    expect(await request(await stage.person(), number)).toBe('RATE_LIMITED');
  });

  it('is made of the change’s id and our key, and has six digits whatever they are', () => {
    const key = Buffer.alloc(32, 1);
    const codes = Array.from({ length: 500 }, (_, index) => phoneCode(key, `id ${index}`));
    expect(codes.every((code) => /^\d{6}$/.test(code))).toBe(true);
    expect(new Set(codes).size).toBeGreaterThan(495);
    expect(phoneCode(key, 'id 1')).toBe(codes[1]);
    expect(phoneCode(Buffer.alloc(32, 2), 'id 1')).not.toBe(codes[1]);
  });
});
