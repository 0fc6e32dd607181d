import type { webcrypto } from 'node:crypto';

/** What a provider's word on an address is worth. */
export type EmailRule =
  /** As it says itself (`email_verified`). */
  | 'claimed'
  /** It gives out addresses itself, or its administrators do: as a company's own provider. */
  | 'trusted'
  /** Never believed. */
  | 'untrusted'
  /** Google vouches for its own addresses and for those of organizations, and for others as they once were. */
  | 'google';

/** How we prove to a provider that it is us: a secret that both have, or a key of which it has the public half. */
export type ClientProof = { readonly secret: string } | { readonly privateKey: PrivateKey };

/** A JWK that says what it is for. */
export interface PrivateKey extends webcrypto.JsonWebKey {
  readonly alg: string;
  readonly kid?: string;
}

/** One provider of OpenID Connect. */
export interface ProviderSettings {
  /** In the path of its callback, and with the identities of persons: not to be given to another. */
  readonly name: string;
  /** What people call it. */
  readonly label: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly proof: ClientProof;
  readonly scopes: readonly string[];
  readonly emails: EmailRule;
}

export interface IdentitySettings {
  readonly providers: readonly ProviderSettings[];
  /** Where browsers reach the router. */
  readonly publicOrigin: string;
  /** Of the applications that browsers are sent back to. */
  readonly returnOrigins: readonly string[];
}
