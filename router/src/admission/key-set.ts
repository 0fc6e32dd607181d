import type { Logger } from '@trivet/platform';
import type { PeerFetch } from '@trivet/platform/peers';
import type { JSONWebKeySet } from 'jose';

const timeoutMs = 3_000;

/**
 * Asks for the keys that sign access tokens; the verifier keeps the answer and asks again for a key that it does not
 * know. When the issuer does not answer, the last set serves on: a key that was good is not bad because of that.
 */
export function keySetFrom(url: string, logger: Logger, ask: PeerFetch = fetch): () => Promise<JSONWebKeySet> {
  let last: JSONWebKeySet | undefined;
  return async () => {
    try {
      last = await fetchKeySet(url, ask);
      return last;
    } catch (error) {
      logger.warn('The keys of access tokens could not be fetched', { error });
      if (last) return last;
      throw error;
    }
  };
}

async function fetchKeySet(url: string, ask: PeerFetch): Promise<JSONWebKeySet> {
  const response = await ask(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
  const keySet = (await response.json()) as JSONWebKeySet;
  if (!response.ok || !Array.isArray(keySet.keys))
    throw new Error(`The key set was answered with status ${response.status}.`);
  return keySet;
}
