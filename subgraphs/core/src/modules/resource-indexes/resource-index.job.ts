import type { Access } from '@trivet/identity';
import type { Logger } from '@trivet/platform';
import { Periodic } from '@trivet/subgraph';
import type { ResourceIndexService } from './resource-index.service.ts';

/** Builds indexes of fields that were declared for data that there was, and takes away those that nobody declares any more. */
export function resourceIndexing(deps: {
  readonly indexes: ResourceIndexService;
  readonly access: Access;
  readonly logger: Logger;
  readonly everyMs?: number;
}): Periodic {
  const { indexes, access, logger, everyMs = 1_000 } = deps;
  return new Periodic({
    name: 'The building of indexes',
    everyMs,
    run: () => indexes.work((accountId) => access.system('building indexes', accountId)),
    logger,
  });
}
