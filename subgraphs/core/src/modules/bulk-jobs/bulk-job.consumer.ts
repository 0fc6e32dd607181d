import { Consumer, type ConsumerDeps, type LoggedEvent } from '@trivet/messaging';
import type { BulkRunService } from './bulk-run.service.ts';

export interface BulkJobConsumerDeps extends ConsumerDeps {
  readonly run: BulkRunService;
  /** The events by which programs lose what they ask with, and what that is. */
  readonly revoking: {
    readonly types: readonly string[];
    readonly credentialOf: (event: LoggedEvent) => string | null;
  };
}

/** Ends what was asked for with a key that is good no longer, also where no process was there to hear of it. */
export function bulkJobConsumer({ run, revoking, ...deps }: BulkJobConsumerDeps): Consumer<readonly string[]> {
  return new Consumer<readonly string[]>(
    {
      name: 'core-bulk-jobs',
      types: revoking.types,
      concerns: (event) => revoking.credentialOf(event) !== null,
      prepare: ({ stream }) => run.accountsOf(stream),
      scope: (_event, accounts) => ({ accounts }),
      apply: async (tx, event, accountIds, events) => {
        const credential = revoking.credentialOf(event);
        if (credential !== null) await run.endThoseOf({ tx, events }, accountIds, credential);
      },
    },
    deps,
  );
}
