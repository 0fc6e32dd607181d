import { globalId, type Viewer } from '@trivet/platform';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { begin, beginRegistration, enterWith, home, passkeyOwner, register } from '../../tests/passkey-requests.ts';
import { signedIn } from '../../tests/session-requests.ts';
import { SoftwarePasskey } from '../../tests/software-passkey.ts';
import { type Person, startUsers, type UsersStage } from '../../tests/users-fixture.ts';

const minute = 60_000;

let stage: UsersStage;
beforeAll(async () => {
  stage = await startUsers('passkeys');
});
afterAll(() => stage?.stop());

const now = () => stage.host.clock.now();
const passkeysOf = async (viewer: Viewer) => {
  const { data } = await stage.ask(viewer, '{ viewer { passkeys { id name lastUsedAt } } }');
  return data.viewer.passkeys;
};
const change = async (viewer: Viewer, field: 'passkeyRename' | 'passkeyRemove', input: object) => {
  const type = field === 'passkeyRename' ? 'PasskeyRenameInput' : 'PasskeyRemoveInput';
  const selection = field === 'passkeyRename' ? 'passkey { id name }' : 'passkeyId';
  const document = `mutation ($input: ${type}!) { ${field}(input: $input) { ${selection} userErrors { code path } } }`;
  return (await stage.ask(viewer, document, { input })).data?.[field];
};
const refused = { passkey: null, userErrors: [{ code: 'INVALID_PASSKEY', path: ['input', 'response'] }] };

async function freshViewer() {
  const session = await signedIn(stage, await stage.person());
  return { ...session.viewer, authenticatedAt: now() };
}

async function securityEvents({ id }: Person) {
  await vi.waitFor(async () => {
    const [row] = await stage.host.admin<[{ count: number }]>`select count(*)::int from users.outbox`;
    expect(row.count).toBe(0);
  });
  const events = await stage.host.logged();
  return events.filter(({ type, stream }) => type.startsWith('security.') && stream.person === id);
}

