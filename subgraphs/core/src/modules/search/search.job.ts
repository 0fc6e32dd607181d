import type { Access } from '@trivet/identity';
import type { Logger } from '@trivet/platform';
import { Periodic } from '@trivet/subgraph';
import type { SearchIndexingService } from './search-indexing.service.ts';
import type { SearchTidyingService } from './search-tidying.service.ts';

const hourMs = 3_600_000;

/** Takes away words of what is no more. */
export function searchTidying({
  tidying,
  logger,
}: {
  readonly tidying: SearchTidyingService;
  readonly logger: Logger;
}): Periodic {
  return new Periodic({ name: 'The tidying of a search', everyMs: hourMs, run: () => tidying.tidy(), logger });
}

/** Builds generations, and what types have declared, and takes away what nobody searches any more. */
export function searchBuilding(deps: {
  readonly indexing: SearchIndexingService;
  readonly access: Access;
  readonly logger: Logger;
  readonly everyMs?: number;
}): Periodic {
  const { indexing, access, logger, everyMs = 1_000 } = deps;
  return new Periodic({
    name: 'The building of a search',
    everyMs,
    run: () => indexing.work((accountId) => access.system('building a search', accountId)),
    logger,
  });
}
