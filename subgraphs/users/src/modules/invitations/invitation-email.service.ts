import type { Encrypted } from '@trivet/database';
import { type DataKey, decryptField, encryptField } from '@trivet/identity';
import type { Logger } from '@trivet/platform';
import type { PersonalKeyService } from '../personal-keys/personal-key.service.ts';
import type { Invitation } from './invitation.model.ts';

export interface InvitationEmailServiceDeps {
  readonly keys: PersonalKeyService;
  readonly logger: Logger;
}

/** The addresses of who is invited. Each invitation has a key of its own, which goes when it does. */
export class InvitationEmailService {
  readonly #deps: InvitationEmailServiceDeps;

  constructor(deps: InvitationEmailServiceDeps) {
    this.#deps = deps;
  }

  /** Makes the key of an invitation that is about to be made. A key that is left over is without harm. */
  async encrypt(invitationId: string, email: string): Promise<Encrypted> {
    const key = await this.#deps.keys.create(invitationId);
    return encryptField(key, email, contextOf(invitationId));
  }

  /** In the order of the invitations; null where the key is gone. */
  async reveal(found: readonly Invitation[]): Promise<(string | null)[]> {
    const keys = await this.#deps.keys.findByUserIds(found.map(({ id }) => id));
    return found.map((invitation, index) => decrypted(invitation, keys[index] ?? null));
  }

  /** Does not fail: what is encrypted by these keys is gone already. */
  async forget(invitationIds: readonly string[]): Promise<void> {
    if (invitationIds.length === 0) return;
    await this.#deps.keys.delete(invitationIds).catch((error: unknown) => {
      this.#deps.logger.error('Keys of invitations could not be deleted', { invitationIds, error });
    });
  }
}

function decrypted({ id, email }: Invitation, key: DataKey | null): string | null {
  return key && decryptField(key, email, contextOf(id)).toString();
}

function contextOf(invitationId: string): string {
  return `users.invitations.email:${invitationId}`;
}
