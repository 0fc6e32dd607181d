import { anonymous, type Viewer } from '@trivet/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allLogged, mailTo } from '../../tests/mails.ts';
import { startUsers, type UsersStage } from '../../tests/users-fixture.ts';

let stage: UsersStage;
beforeAll(async () => {
  stage = await startUsers('preferences');
});
afterAll(() => stage?.stop());

const fields = 'locale timeZone theme';

async function update(viewer: Viewer, input: object) {
  const { data, errors } = await stage.ask(
    viewer,
    `mutation ($input: PreferencesUpdateInput!) {
      preferencesUpdate(input: $input) { preferences { ${fields} } userErrors { code path } }
    }`,
    { input },
  );
  return errors?.map(({ extensions }) => extensions['code']) ?? data.preferencesUpdate;
}

const shown = async (viewer: Viewer) =>
  (await stage.ask(viewer, `{ viewer { preferences { ${fields} } } }`)).data.viewer?.preferences;

describe('preferences', () => {
  it('are what they are for everybody until somebody says something, and each stays until he says something else', async () => {
    const { viewer, id } = await stage.person();
    expect(await shown(viewer)).toEqual({ locale: 'en', timeZone: 'UTC', theme: 'SYSTEM' });
    expect((await update(viewer, { timeZone: 'Europe/Vienna' })).preferences).toMatchObject({ locale: 'en' });
    await update(viewer, { theme: 'DARK', locale: null });
    await update(viewer, { locale: 'de-at' });
    expect(await shown(viewer)).toEqual({ locale: 'de-AT', timeZone: 'Europe/Vienna', theme: 'DARK' });
    await allLogged(stage);
    const told = (await stage.host.logged()).filter(
      ({ type, stream }) => type === 'preferences.updated' && stream.person === id,
    );
    expect(told.map(({ payload }) => payload)).toEqual([1, 2, 3].map((version) => ({ userId: id, version })));
  });

  it.each([
    ['de-at', 'de-AT'],
    ['ZH-hant-tw', 'zh-Hant-TW'],
    ['sr-Latn', 'sr-Latn'],
    ['pt', 'pt'],
  ])('have the language %s as %s', async (locale, canonical) => {
    const { viewer } = await stage.person();
    expect((await update(viewer, { locale })).preferences.locale).toBe(canonical);
  });

  it.each([
    ['locale', ['', 'x', 'english', 'de_AT', 'tlh-Klingon-toolong', 'xx', '\u0000', `de-${'a-'.repeat(500)}`]],
    ['timeZone', ['', 'Vienna', 'UTC+1', '+01:00', 'Mars/Olympus', '\u0000']],
  ])('have no %s that is not known', async (field, values) => {
    const { viewer } = await stage.person();
    for (const value of values) {
      expect(await update(viewer, { [field]: value }), value).toEqual({
        preferences: null,
        userErrors: [{ code: 'INVALID_INPUT', path: ['input', field] }],
      });
    }
    expect(await shown(viewer)).toEqual({ locale: 'en', timeZone: 'UTC', theme: 'SYSTEM' });
  });

  it('know time zones by all their names', async () => {
    const { viewer } = await stage.person();
    for (const timeZone of ['UTC', 'America/Argentina/Buenos_Aires', 'Asia/Kolkata', 'Asia/Calcutta'])
      expect((await update(viewer, { timeZone })).preferences, timeZone).toMatchObject({ timeZone });
    expect((await update(viewer, { timeZone: 'europe/VIENNA' })).preferences.timeZone).toBe('Europe/Vienna');
  });

  it('are nobody else’s to change', async () => {
    expect(await update(anonymous, { theme: 'DARK' })).toEqual(['UNAUTHENTICATED']);
    expect(await shown(anonymous)).toBeUndefined();
  });

  it('say in which language mails are', async () => {
    const ada = await stage.person({}, { verified: false });
    await update(ada.viewer, { locale: 'de' });
    expect((await mailTo(stage, ada.email, 'email_verification')).recipient.locale).toBe('de');
  });
});
