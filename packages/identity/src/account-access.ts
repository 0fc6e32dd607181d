import type { RowScope } from '@trivet/database';
import { newId } from '@trivet/database';
import type { Permission } from './permissions.ts';

/** Held by this module only: whoever cannot name it cannot make an access. */
const maker = Symbol('maker of accesses');
/** Makes the two types nominal: an object that merely looks alike is refused. */
declare const proof: unique symbol;

/** Proof that somebody may do something on one account. A function that takes one cannot be called by mistake. */
export class AccountAccess {
  declare readonly [proof]: 'account';
  readonly accountId: string;
  readonly permissions: ReadonlySet<Permission>;

  constructor(key: symbol, accountId: string, permissions: ReadonlySet<Permission>) {
    check(key);
    this.accountId = accountId;
    this.permissions = permissions;
  }

  get rows(): RowScope {
    return { accounts: [this.accountId] };
  }
}

/** All accounts on which a viewer has one permission: for look-ups by id, where the account is not known beforehand. */
export class AccessScope {
  declare readonly [proof]: 'scope';
  readonly accountIds: readonly string[];

  constructor(key: symbol, accountIds: readonly string[]) {
    check(key);
    this.accountIds = accountIds;
  }

  get rows(): RowScope {
    return { accounts: this.accountIds };
  }
}

function check(key: symbol): void {
  if (key !== maker) throw new TypeError('Only the access check makes accesses.');
}

/** The rows that several accesses open together. */
export function rowsOf(accesses: readonly AccountAccess[]): RowScope {
  return { accounts: accesses.map(({ accountId }) => accountId) };
}

/** The way in for the access check itself; not exported by the package. */
export const accessMaker = {
  account: (accountId: string, permissions: ReadonlySet<Permission>) =>
    new AccountAccess(maker, accountId, permissions),
  scope: (accountIds: readonly string[]) => new AccessScope(maker, accountIds),
};

/** Access to an account that does not exist yet: the id is made here, so it can be no other's. */
export function accessToNewAccount(permissions: ReadonlySet<Permission>): AccountAccess {
  return accessMaker.account(newId(), permissions);
}
