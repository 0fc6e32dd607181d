import type { X509Certificate } from 'node:crypto';

/** `DNS:a, URI:spiffe://b, DNS:"what could be mistaken for more"`, as Node writes them. */
const entry = /(?:^|, )([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,"]*)(?=, |$)/gy;

/**
 * The names that an authority has vouched for: DNS names and URIs of the extension for them. The common name is none, and
 * neither is what Node had to quote: no name that we let in needs it.
 */
export function namesOf({ subjectAltName = '' }: Pick<X509Certificate, 'subjectAltName'>): readonly string[] {
  return [...subjectAltName.matchAll(entry)]
    .filter(([, kind]) => kind === 'DNS' || kind === 'URI')
    .map(([, kind, value = '']) => (kind === 'DNS' ? value.toLowerCase() : value))
    .filter((name) => !name.startsWith('"'));
}

/** A name as it may be let in: a DNS name, without wildcards, or a SPIFFE id. */
export const peerName =
  /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|spiffe:\/\/[a-z0-9._-]+\/[A-Za-z0-9._/-]+)$/;
