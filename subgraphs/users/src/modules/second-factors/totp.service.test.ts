import type { Viewer } from '@trivet/platform';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { codeOf, complete, confirm, enroll, protectedPerson, wrongCode } from '../../tests/authenticator.ts';
import { refresh, signedIn, signIn } from '../../tests/session-requests.ts';
import { type Person, startUsers, type UsersStage } from '../../tests/users-fixture.ts';

let stage: UsersStage;
beforeAll(async () => {
  stage = await startUsers('second factors');
});
afterAll(() => stage?.stop());

const now = () => stage.host.clock.now();
const remove = async (viewer: Viewer) =>
  (await stage.ask(viewer, 'mutation { totpRemove { user { totpEnabled } userErrors { code } } }')).data.totpRemove;
const regenerate = async (viewer: Viewer) => {
  const document = 'mutation { recoveryCodesRegenerate { user { id } recoveryCodes userErrors { code } } }';
  return (await stage.ask(viewer, document)).data.recoveryCodesRegenerate;
};
const statusOf = async (viewer: Viewer) => {
  const { data } = await stage.ask(viewer, '{ viewer { totpEnabled recoveryCodesLeft } }');
  return data.viewer;
};
const asksForMore = async (person: Person) => (await signIn(stage, person)).challenge !== null;

/** Somebody whose session is as fresh as the clock says. */
async function freshPerson() {
  const person = await stage.person();
  const session = await signedIn(stage, person);
  return { person, session, viewer: { ...session.viewer, authenticatedAt: now() } };
}

/** What the log says of a person's security. */
async function securityEvents({ id }: Person) {
  await vi.waitFor(async () => {
    const [row] = await stage.host.admin<[{ count: number }]>`select count(*)::int from users.outbox`;
    expect(row.count).toBe(0);
  });
  const events = await stage.host.logged();
  return events.filter(({ type, stream }) => type.startsWith('security.') && stream.person === id);
}

