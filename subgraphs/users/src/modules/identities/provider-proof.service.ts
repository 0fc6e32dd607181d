import type { Transaction } from '@trivet/database';
import { lookupHash, requireUser } from '@trivet/identity';
import type { Clock } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import type { User } from '../users/user.model.ts';
import type { AuthorizationService } from './authorization.service.ts';
import { IdentityNotLinkedError, InvalidProviderCodeError } from './identity.errors.ts';
import type { IdentityRepository } from './identity.repository.ts';
import { type ProviderProfile, provedAt } from './provider-profile.ts';

/** What an application has of a browser that came back from a provider. */
export interface ProviderProof {
  readonly code: string;
  readonly codeVerifier: string;
}

export interface ProviderProofServiceDeps {
  readonly identities: IdentityRepository;
  readonly authorizations: AuthorizationService;
  readonly clock: Clock;
  /** Hashes who persons are at providers. */
  readonly lookupKey: Buffer;
}

/** What persons can prove by providers, and who they are there for what takes a proof that is fresh. */
export class ProviderProofService {
  readonly #deps: ProviderProofServiceDeps;

  constructor(deps: ProviderProofServiceDeps) {
    this.#deps = deps;
  }

  /**
   * By a code of a browser that was sent there for the session that asks now.
   * @returns when he proved it there.
   * @throws {InvalidProviderCodeError}; {@link IdentityNotLinkedError}; {@link RateLimitedError}.
   */
  async confirm({ client, viewer }: Operation, user: User, proof: ProviderProof): Promise<Date> {
    const { identities, authorizations, clock, lookupKey } = this.#deps;
    const { sessionId } = requireUser(viewer);
    const profile = await authorizations.redeem(client, proof, { sessionId, path: ['provider', 'code'] });
    const owner = await identities.findOwner(hashOfIdentity(lookupKey, profile));
    if (owner?.userId !== user.id) throw new IdentityNotLinkedError();
    const at = provedAt(profile, clock.now());
    if (at === null) throw new InvalidProviderCodeError();
    return at;
  }

  /** Whether there is a provider by which the person can sign in: one of before, which nobody knows here any more, is none. */
  async areLinkedWithin(tx: Transaction, userId: string): Promise<boolean> {
    const { identities, authorizations } = this.#deps;
    const known = new Set(authorizations.providers.map(({ name }) => name));
    return (await identities.listProviders(tx, userId)).some((provider) => known.has(provider));
  }
}

/** By which it is found whose an identity is. */
export function hashOfIdentity(lookupKey: Buffer, { issuer, subject }: ProviderProfile): Buffer {
  return lookupHash(lookupKey, `identity:${JSON.stringify([issuer, subject])}`);
}
