import { newId } from '@trivet/database';
import {
  type AccountAccess,
  type Role as BuiltInRole,
  knownPermissions,
  type Permission,
  rolePermissions,
} from '@trivet/identity';
import { type Clock, NotFoundError, UserFault } from '@trivet/platform';
import { type Operation, requireText, VersionConflictError } from '@trivet/subgraph';
import type { CustomRole, HeldRole, Member } from './account.model.ts';
import { type AccountChange, type AccountChanges, requirePermissions } from './account-changes.service.ts';
import { RoleNameTakenError, TooManyRolesError } from './role.errors.ts';
import { roleChanged, roleCreated, roleDeleted } from './role.events.ts';
import type { RoleRepository } from './role.repository.ts';

const maxRoles = 50;

/** A role of either kind. */
export interface RoleView {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly version: number;
  readonly builtIn: BuiltInRole | null;
}

/** The same in every account and installation, so that a client may keep them. */
const builtInRoles: readonly RoleView[] = (['owner', 'admin', 'member', 'viewer'] as const).map((builtIn, index) => ({
  id: `00000000-0000-7000-8000-00000000000${index + 1}`,
  name: `${builtIn.charAt(0).toUpperCase()}${builtIn.slice(1)}`,
  permissions: [...rolePermissions[builtIn]].sort(),
  version: 1,
  builtIn,
}));

export interface RoleServiceDeps {
  readonly changes: AccountChanges;
  readonly roles: RoleRepository;
  readonly clock: Clock;
}

/** How an input names a role. */
export interface RoleInput {
  readonly role: string | null;
  readonly roleId: string | null;
}

interface RoleDefinition {
  readonly name: string;
  readonly permissions: readonly string[];
}

/** The roles that there are, and those that an account makes for itself. Nobody makes one that allows what he may not do. */
export class RoleService {
  readonly #deps: RoleServiceDeps;

  constructor(deps: RoleServiceDeps) {
    this.#deps = deps;
  }

