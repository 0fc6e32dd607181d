import { AppError, type Logger, NotFoundError, type Viewer } from '@trivet/platform';
import type { AccessDirectory, Grants } from './access-directory.ts';
import { type AccessScope, type AccountAccess, accessMaker } from './account-access.ts';
import { type Permission, permissionCatalogue, servicePermissions } from './permissions.ts';

const none: Grants = new Map();
const everything = new Set(Object.keys(permissionCatalogue) as Permission[]);

/** The access check. One per process; `of(viewer)` binds it to an operation. */
export class Access {
  readonly #directory: AccessDirectory;
  readonly #logger: Logger;

  constructor({ directory, logger }: { readonly directory: AccessDirectory; readonly logger: Logger }) {
    this.#directory = directory;
    this.#logger = logger;
  }

  of(viewer: Viewer): ViewerAccess {
    return new ViewerAccess(viewer, this.#directory);
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
  #refreshed: Promise<Grants> | undefined;

  constructor(viewer: Viewer, directory: AccessDirectory) {
    this.#viewer = viewer;
    this.#directory = directory;
  }

  /** Null where the viewer may not, or where there is no such account: the two are alike to him. */
  async find(accountId: string, permission: Permission): Promise<AccountAccess | null> {
    const permissions = await this.#permissionsOn(accountId, permission);
    return permissions?.has(permission) ? accessMaker.account(accountId, permissions) : null;
  }

  /**
   * @throws {NotFoundError} where the viewer may not even see the account
   * @throws {AppError} `FORBIDDEN` where he may see it, but not do this; `UNAUTHENTICATED` for nobody.
   */
  async require(accountId: string, permission: Permission): Promise<AccountAccess> {
    if (this.#viewer.kind === 'anonymous') throw new AppError('UNAUTHENTICATED', 'Sign in first.');
    const permissions = await this.#permissionsOn(accountId, permission);
    if (permissions?.has(permission)) return accessMaker.account(accountId, permissions);
    if (permissions?.has('account:read')) {
      throw new AppError('FORBIDDEN', `This needs the permission "${permission}" on the account.`);
    }
    throw new NotFoundError('account');
  }

  /** Every account on which the viewer has the permission. Empty for nobody and for services. */
  async scope(permission: Permission): Promise<AccessScope> {
    const grants = await this.#grants();
    return accessMaker.scope([...grants].filter(([, held]) => held.has(permission)).map(([accountId]) => accountId));
  }

  /**
   * The scope of a look-up by id. When it finds less than was asked for, `again` gives a scope that is not from memory,
   * once per operation: what was created a moment ago in another process counts.
   */
  async refreshedScope(permission: Permission): Promise<AccessScope> {
    const grants = await this.#refreshedGrants();
    return accessMaker.scope([...grants].filter(([, held]) => held.has(permission)).map(([accountId]) => accountId));
  }

  async #permissionsOn(accountId: string, permission: Permission): Promise<ReadonlySet<Permission> | undefined> {
    if (this.#viewer.kind === 'service') return servicePermissions[this.#viewer.service];
    const known = (await this.#grants()).get(accountId);
    if (known?.has(permission)) return known;
    return (await this.#refreshedGrants()).get(accountId);
  }

  async #grants(): Promise<Grants> {
    return this.#viewer.kind === 'user' ? this.#directory.find(this.#viewer.userId) : none;
  }

  async #refreshedGrants(): Promise<Grants> {
    if (this.#viewer.kind !== 'user') return none;
    this.#refreshed ??= this.#directory.refresh(this.#viewer.userId);
    return this.#refreshed;
  }
}

/** @throws {AppError} `UNAUTHENTICATED` unless a person is signed in. */
export function requireUser(viewer: Viewer): { readonly userId: string; readonly sessionId: string } {
  if (viewer.kind !== 'user') throw new AppError('UNAUTHENTICATED', 'Sign in first.');
  return viewer;
}
