import { expect, expectTypeOf, it } from 'vitest';
import { AccessScope, AccountAccess, accessMaker } from './account-access.ts';
import * as identity from './index.ts';
import { accessToNewAccount, type Permission, rowsOf } from './index.ts';

const everything: ReadonlySet<Permission> = new Set<Permission>(['account:read', 'resources:write']);

it('lets nobody make an access but the access check', () => {
  const anything = Symbol('maker of accesses');
  expect(() => new AccountAccess(anything, 'acc-1', everything)).toThrow(TypeError);
  expect(() => new AccessScope(anything, ['acc-1'])).toThrow(TypeError);
  // By way of an access that somebody has: its constructor asks for the key too.
  const Constructor = accessToNewAccount(everything).constructor as typeof AccountAccess;
  expect(() => new Constructor(anything, 'acc-1', everything)).toThrow('Only the access check makes accesses.');
  class Forged extends AccountAccess {}
  expect(() => new Forged(anything, 'acc-1', everything)).toThrow(TypeError);
});

it('does not export what makes accesses', () => {
  expect(Object.keys(identity)).toContain('AccountAccess');
  expect(Object.values(identity)).not.toContain(accessMaker);
  expect(Object.keys(identity).filter((name) => /maker/i.test(name))).toEqual([]);
});

it('does not take what merely looks like an access, not even one of the other kind', () => {
  interface LooksLikeAccess {
    readonly accountId: string;
    readonly permissions: ReadonlySet<Permission>;
    readonly rows: AccountAccess['rows'];
  }
  interface LooksLikeScope {
    readonly accountIds: readonly string[];
    readonly rows: AccessScope['rows'];
  }
  expectTypeOf<LooksLikeAccess>().not.toExtend<AccountAccess>();
  expectTypeOf<LooksLikeScope>().not.toExtend<AccessScope>();
  expectTypeOf<{ accountId: string; permissions: Set<Permission> }>().not.toExtend<AccountAccess>();
  expectTypeOf<AccessScope>().not.toExtend<AccountAccess>();
  expectTypeOf<AccountAccess>().not.toExtend<AccessScope>();
  // The other way round they do look alike, so that it is the proof alone which is missing.
  expectTypeOf<AccountAccess>().toExtend<LooksLikeAccess>();
  expectTypeOf<AccessScope>().toExtend<LooksLikeScope>();
});

it('opens the rows of its accounts and no others', () => {
  const one = accessToNewAccount(everything);
  const two = accessToNewAccount(everything);
  expect(one.accountId).not.toBe(two.accountId);
  expect(one.rows).toEqual({ accounts: [one.accountId] });
  expect(rowsOf([one, two])).toEqual({ accounts: [one.accountId, two.accountId] });
  expect(accessMaker.scope([one.accountId]).rows).toEqual({ accounts: [one.accountId] });
});
