import { Consumer, type ConsumerDeps, type LoggedEvent, RetryLater } from '@trivet/messaging';
import { SearchUnavailableError } from './search-index.ts';
import type { AccessTo, SearchIndexingService } from './search-indexing.service.ts';

export interface SearchConsumerDeps extends ConsumerDeps {
  readonly indexing: SearchIndexingService;
  /** Access to an account for nobody but the system, with the reason. */
  readonly access: { system(reason: string, accountId: string): ReturnType<AccessTo> };
}

const types = [
  'resource.created',
  'resource.updated',
  'resource.deleted',
  'resource.restored',
  'file.created',
  'file.deleted',
] as const;

/**
 * Keeps what is searched to what the log tells, many events at a time. An index may be on another server, so it is written before
 * the offset moves, which may be again: of one thing the greatest version stays. As long as it does not answer, this one waits.
 */
export function searchConsumer({ indexing, access, ...deps }: SearchConsumerDeps): Consumer {
  const follow = async (events: readonly LoggedEvent[]) => {
    try {
      await indexing.follow(events, (accountId) => access.system('following what is searched', accountId));
    } catch (error) {
      if (!(error instanceof SearchUnavailableError)) throw error;
      throw new RetryLater('The index that is searched does not answer.', { cause: error });
    }
  };
  return new Consumer(
    {
      name: 'search',
      types,
      prepare: (event) => follow([event]),
      apply: async () => {},
      together: {
        limit: 100,
        prepare: async (events) => {
          await follow(events);
          return events.map(() => undefined);
        },
        apply: async () => {},
      },
    },
    { ...deps, maxRetryMs: Number.POSITIVE_INFINITY },
  );
}
