import type { Encrypted } from '@trivet/database';
import { decryptField, encryptField, lookupHash } from '@trivet/identity';
import type { DevicePlatform } from './device.model.ts';

/**
 * How tokens of devices are kept. By a key of notifications' own: those of persons stay with users, who would have to be asked for each
 * push. Another key makes what is kept unreadable, and its devices register anew when they are next used.
 */
export class DeviceCipher {
  readonly #key: Buffer;
  readonly #hashKey: Buffer;

  /** @param key of 32 bytes. */
  constructor(key: Buffer) {
    this.#key = key;
    this.#hashKey = lookupHash(key, 'hashes of device tokens');
  }

  encrypt(deviceId: string, token: string): Encrypted {
    return encryptField(this.#key, token, contextOf(deviceId));
  }

  /** Null where another key has encrypted it. */
  decrypt({ id, token }: { readonly id: string; readonly token: Buffer }): string | null {
    try {
      return decryptField(this.#key, token, contextOf(id)).toString();
    } catch {
      return null;
    }
  }

  /** By which it is found. */
  hash(platform: DevicePlatform, token: string): Buffer {
    return lookupHash(this.#hashKey, `${platform}:${token}`);
  }
}

function contextOf(deviceId: string): string {
  return `notifications.devices.token:${deviceId}`;
}
