import { type Database, nobody } from '@trivet/database';
import { type Clock, NotFoundError } from '@trivet/platform';
import type { ImpersonationEndService } from '../sessions/impersonation-end.service.ts';
import type { User } from '../users/user.model.ts';
import type { UserService } from '../users/user.service.ts';
import type { SecurityAction } from './administrator.model.ts';
import type { AdministratorRepository } from './administrator.repository.ts';
import type { SecurityEventService } from './security-event.service.ts';

/** Who administers the platform, since when. */
export interface RegisteredAdministrator {
  readonly userId: string;
  readonly displayName: string | null;
  readonly grantedAt: Date;
}

export interface AdministratorRegisterServiceDeps {
  readonly db: Database;
  readonly administrators: AdministratorRepository;
  readonly securityEvents: SecurityEventService;
  readonly users: Pick<UserService, 'findByIds' | 'findByEmail'>;
  readonly impersonationEnds: ImpersonationEndService;
  readonly clock: Clock;
}

/** How the operator makes administrators, which nobody can do by the API. */
export class AdministratorRegisterService {
  readonly #deps: AdministratorRegisterServiceDeps;

  constructor(deps: AdministratorRegisterServiceDeps) {
    this.#deps = deps;
  }

  /** The first one first. */
  async list(): Promise<RegisteredAdministrator[]> {
    const { administrators, users } = this.#deps;
    const all = await administrators.list();
    const persons = await users.findByIds(all.map(({ userId }) => userId));
    return all.map((each, index) => ({ ...each, displayName: persons[index]?.displayName ?? null }));
  }

  /** Whether he was none before. `who` is an address, or the UUID of a person. @throws {NotFoundError} */
  async grant(who: string, requestId: string): Promise<boolean> {
    const { administrators, clock } = this.#deps;
    const { id: userId } = await this.#get(who);
    return this.#change('administrator_granted', { userId, requestId }, (tx) =>
      administrators.insert(tx, { userId, grantedAt: clock.now() }),
    );
  }

  /**
   * Whether he was one. From then on he sees nothing and does nothing, in the place of others neither; repeating it ends what was
   * left. @throws as `grant`.
   */
  async revoke(who: string, requestId: string): Promise<boolean> {
    const { administrators, impersonationEnds } = this.#deps;
    const { id: userId } = await this.#get(who);
    const wasOne = await this.#change('administrator_revoked', { userId, requestId }, (tx) =>
      administrators.delete(tx, userId),
    );
    await impersonationEnds.endAllBy(userId, { actor: null, requestId });
    return wasOne;
  }

  #change(
    action: SecurityAction,
    { userId, requestId }: { readonly userId: string; readonly requestId: string },
    change: (tx: Parameters<AdministratorRepository['insert']>[0]) => Promise<boolean>,
  ): Promise<boolean> {
    const { db, securityEvents } = this.#deps;
    return db.transaction(nobody, async (tx) => {
      const isAnother = await change(tx);
      if (isAnother) await securityEvents.record(tx, { action, administratorId: null, userId, requestId });
      return isAnother;
    });
  }

  async #get(who: string): Promise<User> {
    const { users } = this.#deps;
    const user = who.includes('@') ? await users.findByEmail(who) : (await users.findByIds([who]))[0];
    if (!user) throw new NotFoundError('person');
    return user;
  }
}
