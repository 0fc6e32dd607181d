import { newId } from '@trivet/database';
import { globalId } from '@trivet/platform';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { accountOf, join, memberEvents, memberOf, rolesIn } from '../../tests/members-fixture.ts';
import { type Person, startUsers, type UsersStage, uuidOf } from '../../tests/users-fixture.ts';

let stage: UsersStage;
let ada: Person;
let grace: Person;
beforeAll(async () => {
  stage = await startUsers('account changes');
  [ada, grace] = await Promise.all([stage.person(), stage.person()]);
});
afterAll(() => stage?.stop());

describe('accountUpdate', () => {
  const document = /* GraphQL */ `
    mutation ($input: AccountUpdateInput!) {
      accountUpdate(input: $input) {
        account { id name version }
        userErrors { __typename code path ... on VersionConflict { currentVersion } }
      }
    }
  `;
  const update = async (accountId: string, name: string, expectedVersion: number, { by = ada, key = '' } = {}) => {
    const input = { accountId, name, expectedVersion };
    const { data, errors } = await stage.ask(by.viewer, document, { input }, key ? { idempotencyKey: key } : {});
    return { ...data?.accountUpdate, errors };
  };

  it('renames the account for who saw its present version, with an event of ids', async () => {
    const id = await accountOf(stage, ada, 'Old');
    expect(await update(id, ' New ', 1)).toMatchObject({ account: { id, name: 'New', version: 2 }, userErrors: [] });
    const stale = await update(id, 'Stale', 1);
    expect(stale).toMatchObject({
      account: { id, name: 'New', version: 2 },
      userErrors: [
        {
          __typename: 'VersionConflict',
          code: 'VERSION_CONFLICT',
          path: ['input', 'expectedVersion'],
          currentVersion: 2,
        },
      ],
    });
    await vi.waitFor(async () => {
      const events = (await stage.host.logged()).filter(({ type }) => type === 'account.updated');
      expect(events.map(({ payload }) => payload)).toEqual([{ accountId: uuidOf(id), version: 2 }]);
    });
  });

  it('lets one of two who saw the same version win', async () => {
    const id = await accountOf(stage, ada);
    const answers = await Promise.all(['One', 'Two'].map((name) => update(id, name, 1)));
    const codes = answers.map(({ userErrors }) => userErrors[0]?.code ?? 'done');
    expect(codes.sort()).toEqual(['VERSION_CONFLICT', 'done']);
    expect(new Set(answers.map(({ account }) => account.name)).size).toBe(1);
  });

  it('is made once for a key', async () => {
    const id = await accountOf(stage, ada);
    const answers = [await update(id, 'Once', 1, { key: id }), await update(id, 'Once', 1, { key: id })];
    expect(answers.map(({ account }) => account.version)).toEqual([2, 2]);
    expect((await update(id, 'Twice', 1, { key: id })).userErrors).toMatchObject([{ code: 'IDEMPOTENCY_KEY_REUSED' }]);
  });

  it('refuses who may not, hides the account from strangers, and takes no name that is none', async () => {
    const id = await accountOf(stage, ada);
    expect((await update(id, 'Hers', 1, { by: grace })).userErrors).toMatchObject([
      { code: 'NOT_FOUND', path: ['input', 'accountId'] },
    ]);
    await join(stage, id, grace, 'member');
    expect((await update(id, 'Hers', 1, { by: grace })).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect((await update(id, ' ', 1)).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['input', 'name'] }]);
  });
});

describe('accountTransfer', () => {
  const document = /* GraphQL */ `
    mutation ($input: AccountTransferInput!) {
      accountTransfer(input: $input) { account { id owner { id } } userErrors { code path } }
    }
  `;
  const transfer = async (accountId: string, memberId: string, { by = ada, key = '' } = {}) => {
    const variables = { input: { accountId, memberId } };
    const { data, errors } = await stage.ask(by.viewer, document, variables, key ? { idempotencyKey: key } : {});
    return { ...data?.accountTransfer, errors };
  };

  it('makes the other the owner and the owner an admin, both told of', async () => {
    const accountId = await accountOf(stage, ada);
    const memberId = await join(stage, accountId, grace, 'viewer');
    const first = await transfer(accountId, memberId, { key: accountId });
    expect(first).toEqual({
      account: { id: accountId, owner: { id: globalId('usr', grace.id) } },
      userErrors: [],
      errors: undefined,
    });
    expect(await rolesIn(stage, accountId)).toEqual({ [ada.id]: 'admin', [grace.id]: 'owner' });
    const events = await memberEvents(stage, accountId);
    expect(events.map(({ type, payload }) => [type, payload['userId']])).toEqual([
      ['member.updated', grace.id],
      ['member.updated', ada.id],
    ]);
    // She has nothing more to give, but may ask again what came of what she gave.
    expect(await transfer(accountId, memberId, { key: accountId })).toEqual(first);
    expect((await transfer(accountId, memberId, { key: `another ${accountId}` })).errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN' } },
    ]);
    expect((await transfer(accountId, memberId)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it('hands an account over once, of two who are given it at once', async () => {
    const accountId = await accountOf(stage, ada);
    const others = await Promise.all([stage.person(), stage.person()]);
    const ids = await Promise.all(others.map((person) => join(stage, accountId, person, 'member')));
    const answers = await Promise.all(ids.map((id) => transfer(accountId, id)));
    expect(answers.filter(({ errors }) => errors === undefined)).toHaveLength(1);
    const roles = Object.values(await rolesIn(stage, accountId));
    expect(roles.toSorted()).toEqual(['admin', 'member', 'owner']);
  });

  it('leaves other owners what they are, and changes nothing for oneself', async () => {
    const accountId = await accountOf(stage, ada);
    await join(stage, accountId, grace, 'owner');
    expect((await transfer(accountId, await memberOf(stage, accountId, ada))).userErrors).toEqual([]);
    expect(await rolesIn(stage, accountId)).toEqual({ [ada.id]: 'owner', [grace.id]: 'owner' });
  });

  it('finds neither members of other accounts nor accounts of others', async () => {
    const [accountId, another] = [await accountOf(stage, ada), await accountOf(stage, grace)];
    const foreign = await memberOf(stage, another, grace);
    for (const memberId of [foreign, globalId('mbr', newId())]) {
      expect((await transfer(accountId, memberId)).userErrors).toEqual([
        { code: 'NOT_FOUND', path: ['input', 'memberId'] },
      ]);
      expect((await transfer(another, memberId)).userErrors).toEqual([
        { code: 'NOT_FOUND', path: ['input', 'accountId'] },
      ]);
    }
    expect(await rolesIn(stage, another)).toEqual({ [grace.id]: 'owner' });
  });
});
