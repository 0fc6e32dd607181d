import type { Database } from '@trivet/database';
import { requireUser } from '@trivet/identity';
import type { Outbox } from '@trivet/messaging';
import type { Operation } from '@trivet/subgraph';
import type { SessionService } from '../sessions/session.service.ts';
import type { User } from '../users/user.model.ts';
import type { UserService } from '../users/user.service.ts';
import { NoPasswordError, WrongPasswordError } from './credential.errors.ts';
import type { CredentialService } from './credential.service.ts';
import { passwordChanged } from './password.events.ts';
import type { PasswordProofService } from './password-proof.service.ts';

export interface PasswordServiceDeps {
  readonly db: Database;
  readonly users: UserService;
  readonly proofs: PasswordProofService;
  readonly credentials: CredentialService;
  readonly sessions: SessionService;
  readonly outbox: Outbox;
}

/** How a person comes by another password. */
export class PasswordService {
  readonly #deps: PasswordServiceDeps;

  constructor(deps: PasswordServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Takes the place of the viewer's password, and ends his other sessions: whoever has one of them may have had the old one.
   * Guessing the current one is kept as slow as guessing it at the door.
   * @throws {NoPasswordError}; {@link WrongPasswordError}; {@link UserFault} `INVALID_INPUT`, `PASSWORD_TOO_COMMON`; {@link RateLimitedError}.
   */
  async change(
    operation: Operation,
    { currentPassword, newPassword }: { readonly currentPassword: string; readonly newPassword: string },
  ): Promise<User> {
    const { db, users, proofs, credentials, sessions, outbox } = this.#deps;
    const { userId, sessionId } = requireUser(operation.viewer);
    const user = await users.get(userId);
    if (!(await credentials.areSet(userId))) throw new NoPasswordError(['currentPassword']);
    const known = await proofs.confirm(operation, user, {
      password: currentPassword,
      path: ['currentPassword'],
    });
    const owner = { email: (await users.revealEmail(user)) ?? '', displayName: user.displayName };
    const passwordHash = await credentials.hash(newPassword, owner, ['newPassword']);
    await outbox.transaction(db, { persons: [userId] }, async (tx, events) => {
      const isReplaced = await credentials.replace(tx, userId, { known, passwordHash });
      // Of two changes at once the second no longer has the current password.
      if (!isReplaced) throw new WrongPasswordError(['currentPassword']);
      events.append(passwordChanged({ userId, sessionId }, operation.cause));
      await sessions.endOthers({ tx, events }, operation);
    });
    return user;
  }
}
