import { isLockTimeout } from '@trivet/database';
import type { Clock } from '@trivet/platform';
import type { SearchDocumentRepository } from './search-document.repository.ts';
import type { SearchGenerationRepository } from './search-generation.repository.ts';
import { scopeOf } from './word-vector.ts';

const wordsAtOnce = 200;
const accountsAtOnce = 100;
/** Whoever has begun with an account and is gone is followed by another after so long. */
const leaseMs = 3_600_000;

/** Takes away the words of accounts that none of their documents has any more. */
export class SearchTidyingService {
  readonly #documents: SearchDocumentRepository;
  readonly #generations: SearchGenerationRepository;
  readonly #clock: Clock;

  constructor(deps: {
    readonly documents: SearchDocumentRepository;
    readonly generations: SearchGenerationRepository;
    readonly clock: Clock;
  }) {
    this.#documents = deps.documents;
    this.#generations = deps.generations;
    this.#clock = deps.clock;
  }

  async tidy(): Promise<void> {
    const now = this.#clock.now();
    const generations = await this.#generations.listLive();
    for (const accountId of await this.#documents.listUntidy(now, accountsAtOnce)) {
      await this.#documents.tidyLater([accountId], { at: new Date(now.getTime() + leaseMs), replace: true });
      try {
        for (const { number } of generations) await this.#tidyOne(number, accountId);
      } catch (error) {
        if (!isLockTimeout(error)) throw error;
        // Somebody writes a lot: after the time of the lease.
        continue;
      }
      await this.#documents.tidyLater([accountId], { at: null, replace: true });
    }
  }

  async #tidyOne(generation: number, accountId: string): Promise<void> {
    const scope = scopeOf(generation, accountId);
    for (let after: string | null = ''; after !== null; )
      after = await this.#documents.tidyWords({ accountId, scope }, after, wordsAtOnce);
  }
}
