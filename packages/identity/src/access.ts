import { AppError, type LogContext, type Logger, NotFoundError, type UserViewer, type Viewer } from '@trivet/platform';
import type { AccessDirectory, Grants } from './access-directory.ts';
import { type AccessScope, type AccountAccess, accessMaker } from './account-access.ts';
import { knownPermissions, type Permission, permissionCatalogue, servicePermissions } from './permissions.ts';

const none: Grants = new Map();
const everything = new Set(Object.keys(permissionCatalogue) as Permission[]);

/** The viewer may see the account, but not do this. */
export class ForbiddenError extends AppError {
  override readonly name = 'ForbiddenError';

  constructor(permission: Permission) {
    super('FORBIDDEN', `This needs the permission "${permission}" on the account.`);
  }
}

/** The access check. One per process; `of(viewer)` binds it to an operation. */
export class Access {
  readonly #directory: AccessDirectory;
  readonly #logger: Logger;

  constructor({ directory, logger }: { readonly directory: AccessDirectory; readonly logger: Logger }) {
    this.#directory = directory;
    this.#logger = logger;
  }

  of(viewer: Viewer): ViewerAccess {
    return new ViewerAccess(viewer, this.#directory, this.#logger);
  }

  /** For consumers and jobs only, which act for nobody; each use is logged with its reason. */
  system(reason: string, accountId: string): AccountAccess {
    this.#logger.debug('The system reaches into an account', { reason, accountId });
    return accessMaker.account(accountId, everything);
  }
}

/** What one viewer may do, for the length of one operation. */
export class ViewerAccess {
  readonly #viewer: Viewer;
  readonly #directory: AccessDirectory;
  readonly #logger: Logger;
  #refreshed: Promise<Grants> | undefined;

  constructor(viewer: Viewer, directory: AccessDirectory, logger: Logger) {
    this.#viewer = viewer;
    this.#directory = directory;
    this.#logger = logger;
  }

  /** Null where the viewer may not, or where there is no such account: the two are alike to him. */
  async find(accountId: string, permission: Permission): Promise<AccountAccess | null> {
    const permissions = this.#knownOn(accountId, permission) ?? (await this.#permissionsOn(accountId, permission));
    return permissions?.has(permission) ? accessMaker.account(accountId, permissions) : null;
  }

  /**
   * A refusal is logged: it is an answer like others to who asks, and something to look into for who runs this.
   * @param path the input field that names the account, for the failure to point at.
   * @throws {NotFoundError} where the viewer may not even see the account
   * @throws {ForbiddenError} where he may see it, but not do this
   * @throws {AppError} `UNAUTHENTICATED` for nobody.
   */
  async require(
    accountId: string,
    permission: Permission,
    path: readonly string[] | null = null,
  ): Promise<AccountAccess> {
    this.requireSignedIn();
    const permissions = this.#knownOn(accountId, permission) ?? (await this.#permissionsOn(accountId, permission));
    if (permissions?.has(permission)) return accessMaker.account(accountId, permissions);
    this.#logger.info('Access to an account was refused', { ...idOf(this.#viewer), accountId, permission });
    if (permissions?.has('account:read')) throw new ForbiddenError(permission);
    throw new NotFoundError('account', path);
  }

  /**
   * Before what is to be changed is looked up: a visitor is told to sign in, not that there is no such thing.
   * @throws {AppError} `UNAUTHENTICATED` for nobody.
   */
  requireSignedIn(): void {
    if (this.#viewer.kind === 'anonymous') throw new AppError('UNAUTHENTICATED', 'Sign in first.');
  }

  /** Every account on which the viewer has the permission. Empty for nobody and for services. */
  async scope(permission: Permission): Promise<AccessScope> {
    return accessMaker.scope(accountsWith(permission, await this.#grants()));
  }

  /**
   * Looks things up by id among what the viewer may see. What is missing is looked up once more with grants that are not
   * from memory: what he was given a moment ago, in another process, counts.
   * @param find one row per id, in order; null for what does not exist or the scope does not cover.
   */
  async lookUp<Row>(
    permission: Permission,
    ids: readonly string[],
    find: (scope: AccessScope, ids: readonly string[]) => Promise<readonly (Row | null)[]>,
  ): Promise<(Row | null)[]> {
    const known = await this.scope(permission);
    const found = [...(await find(known, ids))];
    const missing = ids.flatMap((id, index) => (found[index] ? [] : [{ id, index }]));
    if (missing.length === 0) return found;
    const granted = accountsWith(permission, await this.#refreshedGrants());
    const added = granted.filter((accountId) => !known.accountIds.includes(accountId));
    if (added.length === 0) return found;
    const again = await find(
      accessMaker.scope(added),
      missing.map(({ id }) => id),
    );
    for (const [position, { index }] of missing.entries()) found[index] = again[position] ?? null;
    return found;
  }

  /** Only where they grant it: before anything is refused, the source is asked. */
  #knownOn(accountId: string, permission: Permission): ReadonlySet<Permission> | undefined {
    if (this.#viewer.kind !== 'user') return undefined;
    const permissions = this.#directory.known(this.#viewer.userId)?.get(accountId);
    return permissions?.has(permission) ? permissions : undefined;
  }

  async #permissionsOn(accountId: string, permission: Permission): Promise<ReadonlySet<Permission> | undefined> {
    if (this.#viewer.kind === 'service') return servicePermissions[this.#viewer.service];
    const known = (await this.#grants()).get(accountId);
    if (known?.has(permission)) return known;
    return (await this.#refreshedGrants()).get(accountId);
  }

  #grants(): Promise<Grants> {
    return this.#grantsBy((userId) => this.#directory.find(userId));
  }

  #refreshedGrants(): Promise<Grants> {
    this.#refreshed ??= this.#grantsBy((userId) => this.#directory.refresh(userId));
    return this.#refreshed;
  }

  /** A key may what its owner may, as far as its scopes go; an account's key all that they say, on that account. */
  async #grantsBy(find: (userId: string) => Promise<Grants>): Promise<Grants> {
    const viewer = this.#viewer;
    if (viewer.kind === 'user') return find(viewer.userId);
    if (viewer.kind !== 'key') return none;
    const scopes = knownPermissions(viewer.scopes);
    if ('accountId' in viewer.owner) return new Map([[viewer.owner.accountId, scopes]]);
    const grants = await find(viewer.owner.userId);
    return new Map(
      [...grants].map(([accountId, held]) => [
        accountId,
        new Set([...held].filter((permission) => scopes.has(permission))),
      ]),
    );
  }
}

function idOf(viewer: Viewer): LogContext {
  switch (viewer.kind) {
    case 'user':
      return { userId: viewer.userId };
    case 'key':
      return viewer.grantId === undefined ? { keyId: viewer.keyId } : { serviceIdentityId: viewer.keyId };
    case 'service':
      return { service: viewer.service };
    case 'anonymous':
      return {};
  }
}

function accountsWith(permission: Permission, grants: Grants): string[] {
  return [...grants].filter(([, held]) => held.has(permission)).map(([accountId]) => accountId);
}

/** @throws {AppError} `UNAUTHENTICATED` unless a person is signed in; `FORBIDDEN` for a program, which can be no person. */
export function requireUser(viewer: Viewer): UserViewer {
  if (viewer.kind === 'key')
    throw new AppError('FORBIDDEN', 'This needs a person who is signed in: no program can do it.');
  if (viewer.kind !== 'user') throw new AppError('UNAUTHENTICATED', 'Sign in first.');
  return viewer;
}
