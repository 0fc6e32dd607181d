import type { PersonalKeyService } from '../personal-keys/personal-key.service.ts';
import type { AuditEntry } from './audit.model.ts';
import type { OpenedAddress } from './audit-chain.ts';
import { openAddress, type SealedAddress, sealAddress } from './sealed-address.ts';

/** An address from which somebody caused an event. */
export interface EventAddress {
  readonly eventId: string;
  readonly actorId: string;
  readonly address: string;
}

/** From where things were done: encrypted with the key of who did them, so that erasing him erases it and leaves the chain. */
export class AuditAddressService {
  readonly #keys: PersonalKeyService;

  constructor({ keys }: { readonly keys: PersonalKeyService }) {
    this.#keys = keys;
  }

  /** In the order of `addresses`; null for a person who was erased. */
  async seal(addresses: readonly EventAddress[]): Promise<(SealedAddress | null)[]> {
    const keys = await this.#keysOf(addresses.map(({ actorId }) => actorId));
    return addresses.map(({ eventId, actorId, address }) => {
      const key = keys.get(actorId);
      return key ? sealAddress(key, eventId, address) : null;
    });
  }

  /** In the order of `entries`; null where none is known, and of a person who was erased. */
  async open(entries: readonly AuditEntry[]): Promise<(OpenedAddress | null)[]> {
    const keys = await this.#keysOf(entries.flatMap(({ actorId, address }) => (address && actorId) ?? []));
    return entries.map(({ id, actorId, address }) => {
      const key = actorId !== null && keys.get(actorId);
      return key && address ? openAddress(key, id, address) : null;
    });
  }

  async #keysOf(actorIds: readonly string[]) {
    const ids = [...new Set(actorIds)];
    const keys = ids.length === 0 ? [] : await this.#keys.findByUserIds(ids);
    return new Map(ids.map((id, index) => [id, keys[index] ?? null]));
  }
}
