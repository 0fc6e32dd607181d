import { asUser } from '@trivet/subgraph/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, confirm, enroll } from '../../tests/authenticator.ts';
import { identitiesOf, link, newcomer, unlink } from '../../tests/identities.ts';
import { beginRegistration, home, register } from '../../tests/passkey-requests.ts';
import { type ProvidersStage, startWithProvider } from '../../tests/providers-fixture.ts';
import { SoftwarePasskey } from '../../tests/software-passkey.ts';

let stage: ProvidersStage;
beforeAll(async () => {
  stage = await startWithProvider('ways in', { others: ['other'] });
});
afterAll(() => stage?.stop());

type Viewer = Parameters<ProvidersStage['ask']>[0];

const removeDocument = /* GraphQL */ `
  mutation ($passkeyId: ID!) { passkeyRemove(input: { passkeyId: $passkeyId }) { passkeyId userErrors { code path } } }
`;
const lastPasskey = [{ code: 'LAST_SIGN_IN_METHOD', path: ['input', 'passkeyId'] }];
const lastIdentity = [{ code: 'LAST_SIGN_IN_METHOD', path: ['input', 'identityId'] }];

const remove = async (viewer: Viewer, passkeyId: string) =>
  (await stage.ask(viewer, removeDocument, { passkeyId })).data.passkeyRemove;
const makePasskey = async (viewer: Viewer): Promise<string> => {
  const { options } = await beginRegistration(stage, viewer);
  return (await register(stage, viewer, new SoftwarePasskey(home).create(options))).passkey.id;
};
const passkeysOf = async (viewer: Viewer) =>
  (await stage.ask(viewer, '{ viewer { passkeys { id } } }')).data.viewer.passkeys;

/** Somebody who came by a provider, so without a password, and has a passkey. */
async function withoutPassword() {
  const { viewer } = await stage.enter(newcomer(stage).login);
  const [identity] = await identitiesOf(stage, viewer);
  return { viewer, identityId: String(identity.id), passkeyId: await makePasskey(viewer) };
}

describe('who has no password', () => {
  it('keeps the passkey when he unlinks the provider, and the provider when he removes the passkey', async () => {
    const [ada, grace] = [await withoutPassword(), await withoutPassword()];
    expect((await unlink(stage, ada.viewer, ada.identityId)).userErrors).toEqual([]);
    expect(await remove(ada.viewer, ada.passkeyId)).toEqual({ passkeyId: null, userErrors: lastPasskey });
    expect(await passkeysOf(ada.viewer)).toHaveLength(1);

    expect((await remove(grace.viewer, grace.passkeyId)).userErrors).toEqual([]);
    expect(await unlink(stage, grace.viewer, grace.identityId)).toEqual({ identityId: null, userErrors: lastIdentity });
    expect(await identitiesOf(stage, grace.viewer)).toHaveLength(1);
  });

  it('keeps one of the last two, whoever of twenty takes them away at once', async () => {
    for (let round = 0; round < 3; round += 1) {
      const { viewer, identityId, passkeyId } = await withoutPassword();
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          index % 2 === 0 ? unlink(stage, viewer, identityId) : remove(viewer, passkeyId),
        ),
      );
      const codes = answers.map(({ userErrors }) => userErrors[0]?.code ?? 'done');
      expect(codes.filter((code) => code === 'done')).toHaveLength(1);
      // The others of the same are gone already, those of the other one are the last.
      expect(codes.filter((code) => code === 'NOT_FOUND')).toHaveLength(9);
      expect(codes.filter((code) => code === 'LAST_SIGN_IN_METHOD')).toHaveLength(10);
      const left = [...(await identitiesOf(stage, viewer)), ...(await passkeysOf(viewer))];
      expect(left).toHaveLength(1);
    }
  });

  it('may get rid of his authenticator: it stands beside a way in, and is none', async () => {
    const { viewer, identityId } = await withoutPassword();
    const { secret } = await enroll(stage, viewer);
    await confirm(stage, viewer, codeOf(secret, stage.host.clock.now()));
    expect((await unlink(stage, viewer, identityId)).userErrors).toEqual([]);
    const [{ id }] = await passkeysOf(viewer);
    expect((await remove(viewer, id)).userErrors).toEqual(lastPasskey);
    const { data } = await stage.ask(viewer, 'mutation { totpRemove { user { totpEnabled } userErrors { code } } }');
    expect(data.totpRemove).toEqual({ user: { totpEnabled: false }, userErrors: [] });
  });

  it('is not left with a provider that the installation no longer knows', async () => {
    const { viewer, passkeyId } = await withoutPassword();
    if (viewer.kind !== 'user') throw new Error('A person asks.');
    await stage.host.admin`update users.identities set provider = 'of-before' where user_id = ${viewer.userId}`;
    expect((await remove(viewer, passkeyId)).userErrors).toEqual(lastPasskey);
  });
});

it('whoever has a password may do without all else', async () => {
  const ada = await stage.person();
  const viewer = asUser(ada.id, undefined, stage.host.clock.now());
  const { identity } = await link(stage, viewer, await stage.bring(newcomer(stage).login));
  const passkeyId = await makePasskey(viewer);
  expect((await remove(viewer, passkeyId)).userErrors).toEqual([]);
  expect((await unlink(stage, viewer, identity.id)).userErrors).toEqual([]);
});