describe('an authenticator', () => {
  it('is asked for once its person has shown that he has it, and not before', async () => {
    const { person, session, viewer } = await freshPerson();
    const { secret, uri, userErrors } = await enroll(stage, viewer);
    expect(userErrors).toEqual([]);
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(decodeURIComponent(uri)).toContain(`otpauth://totp/Trivet:${person.email}?`);
    expect(await statusOf(viewer)).toEqual({ totpEnabled: false, recoveryCodesLeft: 0 });
    expect(await asksForMore(person)).toBe(false);

    expect(await confirm(stage, viewer, wrongCode(secret, now()))).toEqual({
      user: null,
      recoveryCodes: null,
      userErrors: [{ code: 'INVALID_CODE', path: ['input', 'code'] }],
    });
    expect(await asksForMore(person)).toBe(false);

    const confirmed = await confirm(stage, viewer, codeOf(secret, now()));
    expect(confirmed).toMatchObject({ user: { totpEnabled: true }, userErrors: [] });
    expect(new Set(confirmed.recoveryCodes).size).toBe(10);
    expect(await statusOf(viewer)).toEqual({ totpEnabled: true, recoveryCodesLeft: 10 });
    expect(await asksForMore(person)).toBe(true);
    // Sessions of before go on.
    expect((await refresh(stage, session.refreshToken)).userErrors).toEqual([]);
    const [event] = await securityEvents(person);
    expect(event).toMatchObject({
      type: 'security.totp_enabled',
      actor: person.id,
      payload: { userId: person.id, sessionId: session.uuid },
    });
  });

  it('is the one that was begun last; one that is set up is in the way of another', async () => {
    const { viewer } = await freshPerson();
    const [first, second] = [await enroll(stage, viewer), await enroll(stage, viewer)];
    expect((await confirm(stage, viewer, codeOf(first.secret, now()))).userErrors).toMatchObject([
      { code: 'INVALID_CODE' },
    ]);
    expect((await confirm(stage, viewer, codeOf(second.secret, now()))).userErrors).toEqual([]);
    expect((await enroll(stage, viewer)).userErrors).toEqual([{ code: 'TOTP_ENABLED', path: null }]);
    expect((await confirm(stage, viewer, codeOf(second.secret, now()))).userErrors).toMatchObject([
      { code: 'TOTP_ENABLED' },
    ]);
  });

  it('is set up once by two who confirm it at the same time, and its recovery codes are those that were given', async () => {
    const { person, viewer } = await freshPerson();
    const { secret } = await enroll(stage, viewer);
    const code = codeOf(secret, now());
    const answers = await Promise.all([1, 2, 3, 4].map(() => confirm(stage, viewer, code)));
    const given = answers.flatMap(({ recoveryCodes }) => recoveryCodes ?? []);
    expect(given).toHaveLength(10);
    expect(await statusOf(viewer)).toEqual({ totpEnabled: true, recoveryCodesLeft: 10 });
    expect(await securityEvents(person)).toHaveLength(1);
  });

  it('is not set up for an address that nobody has shown to be his: its owner would be locked out', async () => {
    const squatter = await stage.person({}, { verified: false });
    expect((await enroll(stage, squatter.viewer)).userErrors).toEqual([{ code: 'EMAIL_NOT_VERIFIED', path: null }]);
  });

  it('cannot be confirmed where none was begun', async () => {
    const { viewer } = await freshPerson();
    expect((await confirm(stage, viewer, '123456')).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    expect((await regenerate(viewer)).userErrors).toEqual([{ code: 'NOT_FOUND' }]);
  });

  it('is removed with its recovery codes, once however often it is asked for', async () => {
    const { person, session } = await protectedPerson(stage);
    for (let count = 0; count < 2; count += 1) {
      expect(await remove(session.viewer)).toEqual({ user: { totpEnabled: false }, userErrors: [] });
    }
    expect(await statusOf(session.viewer)).toEqual({ totpEnabled: false, recoveryCodesLeft: 0 });
    expect(await asksForMore(person)).toBe(false);
    const types = (await securityEvents(person)).map(({ type }) => type);
    expect(types).toEqual(['security.totp_enabled', 'security.totp_removed']);
  });

  it('takes a recent proof for all that is done to it', async () => {
    const { session } = await protectedPerson(stage);
    const viewer = { ...session.viewer, authenticatedAt: new Date(now().getTime() - 600_001) };
    const answers = [
      await enroll(stage, viewer),
      await confirm(stage, viewer, '123456'),
      await remove(viewer),
      await regenerate(viewer),
    ];
    for (const { userErrors } of answers) expect(userErrors).toMatchObject([{ code: 'REAUTHENTICATION_REQUIRED' }]);
    expect(await statusOf(session.viewer)).toEqual({ totpEnabled: true, recoveryCodesLeft: 10 });
  });
});

describe('recovery codes', () => {
  it('are others when they are made again, and those of before are no longer good', async () => {
    const ada = await protectedPerson(stage);
    const { recoveryCodes, userErrors } = await regenerate(ada.session.viewer);
    expect(userErrors).toEqual([]);
    expect(recoveryCodes.filter((code: string) => ada.recoveryCodes.includes(code))).toEqual([]);
    const challengeToken = await ada.challengeToken();
    const [old = ''] = ada.recoveryCodes;
    expect((await complete(stage, { challengeToken, recoveryCode: old })).userErrors).toMatchObject([
      { code: 'INVALID_CODE' },
    ]);
    expect((await complete(stage, { challengeToken, recoveryCode: recoveryCodes[0] })).userErrors).toEqual([]);
    expect(await statusOf(ada.session.viewer)).toMatchObject({ recoveryCodesLeft: 9 });
    const types = (await securityEvents(ada.person)).map(({ type }) => type);
    expect(types.slice(1)).toEqual(['security.recovery_codes_regenerated', 'security.recovery_code_used']);
  });
});

it('keeps of secrets and codes nothing that could be used as one', async () => {
  const { secret, recoveryCodes, challengeToken } = await protectedPerson(stage);
  const token = await challengeToken();
  const rows = await stage.host.admin<{ row: string }[]>`
    select t::text as row from users.totp_secrets t union all select c::text from users.recovery_codes c
    union all select c::text from users.session_challenges c`;
  const dump = rows.map(({ row }) => row).join('\n');
  const plain = recoveryCodes.map((code) => code.replaceAll('-', ''));
  for (const text of [secret, token, token.slice(4), ...recoveryCodes, ...plain]) {
    expect(dump.includes(text)).toBe(false);
    expect(dump.includes(Buffer.from(text).toString('hex'))).toBe(false);
    expect(JSON.stringify(stage.host.lines).includes(text)).toBe(false);
  }
  expect(dump.split('\n').length).toBeGreaterThan(11);
});