describe('a passkey', () => {
  it('is made for a person by what a browser is told: found without an address, opened each time, asked of nobody else', async () => {
    const person = await stage.person({ displayName: 'Ada Lovelace' });
    const session = await signedIn(stage, person);
    const { options, expiresAt, userErrors } = await beginRegistration(stage, {
      ...session.viewer,
      authenticatedAt: now(),
    });
    expect(userErrors).toEqual([]);
    expect(Date.parse(expiresAt)).toBe(now().getTime() + 5 * minute);
    expect(options).toMatchObject({
      rp: { id: 'localhost', name: 'Trivet' },
      user: {
        id: Buffer.from(person.id.replaceAll('-', ''), 'hex').toString('base64url'),
        name: person.email,
        displayName: 'Ada Lovelace',
      },
      attestation: 'none',
      excludeCredentials: [],
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    expect(options.pubKeyCredParams.map(({ alg }: { alg: number }) => alg)).toContain(-7);
  });

  it('is registered, one of several, each once; and told to nobody else', async () => {
    const ada = await passkeyOwner(stage);
    const { viewer } = ada.session;
    const again = await beginRegistration(stage, viewer);
    expect(again.options.excludeCredentials).toMatchObject([{ id: ada.passkey.id, transports: ['internal'] }]);
    const second = new SoftwarePasskey(home);
    const answer = await register(stage, viewer, second.create(again.options), 'Laptop');
    expect(answer).toMatchObject({ passkey: { name: 'Laptop', synced: false, lastUsedAt: null }, userErrors: [] });
    expect((await passkeysOf(viewer)).map(({ name }: { name: string }) => name)).toEqual(['Phone', 'Laptop']);

    const { options } = await beginRegistration(stage, viewer);
    expect((await register(stage, viewer, second.create(options))).userErrors).toEqual([
      { code: 'PASSKEY_REGISTERED', path: ['input', 'response'] },
    ]);
    // Nor by another person, who happens to have it.
    const eve = await freshViewer();
    const hers = await beginRegistration(stage, eve);
    expect((await register(stage, eve, second.create(hers.options))).userErrors).toMatchObject([
      { code: 'PASSKEY_REGISTERED' },
    ]);
    const events = await securityEvents(ada.person);
    expect(events.map(({ type, payload }) => [type, payload['sessionId']])).toEqual([
      ['security.passkey_registered', ada.session.uuid],
      ['security.passkey_registered', ada.session.uuid],
    ]);
  });

  it('is not registered by what was made elsewhere, for another, unverified, twice or late', async () => {
    const viewer = await freshViewer();
    const eve = await freshViewer();
    const passkey = new SoftwarePasskey(home);
    const { options } = await beginRegistration(stage, viewer);
    const [ofEve, ofSignIn] = [await beginRegistration(stage, eve), await begin(stage)];
    const { challenge } = options;
    const other = challenge.at(-4) === 'A' ? 'B' : 'A';
    for (const deviation of [
      { origin: 'https://evil.example' },
      { origin: 'http://localhost:4001' },
      { rpId: 'evil.example' },
      { verified: false },
      { type: 'webauthn.get' },
      { challenge: ofEve.options.challenge },
      { challenge: ofSignIn.options.challenge },
      { challenge: `${challenge.slice(0, -4)}${other}${challenge.slice(-3)}` },
      { challenge: '' },
    ]) {
      const answer = await register(stage, viewer, passkey.create(options, deviation));
      expect(answer, JSON.stringify(deviation)).toEqual(refused);
    }
    const good = passkey.create(options);
    for (const response of [
      {},
      'text',
      [],
      { ...good, response: {} },
      { ...good, rawId: 'other' },
      { ...good, id: 7 },
    ]) {
      expect(await register(stage, viewer, response), JSON.stringify(response)).toEqual(refused);
    }
    expect((await register(stage, viewer, good)).userErrors).toEqual([]);
    expect(await register(stage, viewer, new SoftwarePasskey(home).create(options))).toEqual(refused);
    const late = await beginRegistration(stage, viewer);
    stage.host.clock.advance(5 * minute);
    expect(await register(stage, viewer, new SoftwarePasskey(home).create(late.options))).toEqual(refused);
    expect(await passkeysOf(viewer)).toHaveLength(1);
  });

  it('is not made for an address that nobody has shown to be his: its owner would not be alone when he comes', async () => {
    const squatter = await stage.person({}, { verified: false });
    const { userErrors } = await beginRegistration(stage, squatter.viewer);
    expect(userErrors).toEqual([{ code: 'EMAIL_NOT_VERIFIED', path: null }]);
  });

  it('has a name, of which there is something to see, and another when its person wants', async () => {
    const { session, passkeyId } = await passkeyOwner(stage);
    const { viewer } = session;
    const renamed = await change(viewer, 'passkeyRename', { passkeyId, name: '  Old phone ' });
    expect(renamed).toEqual({ passkey: { id: passkeyId, name: 'Old phone' }, userErrors: [] });
    for (const name of ['', '   ', 'x'.repeat(101)]) {
      expect((await change(viewer, 'passkeyRename', { passkeyId, name })).userErrors).toEqual([
        { code: 'INVALID_INPUT', path: ['input', 'name'] },
      ]);
    }
    expect(await passkeysOf(viewer)).toMatchObject([{ name: 'Old phone' }]);
  });

  it('is removed, and signs nobody in any more; what is another’s is not there', async () => {
    const [ada, eve] = [await passkeyOwner(stage), await passkeyOwner(stage)];
    const { passkeyId } = ada;
    const missing = [{ code: 'NOT_FOUND', path: ['input', 'passkeyId'] }];
    for (const id of [passkeyId, globalId('psk', ada.person.id)]) {
      expect((await change(eve.session.viewer, 'passkeyRemove', { passkeyId: id })).userErrors).toEqual(missing);
      const rename = await change(eve.session.viewer, 'passkeyRename', { passkeyId: id, name: 'Mine' });
      expect(rename.userErrors).toEqual(missing);
    }
    expect(await change(ada.session.viewer, 'passkeyRemove', { passkeyId })).toEqual({ passkeyId, userErrors: [] });
    expect((await change(ada.session.viewer, 'passkeyRemove', { passkeyId })).userErrors).toEqual(missing);
    expect((await enterWith(stage, ada.passkey)).userErrors).toMatchObject([{ code: 'INVALID_PASSKEY' }]);
    expect((await enterWith(stage, eve.passkey)).userErrors).toEqual([]);
    const types = (await securityEvents(ada.person)).map(({ type }) => type);
    expect(types).toEqual(['security.passkey_registered', 'security.passkey_removed']);
  });

  it('takes a recent proof to be made or removed, and none to be renamed', async () => {
    const { session, passkeyId } = await passkeyOwner(stage);
    const viewer = { ...session.viewer, authenticatedAt: new Date(now().getTime() - 600_001) };
    const { options } = await beginRegistration(stage, session.viewer);
    const answers = [
      await beginRegistration(stage, viewer),
      await register(stage, viewer, new SoftwarePasskey(home).create(options)),
      await change(viewer, 'passkeyRemove', { passkeyId }),
    ];
    for (const { userErrors } of answers) expect(userErrors).toMatchObject([{ code: 'REAUTHENTICATION_REQUIRED' }]);
    expect((await change(viewer, 'passkeyRename', { passkeyId, name: 'Tablet' })).userErrors).toEqual([]);
  });

  it('is one of twenty at most, also of those that come at once', async () => {
    const { session } = await passkeyOwner(stage);
    const responses = await Promise.all(
      Array.from({ length: 22 }, async () => {
        const { options } = await beginRegistration(stage, session.viewer);
        return new SoftwarePasskey(home).create(options);
      }),
    );
    const answers = await Promise.all(responses.map((response) => register(stage, session.viewer, response)));
    const codes = answers.map(({ userErrors }) => userErrors[0]?.code ?? 'done');
    expect(codes.filter((code) => code === 'done')).toHaveLength(19);
    expect(codes.filter((code) => code === 'TOO_MANY_PASSKEYS')).toHaveLength(3);
    expect(await passkeysOf(session.viewer)).toHaveLength(20);
  });
});
