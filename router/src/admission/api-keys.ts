import { randomUUID } from 'node:crypto';
import { hashOfApiKey, isApiKeySecret, Networks } from '@trivet/identity';
import { AppError, type Clock, type KeyOwner, type KeyViewer, type ServiceViewer } from '@trivet/platform';
import { LRUCache } from 'lru-cache';
import type { Transport } from '../transports/transport.ts';
import type { Sessions } from './sessions.ts';

export interface ApiKeysDeps {
  /** To the subgraph that keeps the keys. */
  readonly transport: Pick<Transport, 'execute'>;
  /** Which were revoked; nothing is remembered while that is not heard, nor from before it was heard. */
  readonly revocations: Pick<Sessions, 'isCurrent' | 'era' | 'isRevoked'>;
  readonly clock: Clock;
}

/** A key as the subgraph knows it. */
interface FoundKey {
  readonly keyId: string;
  readonly accountId: string | null;
  readonly userId: string | null;
  readonly scopes: readonly string[];
  /** Addresses and ranges; none for all. */
  readonly networks: readonly string[];
  /** Of the secret or the key, whichever is sooner: RFC 3339, or as the subgraph has it where it is in this process. */
  readonly expiresAt: string | Date | null;
}

interface ResolvedKey {
  readonly viewer: KeyViewer;
  readonly networks: Networks | undefined;
}

/** So that the subgraph learns now and then that a key is in use. */
const knownMs = 60_000;
/** For so long a secret that is none is not asked for again. */
const refusedMs = 10_000;
const maxKeys = 50_000;
/** Asked for together, in one turn of the event loop. */
const maxTogether = 100;

const router: ServiceViewer = Object.freeze({ kind: 'service', service: 'router' });
const keysDocument = `query ($hashes: [String!]!) {
  _apiKeys(hashes: $hashes) { keyId accountId userId scopes networks expiresAt }
}`;

type Known = Promise<ResolvedKey | null>;
interface Entry {
  readonly found: Known;
  readonly untilMs: number;
  readonly era: number;
}
interface Question {
  readonly hash: string;
  readonly resolve: (found: ResolvedKey | null) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Who asks with an API key. What could be none of ours is refused without asking anybody; what was asked for is remembered
 * for a minute, and refused from the moment that its revocation is heard of.
 */
export class ApiKeys {
  readonly #deps: ApiKeysDeps;
  readonly #known = new LRUCache<string, Entry>({ max: maxKeys });
  #waiting: Question[] = [];

  constructor(deps: ApiKeysDeps) {
    this.#deps = deps;
  }

  /**
   * @param address of the client; undefined where it is not known, and then no key that is bound to networks is taken.
   * @throws {AppError} `UNAUTHENTICATED` for a secret that is unknown, revoked, expired or used from elsewhere;
   * `SUBGRAPH_UNAVAILABLE` where nobody can say.
   */
  async verify(secret: string, address: string | undefined): Promise<KeyViewer> {
    if (!isApiKeySecret(secret)) throw refused();
    const { revocations, clock } = this.#deps;
    const found = await this.#find(hashOfApiKey(secret).toString('base64url'));
    if (!found || revocations.isRevoked(found.viewer.keyId)) throw refused();
    const { endsAt } = found.viewer;
    if (endsAt && endsAt <= clock.now()) throw refused();
    if (found.networks && !found.networks.contains(address)) throw refused();
    return found.viewer;
  }

  #find(hash: string): Known {
    const now = this.#deps.clock.now().getTime();
    const { isCurrent, era } = this.#deps.revocations;
    const known = isCurrent ? this.#known.get(hash) : undefined;
    if (known && known.untilMs > now && known.era === era) return known.found;
    const found = this.#ask(hash);
    this.#remember(hash, found, now);
    return found;
  }

  /** At once, so that all who come with it meanwhile ask once. */
  #remember(hash: string, found: Known, now: number): void {
    const { era } = this.#deps.revocations;
    const entry = { found, untilMs: now + knownMs, era };
    this.#known.set(hash, entry);
    const isOurs = () => this.#known.peek(hash) === entry;
    found.then(
      (key) => {
        if (key === null && isOurs()) this.#known.set(hash, { ...entry, untilMs: now + refusedMs });
      },
      () => {
        if (isOurs()) this.#known.delete(hash);
      },
    );
  }

  #ask(hash: string): Known {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ hash, resolve, reject });
      if (this.#waiting.length === 1) setImmediate(() => this.#askTogether());
    });
  }

  #askTogether(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (let at = 0; at < waiting.length; at += maxTogether) void this.#askFor(waiting.slice(at, at + maxTogether));
  }

  async #askFor(questions: readonly Question[]): Promise<void> {
    try {
      const { data } = await this.#deps.transport.execute({
        query: keysDocument,
        variables: { hashes: questions.map(({ hash }) => hash) },
        viewer: router,
        requestId: randomUUID(),
      });
      const keys = data?.['_apiKeys'] as readonly (FoundKey | null)[] | undefined;
      if (keys?.length !== questions.length) throw unavailable();
      for (const [index, { resolve }] of questions.entries()) resolve(resolved(keys[index] ?? null));
    } catch (error) {
      for (const { reject } of questions) reject(error);
    }
  }
}

function resolved(found: FoundKey | null): ResolvedKey | null {
  if (!found) return null;
  const { keyId, accountId, userId, scopes, networks, expiresAt } = found;
  const owner = ownerOf(accountId, userId);
  return {
    viewer: Object.freeze({
      kind: 'key',
      keyId,
      owner,
      scopes: Object.freeze([...scopes]),
      ...(expiresAt !== null && { endsAt: new Date(expiresAt) }),
    }),
    networks: networks.length > 0 ? new Networks(networks) : undefined,
  };
}

function ownerOf(accountId: string | null, userId: string | null): KeyOwner {
  if (accountId !== null) return Object.freeze({ accountId });
  if (userId !== null) return Object.freeze({ userId });
  throw unavailable();
}

/** One answer for all, so that nobody learns which of them it is. */
function refused(): AppError {
  return new AppError('UNAUTHENTICATED', 'This API key is unknown, revoked or expired, or may not be used from here.');
}

function unavailable(): AppError {
  return new AppError('SUBGRAPH_UNAVAILABLE', 'Who you are cannot be checked at the moment. Try again shortly.');
}
