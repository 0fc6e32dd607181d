import { type Database, nobody } from '@trivet/database';
import { type AccessTokenIssuer, knownPermissions, Networks, revocationMemoryMs } from '@trivet/identity';
import { type ClientInfo, type Clock, globalId, type Logger } from '@trivet/platform';
import type { ThrottlingService } from '../throttling/throttling.service.ts';
import { type ClientAssertion, decoy, readClaimedClient, verifyClientAssertion } from './client-assertion.ts';
import { AssertionReplayedError, invalidClient, TokenRequestError } from './service-identity.errors.ts';
import type { ServiceIdentity, ServiceIdentityKey } from './service-identity.model.ts';
import type { ServiceTokenRepository } from './service-token.repository.ts';

export interface ServiceTokenServiceDeps {
  readonly db: Database;
  readonly tokens: ServiceTokenRepository;
  readonly throttling: ThrottlingService;
  readonly accessTokens: AccessTokenIssuer;
  /** The names by which clients may call us in their assertions. */
  readonly audiences: readonly string[];
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'info'>;
}

/** A request for a token (RFC 6749, section 4.4, and RFC 7523), from a client at an address. */
export interface TokenRequest {
  readonly assertion: string;
  /** Beside the assertion, which has to say the same. */
  readonly clientId: string | undefined;
  /** Left out for all that the identity may do. */
  readonly scopes: readonly string[] | undefined;
  readonly client: ClientInfo | undefined;
}

export interface IssuedServiceToken {
  readonly token: string;
  readonly lifetimeSeconds: number;
  readonly scopes: readonly string[];
}

/** Gives service identities access tokens for what they have signed. */
export class ServiceTokenService {
  readonly #deps: ServiceTokenServiceDeps;

  constructor(deps: ServiceTokenServiceDeps) {
    this.#deps = deps;
  }

  /**
   * An assertion is taken once, of many at once too. Whatever is wrong with the client is the same to it: unknown, another key,
   * removed, over, from elsewhere.
   * @throws {TokenRequestError} `invalid_client`, `invalid_scope`; {@link RateLimitedError}.
   */
  issue(request: TokenRequest): Promise<IssuedServiceToken> {
    const isFailure = (error: unknown) => error instanceof TokenRequestError && error.code === 'invalid_client';
    return this.#deps.throttling.clientAssertion(request.client, () => this.#issue(request), isFailure);
  }

  /** Forgets assertions and ends of grants that nobody has to know any more. */
  async forget(): Promise<void> {
    const { db, tokens, clock } = this.#deps;
    const now = clock.now();
    await db.transaction(nobody, async (tx) => {
      await tokens.deleteExpiredAssertions(tx, now);
      await tokens.deleteEndedBefore(tx, new Date(now.getTime() - revocationMemoryMs));
    });
  }

  async #issue(request: TokenRequest): Promise<IssuedServiceToken> {
    const { throttling, accessTokens, clock } = this.#deps;
    const { key, assertion } = await this.#verify(request).catch((error: unknown) => {
      if (error instanceof TokenRequestError) this.#deps.logger.info('A client was refused', { reason: error.reason });
      throw error;
    });
    const { serviceIdentityId } = key;
    // Only who has its key uses up what is the identity's.
    return throttling.serviceToken(serviceIdentityId, async () => {
      const { identity, scopes } = await this.#redeem(request, key, assertion);
      const { accountId, grantId, networks, expiresAt: endsAt } = identity;
      const subject = { serviceIdentityId, accountId, grantId, networks, endsAt, scopes };
      const { token, expiresAt } = await accessTokens.issueToService(subject);
      const lifetimeSeconds = Math.floor((expiresAt.getTime() - clock.now().getTime()) / 1000);
      return { token, lifetimeSeconds, scopes };
    });
  }

  async #verify({ assertion: text, clientId }: TokenRequest) {
    const { tokens, audiences, clock } = this.#deps;
    const client = readClaimedClient(text);
    if (clientId !== undefined && clientId !== globalId('svc', client.serviceIdentityId)) {
      throw invalidClient('client_id');
    }
    const key = await tokens.findKey(client.serviceIdentityId, client.kid);
    const assertion = await verifyClientAssertion(text, key ?? decoy, { client, audiences, now: clock.now() });
    if (!key) throw invalidClient('unknown');
    return { key, assertion };
  }

  /** All of it or nothing: what is refused here leaves the assertion good. */
  async #redeem({ client, scopes: wanted }: TokenRequest, key: ServiceIdentityKey, assertion: ClientAssertion) {
    const { db, tokens, clock, logger } = this.#deps;
    const { accountId, serviceIdentityId } = key;
    const now = clock.now();
    try {
      return await db.transaction({ accounts: [accountId] }, async (tx) => {
        const identity = await tokens.use(tx, key, now);
        if (!identity) throw invalidClient('removed meanwhile');
        requireGood(identity, client?.address, now);
        const scopes = scopesFor(identity, wanted);
        await tokens.insertAssertion(tx, { serviceIdentityId, ...assertion });
        return { identity, scopes };
      });
    } catch (error) {
      const refusal = error instanceof AssertionReplayedError ? invalidClient('used before') : error;
      if (refusal instanceof TokenRequestError) {
        logger.info('A client was refused', { serviceIdentityId, reason: refusal.reason });
      }
      throw refusal;
    }
  }
}

function requireGood({ expiresAt, networks }: ServiceIdentity, address: string | undefined, now: Date): void {
  // Tokens end with a whole second: in its last one, none would be good for a moment.
  if (expiresAt !== null && Math.floor(expiresAt.getTime() / 1000) * 1000 <= now.getTime()) throw invalidClient('over');
  if (networks.length > 0 && !new Networks(networks).contains(address)) throw invalidClient('from elsewhere');
}

/** @throws {TokenRequestError} `invalid_scope` for one that the identity has not. */
function scopesFor({ scopes }: ServiceIdentity, wanted: readonly string[] | undefined): string[] {
  const held = [...knownPermissions(scopes)];
  if (wanted?.some((scope) => !held.some((name) => name === scope))) {
    throw new TokenRequestError('invalid_scope', 'The service identity has not each of these scopes.');
  }
  return wanted ? held.filter((name) => wanted.includes(name)) : held;
}
