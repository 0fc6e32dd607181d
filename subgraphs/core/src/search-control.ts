import { Database } from '@trivet/database';
import { systemClock } from '@trivet/platform';
import type { CountedGeneration } from './modules/search/search.model.ts';
import { SearchGenerationRepository } from './modules/search/search-generation.repository.ts';

/** What an operator sees and does of the search, beside the processes that keep it. */
export class SearchControl {
  readonly #db: Database;
  readonly #generations: SearchGenerationRepository;

  /** @param databaseUrl of the role `trivet_core`. */
  constructor(databaseUrl: string) {
    this.#db = new Database({ url: databaseUrl, applicationName: 'trivet search', maxConnections: 1 });
    this.#generations = new SearchGenerationRepository(this.#db);
  }

  /** All generations, and how many parts of each are left to be looked at. */
  list(): Promise<CountedGeneration[]> {
    return this.#generations.listCounted();
  }

  /**
   * Has all documents made anew beside those that are searched, by whoever works for core, in the same index.
   * @returns the number of the generation; null where there is none to be searched yet, so that one is being made anyway.
   */
  async rebuild(): Promise<number | null> {
    const searched = await this.#generations.findSearched();
    return searched && this.#generations.begin(searched.index, systemClock.now());
  }

  close(): Promise<void> {
    return this.#db.close();
  }
}
