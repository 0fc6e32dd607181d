import { setTimeout as delay } from 'node:timers/promises';
import { firstId } from '@trivet/database';
import { type KeyWrapper, wrappingKeyId } from '@trivet/identity';
import type { Clock } from '@trivet/platform';
import { wrapContext } from './wrap-context.ts';
import type { Rewrapped, WrappedKeyRepository } from './wrapped-key.repository.ts';

/** As many as are read, wrapped and written in some milliseconds. */
const batchSize = 500;
/** Of those that could not be opened so many are named. */
const maxNamed = 20;
/** Until those that somebody else holds at this moment are tried again. */
const pauseMs = 50;

export interface RewrapOutcome {
  readonly rewrapped: number;
  /** Of how many no master key opened the key. Nothing was changed of them. */
  readonly unopened: number;
  /** Some of those. */
  readonly named: readonly Unopened[];
}

interface Unopened {
  readonly userId: string;
  /** By which it is wrapped; null where it does not say so. */
  readonly keyId: string | null;
  readonly reason: string;
}

type WrappedKey = Awaited<ReturnType<WrappedKeyRepository['listWrappedOtherwise']>>[number];

/**
 * Exchanges the key that wraps personal keys, while they are read, made and deleted. What is done is told by the wrapped keys
 * themselves, so whoever is killed is followed by another, and two may work at once.
 */
export class RewrapService {
  readonly #keys: WrappedKeyRepository;
  readonly #wrapper: KeyWrapper;
  readonly #clock: Clock;

  constructor(deps: { readonly keys: WrappedKeyRepository; readonly wrapper: KeyWrapper; readonly clock: Clock }) {
    this.#keys = deps.keys;
    this.#wrapper = deps.wrapper;
    this.#clock = deps.clock;
  }

  /** How many keys are wrapped by which master key; null for those that do not say so. */
  status(): Promise<ReadonlyMap<string | null, number>> {
    return this.#keys.countByMasterKey();
  }

  /**
   * Wraps anew, by the present master key, what is wrapped by others. Goes over all of them again until there is nothing to do:
   * processes that were started before go on wrapping by the last key.
   * @param onProgress is told after each batch how many there have been
   */
  async rewrap(onProgress: (rewrapped: number) => void = () => {}): Promise<RewrapOutcome> {
    let rewrapped = 0;
    for (;;) {
      let [tried, done, unopened] = [0, 0, 0];
      const named: Unopened[] = [];
      for await (const batch of this.#batches()) {
        const changes = batch.map((key) => this.#wrapAnew(key));
        const opened = changes.filter((change) => 'to' in change);
        const failed = changes.filter((change) => 'reason' in change);
        unopened += failed.length;
        named.push(...failed.slice(0, maxNamed - named.length));
        tried += opened.length;
        if (opened.length > 0) done += await this.#keys.replace(opened);
        onProgress(rewrapped + done);
      }
      rewrapped += done;
      if (tried === 0) return { rewrapped, unopened, named };
      if (done === 0) await delay(pauseMs);
    }
  }

  /**
   * Has the vault refuse what is wrapped by a master key by which nothing is, after which that can be thrown away.
   * @returns how many keys are, or may be, wrapped by it: with any, nothing was done
   */
  retire(keyId: string): Promise<number> {
    return this.#keys.retire(keyId, this.#clock.now());
  }

  async *#batches(): AsyncGenerator<WrappedKey[]> {
    let after = firstId;
    for (;;) {
      const batch = await this.#keys.listWrappedOtherwise(this.#wrapper.keyId, { after, limit: batchSize });
      if (batch.length > 0) yield batch;
      const last = batch.at(-1);
      if (!last || batch.length < batchSize) return;
      after = last.userId;
    }
  }

  /** What is written is opened once before it takes the place of what opened: there is no other copy. */
  #wrapAnew({ userId, wrappedKey }: WrappedKey): Rewrapped | Unopened {
    const context = wrapContext(userId);
    try {
      const key = this.#wrapper.unwrap(wrappedKey, context);
      const to = this.#wrapper.wrap(key, context);
      if (!this.#wrapper.unwrap(to, context).equals(key)) throw new Error('It does not open when it is wrapped anew.');
      return { userId, from: wrappedKey, to };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { userId, keyId: wrappingKeyId(wrappedKey), reason };
    }
  }
}
