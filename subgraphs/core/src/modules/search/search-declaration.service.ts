import type { Transaction } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import type { ResourceField } from '../resource-types/resource-type.model.ts';
import type { SearchGenerationRepository } from './search-generation.repository.ts';

type Fields = readonly Pick<ResourceField, 'path' | 'searchable'>[];

/** What a search has to hear of types. */
export class SearchDeclarationService {
  readonly #generations: SearchGenerationRepository;

  constructor({ generations }: { readonly generations: SearchGenerationRepository }) {
    this.#generations = generations;
  }

  /** In the transaction of a definition: where other fields are searchable than before, its resources are looked at anew, by the job. */
  async declare(
    tx: Transaction,
    { accountId }: AccountAccess,
    resourceTypeId: string,
    { before, after }: { readonly before: Fields; readonly after: Fields },
  ): Promise<void> {
    if (searchablePaths(before) === searchablePaths(after)) return;
    await this.#generations.declare(tx, accountId, resourceTypeId);
  }
}

function searchablePaths(fields: Fields): string {
  const paths = fields.filter(({ searchable }) => searchable).map(({ path }) => path);
  return JSON.stringify(paths.sort());
}
