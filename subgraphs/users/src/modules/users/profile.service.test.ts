import { anonymous, type SubgraphRequest, type Viewer } from '@trivet/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allLogged } from '../../tests/mails.ts';
import { startUsers, type UsersStage } from '../../tests/users-fixture.ts';

let stage: UsersStage;
beforeAll(async () => {
  stage = await startUsers('profiles');
});
afterAll(() => stage?.stop());

const document = /* GraphQL */ `
  mutation ($input: UserUpdateInput!) {
    userUpdate(input: $input) {
      user { displayName avatar version }
      userErrors { code path ... on VersionConflict { currentVersion } }
    }
  }
`;
async function update(viewer: Viewer, input: object, more?: Partial<SubgraphRequest>) {
  const { data, errors } = await stage.ask(viewer, document, { input }, more);
  return errors?.map(({ extensions }) => extensions['code']) ?? data.userUpdate;
}
const avatar = 'https://pictures.example.com/ada.png';

describe('what a person shows of himself', () => {
  it('is what he says, and stays where he says nothing', async () => {
    const { viewer, id } = await stage.person();
    expect(await update(viewer, { displayName: ' Ada Lovelace ', avatar, expectedVersion: 1 })).toEqual({
      user: { displayName: 'Ada Lovelace', avatar, version: 2 },
      userErrors: [],
    });
    expect((await update(viewer, { displayName: 'Ada', expectedVersion: 2 })).user).toMatchObject({ avatar });
    const { user } = await update(viewer, { displayName: 'Ada', avatar: null, expectedVersion: 3 });
    expect(user).toEqual({ displayName: 'Ada', avatar: null, version: 4 });
    await allLogged(stage);
    const told = (await stage.host.logged()).filter(
      ({ type, subject }) => type === 'user.updated' && subject.id === id,
    );
    expect(told.map(({ payload }) => payload)).toEqual([2, 3, 4].map((version) => ({ userId: id, version })));
  });

  it('is changed by one of two who saw the same, and the other is shown what it is now', async () => {
    const { viewer } = await stage.person();
    const names = ['One', 'Other'];
    const outcomes = await Promise.all(names.map((displayName) => update(viewer, { displayName, expectedVersion: 1 })));
    const [winner] = outcomes.filter(({ userErrors }) => userErrors.length === 0);
    const [loser] = outcomes.filter(({ userErrors }) => userErrors.length > 0);
    expect(loser).toEqual({
      user: winner.user,
      userErrors: [{ code: 'VERSION_CONFLICT', path: ['input', 'expectedVersion'], currentVersion: 2 }],
    });
  });

  it('is changed once under one Idempotency-Key', async () => {
    const { viewer } = await stage.person();
    const more = { idempotencyKey: 'once' };
    const input = { displayName: 'Once', expectedVersion: 1 };
    const outcomes = [await update(viewer, input, more), await update(viewer, input, more)];
    expect(outcomes[1]).toEqual(outcomes[0]);
    expect(outcomes[0].user.version).toBe(2);
  });

  it.each([
    ['displayName', ['', ' ', 'x'.repeat(101), 'line\nbreak']],
    [
      'avatar',
      [
        '',
        'ada.png',
        'http://pictures.example.com/ada.png',
        'javascript:alert(1)',
        'data:image/png;base64,AAAA',
        'https://ada:secret@example.com/',
        'https://',
        `https://example.com/${'a'.repeat(2048)}`,
        `https://example.com/${'ä'.repeat(500)}`,
      ],
    ],
  ])('has no %s that cannot be shown', async (field, values) => {
    const { viewer } = await stage.person();
    for (const value of values) {
      const outcome = await update(viewer, { displayName: 'Ada', expectedVersion: 1, [field]: value });
      expect(outcome, value).toEqual({ user: null, userErrors: [{ code: 'INVALID_INPUT', path: ['input', field] }] });
    }
  });

  it('is nobody else’s to change', async () => {
    expect(await update(anonymous, { displayName: 'Eve', expectedVersion: 1 })).toEqual(['UNAUTHENTICATED']);
  });
});
