import type { Database } from '@trivet/database';
import type { Clock } from '@trivet/platform';
import type { UserLockService } from '../administrators/user-lock.service.ts';
import type { ApiKey, ApiKeySecret } from './api-key.model.ts';
import { type ApiKeyRepository, ownersOf } from './api-key.repository.ts';

/** What a router has to know of a key. Ids are raw UUIDs. */
export interface VerifiedApiKey {
  readonly keyId: string;
  readonly accountId: string | null;
  readonly userId: string | null;
  readonly scopes: string[];
  readonly networks: string[];
  /** Of the key or the secret, whichever is sooner. */
  readonly expiresAt: Date | null;
}

export interface ApiKeyVerificationServiceDeps {
  readonly db: Database;
  readonly apiKeys: ApiKeyRepository;
  readonly locks: UserLockService;
  readonly clock: Clock;
}

/** A use is noted when none was for so long. */
const usePrecisionMs = 60_000;

/** Answers routers, which are shown secrets, whose they are. */
export class ApiKeyVerificationService {
  readonly #deps: ApiKeyVerificationServiceDeps;

  constructor(deps: ApiKeyVerificationServiceDeps) {
    this.#deps = deps;
  }

  /** In the order of `hashes`; null for what is no secret of a key, or no longer. Notes that the others were used. */
  async verify(hashes: readonly Buffer[]): Promise<(VerifiedApiKey | null)[]> {
    const { apiKeys, locks, clock } = this.#deps;
    const now = clock.now();
    const secrets = await apiKeys.findSecrets(hashes);
    const keys = secrets.length > 0 ? await apiKeys.findKeysOf(secrets) : new Map<string, ApiKey>();
    // A key that was made beside its person's lock.
    const locked = await locks.findLocked([...keys.values()].flatMap(({ userId }) => userId ?? []));
    const byHash = new Map(secrets.map((secret) => [secret.hash.toString('hex'), secret]));
    const verified = hashes.map((hash) => {
      const secret = byHash.get(hash.toString('hex'));
      const key = secret && keys.get(secret.keyId);
      return key && !(key.userId !== null && locked.has(key.userId)) ? verifiedKey(key, secret, now) : null;
    });
    await this.#noteUse(
      verified.flatMap((each) => (each && keys.get(each.keyId)) ?? []),
      now,
    );
    return verified;
  }

  async #noteUse(keys: readonly ApiKey[], now: Date): Promise<void> {
    const unlessSince = new Date(now.getTime() - usePrecisionMs);
    const unnoted = keys.filter(({ lastUsedAt }) => lastUsedAt === null || lastUsedAt < unlessSince);
    if (unnoted.length === 0) return;
    const ids = [...new Set(unnoted.map(({ id }) => id))].sort();
    await this.#deps.db.transaction(ownersOf(unnoted), (tx) =>
      this.#deps.apiKeys.updateLastUse(tx, ids, now, unlessSince),
    );
  }
}

function verifiedKey(key: ApiKey, secret: ApiKeySecret, now: Date): VerifiedApiKey | null {
  const ends = [key.expiresAt, secret.expiresAt].filter((end) => end !== null).sort((one, other) => +one - +other);
  const [expiresAt = null] = ends;
  if (expiresAt !== null && expiresAt <= now) return null;
  const { id: keyId, accountId, userId, scopes, networks } = key;
  return { keyId, accountId, userId, scopes, networks, expiresAt };
}
