import { type Database, nobody, type Page, type PageRequest, type Transaction } from '@trivet/database';
import { requireUser } from '@trivet/identity';
import { AppError, NotFoundError } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import type { SessionService } from '../sessions/session.service.ts';
import type { User } from '../users/user.model.ts';
import type { UserService } from '../users/user.service.ts';
import { AdministratorSecondFactorError } from './administrator.errors.ts';
import type { AdministratorRepository } from './administrator.repository.ts';
import type { Act, SecurityEventFilter, SecurityEventService, SecurityEventView } from './security-event.service.ts';
import type { UserLockRepository } from './user-lock.repository.ts';

/** Somebody who has shown that he administers the platform, in one operation. */
export interface Administrator {
  readonly userId: string;
  readonly requestId: string;
}

/** A person as administrators see him. */
export interface PlatformUserView {
  readonly id: string;
  readonly user: User;
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly createdAt: Date;
  readonly isAdministrator: boolean;
  /** The act by which he was locked out; null for who is not. */
  readonly lock: SecurityEventView | null;
}

export interface AdministrationServiceDeps {
  readonly db: Database;
  readonly users: UserService;
  readonly sessions: SessionService;
  readonly administrators: AdministratorRepository;
  readonly locks: UserLockRepository;
  readonly securityEvents: SecurityEventService;
}

/** What administrators of the platform see. Whom they look at is written down. */
export class AdministrationService {
  readonly #deps: AdministrationServiceDeps;

  constructor(deps: AdministrationServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Null for everybody who is no administrator, be he a program of one.
   * @throws {AdministratorSecondFactorError} for one who has shown no second factor in his session.
   */
  async find(operation: Operation): Promise<Administrator | null> {
    const { administrators, sessions } = this.#deps;
    const { viewer, cause } = operation;
    // Nobody who acts in an administrator's place is one.
    if (viewer.kind !== 'user' || viewer.act) return null;
    const [found] = await administrators.findByUserIds([viewer.userId]);
    if (!found) return null;
    if (!(await sessions.hasShownSecondFactor(operation))) throw new AdministratorSecondFactorError();
    return { userId: viewer.userId, requestId: cause.requestId };
  }

  /**
   * For what is done to a person: who is no administrator hears what an administrator hears of somebody that there is not.
   * @throws {NotFoundError}; {@link AdministratorSecondFactorError}; {@link AppError} `UNAUTHENTICATED`, `FORBIDDEN` for who is no
   * person.
   */
  async require(operation: Operation): Promise<Administrator> {
    requireUser(operation.viewer);
    const administrator = await this.find(operation);
    if (!administrator) throw noSuchPerson();
    return administrator;
  }

  /** Whether he administers the platform, and goes on to until the transaction ends. */
  async hold(tx: Transaction, userId: string): Promise<boolean> {
    return (await this.#deps.administrators.hold(tx, userId)) !== null;
  }

  /**
   * By exact address or by id.
   * @throws {AppError} `BAD_USER_INPUT` unless one of the two is given.
   */
  async findUser(
    administrator: Administrator,
    { email, id }: { readonly email: string | null; readonly id: string | null },
  ): Promise<PlatformUserView | null> {
    const { users } = this.#deps;
    if ((email === null) === (id === null)) throw new AppError('BAD_USER_INPUT', 'Give either "email" or "id".');
    const user = email === null ? (await users.findByIds([String(id)]))[0] : await users.findByEmail(email);
    if (!user) return null;
    await this.#note(administrator, { action: 'user_viewed', userId: user.id });
    const [view] = await this.describe([user]);
    return view ?? null;
  }

  /** Whose name begins so, in the order of their names. */
  async searchUsers(administrator: Administrator, name: string, page: PageRequest): Promise<Page<PlatformUserView>> {
    await this.#note(administrator, { action: 'users_searched', userId: null });
    const found = await this.#deps.users.search(name, page);
    return { ...found, rows: await this.describe(found.rows) };
  }

  /** The newest first. */
  listSecurityEvents(filter: SecurityEventFilter, page: PageRequest): Promise<Page<SecurityEventView>> {
    return this.#deps.securityEvents.list(filter, page);
  }

  /** In the order of `users`. */
  async describe(found: readonly User[]): Promise<PlatformUserView[]> {
    const { users, administrators, locks, securityEvents } = this.#deps;
    const ids = found.map(({ id }) => id);
    const [emails, administering, locked] = await Promise.all([
      users.revealEmails(found),
      administrators.findByUserIds(ids),
      locks.findByUserIds(ids),
    ]);
    const acts = await securityEvents.findByIds(locked.map(({ securityEventId }) => securityEventId));
    const lockIds = new Map(locked.map(({ userId, securityEventId }) => [userId, securityEventId]));
    return found.map((user, index) => ({
      id: user.id,
      user,
      email: emails[index] ?? null,
      emailVerified: user.emailVerified,
      createdAt: user.createdAt,
      isAdministrator: administering.some(({ userId }) => userId === user.id),
      lock: acts.get(lockIds.get(user.id) ?? '') ?? null,
    }));
  }

  #note({ userId, requestId }: Administrator, act: Pick<Act, 'action' | 'userId'>): Promise<unknown> {
    const { db, securityEvents } = this.#deps;
    return db.transaction(nobody, (tx) => securityEvents.record(tx, { ...act, administratorId: userId, requestId }));
  }
}

export function noSuchPerson(): NotFoundError {
  return new NotFoundError('person', ['userId']);
}
