import { changeKeys, type Keys, newMasterKey, newSigningKey, publicKeyOf, type RetiredKey } from './key-file.ts';
import { masterKeyId } from './key-wrapper.ts';

/** For so long after its last token a key is still published: many times as long as a token is good, clocks that differ included. */
const retirementMs = 24 * 60 * 60 * 1000;

/**
 * Puts a new key in the place of the one that signs access tokens. Processes take it when they start; tokens of the last one
 * are good until they expire.
 * @throws {KeyFileError} where there is no usable file.
 */
export function rotateAccessTokenKey(path: string, now: Date): Keys {
  const stillPublished = ({ retiredAt }: RetiredKey) => now.getTime() - Date.parse(retiredAt) < retirementMs;
  return changeKeys(path, (keys) => ({
    ...keys,
    accessToken: newSigningKey(),
    retiredAccessTokens: [
      { key: publicKeyOf(keys.accessToken), retiredAt: now.toISOString() },
      ...(keys.retiredAccessTokens ?? []).filter(stillPublished),
    ],
  }));
}

/**
 * Puts a new key in the place of the one that signs audit trails, as `rotateAccessTokenKey`. The public half of the last one is
 * kept for good.
 * @throws {KeyFileError} where there is no usable file.
 */
export function rotateAuditKey(path: string, now: Date): Keys {
  return changeKeys(path, (keys) => ({
    ...keys,
    audit: newSigningKey(),
    retiredAudit: [{ key: publicKeyOf(keys.audit), retiredAt: now.toISOString() }, ...(keys.retiredAudit ?? [])],
  }));
}

/**
 * Puts a new key in the place of the one that wraps personal keys. Processes take it when they start. The last one stays, to open
 * what it has wrapped, until `dropMasterKey`.
 * @throws {KeyFileError} where there is no usable file.
 */
export function rotateMasterKey(path: string, now: Date): Keys {
  return changeKeys(path, (keys) => ({
    ...keys,
    master: newMasterKey(),
    retiredMasters: [{ key: keys.master, retiredAt: now.toISOString() }, ...(keys.retiredMasters ?? [])],
  }));
}

/**
 * Forgets a master key that has retired. What it has wrapped cannot be opened any more: that there is nothing left is for the
 * caller to know.
 * @throws {KeyFileError} where there is no usable file.
 */
export function dropMasterKey(path: string, keyId: string): Keys {
  return changeKeys(path, ({ retiredMasters = [], ...keys }) => {
    const left = retiredMasters.filter(({ key }) => masterKeyId(Buffer.from(key, 'base64')) !== keyId);
    return { ...keys, ...(left.length > 0 && { retiredMasters: left }) };
  });
}
