import { type Database, nobody } from '@trivet/database';
import { and, eq, lte } from 'drizzle-orm';
import { type ProviderCode, type ProviderRequest, providerCodes, providerRequests } from './identity.model.ts';

/** Browsers on their way to a provider and back, and what they brought. What is taken is gone: nothing is good twice. */
export class AuthorizationRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async insertRequest(request: ProviderRequest): Promise<void> {
    await this.#db.transaction(nobody, (tx) => tx.insert(providerRequests).values(request));
  }

  /** Null where there is none, and for another browser or provider: then it stays for the right one. */
  async takeRequest({
    stateHash,
    browserHash,
    provider,
  }: Pick<ProviderRequest, 'stateHash' | 'browserHash' | 'provider'>): Promise<ProviderRequest | null> {
    const [taken] = await this.#db.transaction(nobody, (tx) =>
      tx
        .delete(providerRequests)
        .where(
          and(
            eq(providerRequests.stateHash, stateHash),
            eq(providerRequests.browserHash, browserHash),
            eq(providerRequests.provider, provider),
          ),
        )
        .returning(),
    );
    return taken ?? null;
  }

  async insertCode(code: ProviderCode): Promise<void> {
    await this.#db.transaction(nobody, (tx) => tx.insert(providerCodes).values(code));
  }

  async takeCode(hash: Buffer): Promise<ProviderCode | null> {
    const [taken] = await this.#db.transaction(nobody, (tx) =>
      tx.delete(providerCodes).where(eq(providerCodes.hash, hash)).returning(),
    );
    return taken ?? null;
  }

  async deleteExpired(before: Date): Promise<void> {
    await this.#db.transaction(nobody, async (tx) => {
      await tx.delete(providerRequests).where(lte(providerRequests.expiresAt, before));
      await tx.delete(providerCodes).where(lte(providerCodes.expiresAt, before));
    });
  }
}
