import { type DataKey, type KeyWrapper, newDataKey } from '@trivet/identity';
import type { PersonalKeyRepository } from './personal-key.repository.ts';
import { wrapContext } from './wrap-context.ts';

/**
 * One key per person, and everything confidential about a person encrypted with it; and one per invitation, whose address
 * need not be a person's here. Not remembered between operations: a key that was deleted is gone at once.
 */
export class PersonalKeyService {
  readonly #keys: PersonalKeyRepository;
  readonly #wrapper: KeyWrapper;

  constructor({ keys, wrapper }: { readonly keys: PersonalKeyRepository; readonly wrapper: KeyWrapper }) {
    this.#keys = keys;
    this.#wrapper = wrapper;
  }

  /**
   * Makes and stores the key of a person who is about to be created. The vault commits by itself: a key whose person
   * never came to be is without harm, a person without a key would not be.
   */
  async create(userId: string): Promise<DataKey> {
    const key = newDataKey();
    await this.#keys.insert(userId, this.#wrapper.wrap(key, wrapContext(userId)));
    return key;
  }

  /**
   * In the order of `userIds`; null for a person who was erased.
   * @throws {UnknownMasterKeyError} for a key that is there, and wrapped by a master key that this process was not given.
   */
  async findByUserIds(userIds: readonly string[]): Promise<(DataKey | null)[]> {
    const wrapped = await this.#keys.findByUserIds(userIds);
    return wrapped.map((key, index) => (key ? this.#wrapper.unwrap(key, wrapContext(userIds[index] as string)) : null));
  }

  /** What these keys have encrypted cannot be read any more. */
  delete(userIds: readonly string[]): Promise<void> {
    return this.#keys.delete(userIds);
  }
}
