import { type DataKey, decryptField, encryptField } from '@trivet/identity';
import type { PersonalKeyService } from '../personal-keys/personal-key.service.ts';
import type { Identity } from './identity.model.ts';
import type { ProviderProfile } from './provider-profile.ts';

const subjectContext = (identityId: string) => `users.identities.subject:${identityId}`;
const emailContext = (identityId: string) => `users.identities.email:${identityId}`;

/** Who persons are at providers, in the clear and not: encrypted with each person's own key. */
export class IdentitySecretsService {
  readonly #keys: PersonalKeyService;

  constructor({ keys }: { readonly keys: PersonalKeyService }) {
    this.#keys = keys;
  }

  /** What an identity's row keeps of what the provider said. */
  encrypt(key: DataKey, identityId: string, { subject, email }: ProviderProfile): Pick<Identity, 'subject' | 'email'> {
    return {
      subject: encryptField(key, subject, subjectContext(identityId)),
      email: email === null ? null : encryptField(key, email, emailContext(identityId)),
    };
  }

  /** The addresses, in the order of the identities; null where there is none, and of a person who was erased. */
  async revealEmails(identities: readonly Identity[]): Promise<(string | null)[]> {
    const userIds = [...new Set(identities.map(({ userId }) => userId))];
    const found = await this.#keys.findByUserIds(userIds);
    const keys = new Map(userIds.map((userId, index) => [userId, found[index]]));
    return identities.map(({ id, userId, email }) => {
      const key = keys.get(userId);
      return key && email ? decryptField(key, email, emailContext(id)).toString() : null;
    });
  }
}