  /**
   * @throws {UserFault} `NOT_FOUND`, `INVALID_INPUT`; {@link RoleNameTakenError}; {@link TooManyRolesError};
   * {@link IdempotencyKeyReusedError}; {@link ForbiddenError}.
   */
  async create(operation: Operation, input: RoleDefinition & { readonly accountId: string }): Promise<RoleView> {
    const { changes, roles, clock } = this.#deps;
    const access = await operation.access.require(input.accountId, 'roles:manage', ['accountId']);
    const { name, permissions } = checked(input);
    const { accountId } = access;
    const resultId = newId();
    const key = operation.repeatable('roleCreate', input);
    const change = await changes.make(operation, access, { key, resultId }, async ({ tx, events, cause, actor }) => {
      requirePermissions(actor.permissions, ['roles:manage', ...permissions]);
      if ((await roles.count(tx, access)) >= maxRoles) throw new TooManyRolesError(maxRoles);
      const createdAt = clock.now();
      const role = await roles.insert(tx, { id: resultId, accountId, name, permissions, createdAt });
      events.append(roleCreated({ accountId, roleId: role.id, version: role.version }, cause));
      return role;
    });
    return viewOf(change.result ?? (await this.#getCustom(operation, change.earlierId)));
  }

  /**
   * Names a role anew and says what it allows. That holds for all who have it, everywhere within a second.
   * @throws {VersionConflictError} with the present state; {@link UserFault} as `create`.
   */
  async update(
    operation: Operation,
    input: RoleDefinition & { readonly roleId: string; readonly expectedVersion: number },
  ): Promise<RoleView> {
    const { changes, roles } = this.#deps;
    operation.access.requireSignedIn();
    const found = await this.#getCustom(operation, input.roleId);
    const { accountId } = found;
    const repetition = { key: operation.repeatable('roleUpdate', input), resultId: input.roleId };
    const access = await changes.accessFor(operation, { accountId, permission: 'roles:manage' }, repetition);
    const { name, permissions } = checked(input);
    const { result } = await changes.make(operation, access, repetition, async (change) => {
      const { tx, events, cause, actor } = change;
      const role = await this.#getWithin(change, input.roleId);
      requirePermissions(actor.permissions, ['roles:manage', ...knownPermissions(role.permissions), ...permissions]);
      if (role.version !== input.expectedVersion) throw new VersionConflictError(viewOf(role), role.version);
      const changed = await roles.update(tx, access, role.id, { name, permissions });
      events.append(roleChanged({ accountId, roleId: changed.id, version: changed.version }, cause));
      return changed;
    });
    return viewOf(result ?? (await this.#getCustom(operation, input.roleId)));
  }

  /**
   * Deletes a role that nobody has.
   * @returns its id.
   * @throws {RoleInUseError} {@link UserFault} as `create`.
   */
  async delete(operation: Operation, input: { readonly roleId: string }): Promise<string> {
    const { changes, roles } = this.#deps;
    const { roleId } = input;
    operation.access.requireSignedIn();
    requireCustom(roleId);
    const key = operation.repeatable('roleDelete', input);
    const [found] = await this.#findCustom(operation, [roleId]);
    if (!found) return changes.madeBefore(key, roleId, noSuchRole);
    const access = await operation.access.require(found.accountId, 'roles:manage');
    const { accountId } = access;
    await changes.make(operation, access, { key, resultId: roleId }, async (change) => {
      const { tx, events, cause, actor } = change;
      const role = await this.#getWithin(change, roleId);
      requirePermissions(actor.permissions, ['roles:manage', ...knownPermissions(role.permissions)]);
      await roles.delete(tx, access, roleId);
      events.append(roleDeleted({ accountId, roleId, version: role.version + 1 }, cause));
    });
    return roleId;
  }

  /**
   * What an input means: a built-in role by its name, or any by its id.
   * @throws {UserFault} `INVALID_INPUT` unless it is one of the two.
   */
  choose({ role, roleId }: RoleInput): Pick<Member, 'role' | 'roleId'> {
    if ((role === null) === (roleId === null)) throw invalid('Give either "role" or "roleId".', 'role');
    const named = builtInRoles.find(({ id, builtIn }) => id === roleId || builtIn === role?.toLowerCase());
    if (named) return { role: named.builtIn, roleId: null };
    if (roleId === null) throw invalid('A role of the account itself is chosen by "roleId".', 'role');
    return { role: null, roleId };
  }

  /** In the order of `held`. Services see them too, who are on no list of an account's members. */
  async findHeld({ access }: Operation, held: readonly HeldRole[]): Promise<(RoleView | null)[]> {
    const accountIds = new Set(held.flatMap(({ accountId, roleId }) => (roleId === null ? [] : [accountId])));
    const found = await Promise.all([...accountIds].map((accountId) => access.find(accountId, 'account:read')));
    const accesses = found.filter((one) => one !== null);
    const own = accesses.length === 0 ? [] : await this.#deps.roles.listByAccounts(accesses);
    const byId = new Map(own.flat().map((role) => [role.id, viewOf(role)]));
    return held.map(({ role, roleId }) =>
      roleId === null ? (builtInRoles.find(({ builtIn }) => builtIn === role) ?? null) : (byId.get(roleId) ?? null),
    );
  }

  /** The built-in ones, then the account's own, for each account in the order of `accesses`. */
  async listByAccounts(accesses: readonly AccountAccess[]): Promise<RoleView[][]> {
    const own = await this.#deps.roles.listByAccounts(accesses);
    return own.map((roles) => [...builtInRoles, ...roles.map(viewOf)]);
  }

  /** In the order of `ids`; null for what does not exist or the viewer may not see. */
  async findByIds(operation: Operation, ids: readonly string[]): Promise<(RoleView | null)[]> {
    const builtIn = new Map(builtInRoles.map((role) => [role.id, role]));
    const customIds = ids.filter((id) => !builtIn.has(id));
    const custom = await this.#findCustom(operation, customIds);
    const byId = new Map(customIds.map((id, index) => [id, custom[index] ?? null]));
    return ids.map((id) => builtIn.get(id) ?? (byId.get(id) ? viewOf(byId.get(id) as CustomRole) : null));
  }

  async #findCustom({ access }: Operation, ids: readonly string[]): Promise<(CustomRole | null)[]> {
    if (ids.length === 0) return [];
    return access.lookUp('account:read', ids, (scope, wanted) => this.#deps.roles.findByIds(scope, wanted));
  }

  async #getCustom(operation: Operation, roleId: string): Promise<CustomRole> {
    requireCustom(roleId);
    const [role] = await this.#findCustom(operation, [roleId]);
    if (!role) throw noSuchRole();
    return role;
  }

  async #getWithin({ tx, access }: AccountChange, roleId: string): Promise<CustomRole> {
    const role = await this.#deps.roles.findInAccount(tx, access.accountId, roleId);
    if (!role) throw noSuchRole();
    return role;
  }
}

function viewOf({ id, name, permissions, version }: CustomRole): RoleView {
  return { id, name, permissions: [...knownPermissions(permissions)], version, builtIn: null };
}

function noSuchRole(): NotFoundError {
  return new NotFoundError('role', ['roleId']);
}

function requireCustom(roleId: string): void {
  if (builtInRoles.some(({ id }) => id === roleId)) throw invalid('A built-in role is what it is.', 'roleId');
}

/**
 * Who belongs to an account sees it: every role has `account:read`. What owners only may do, no other role allows.
 * @throws {UserFault} `INVALID_INPUT`; {@link RoleNameTakenError} for the name of a built-in role.
 */
function checked(input: RoleDefinition): { readonly name: string; readonly permissions: Permission[] } {
  const name = requireText(input.name, { path: ['name'], max: 50 });
  if (builtInRoles.some((role) => role.name.toLowerCase() === name.toLowerCase())) throw new RoleNameTakenError();
  const known = knownPermissions(input.permissions);
  if (input.permissions.some((permission) => !known.has(permission as Permission)))
    throw invalid('"permissions" are of the catalogue only.', 'permissions');
  if (known.has('owners:manage')) throw invalid('"owners:manage" is for owners only.', 'permissions');
  return { name, permissions: [...new Set<Permission>(['account:read', ...known])].sort() };
}

function invalid(message: string, field: string): UserFault {
  return new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', message, [field]);
}
