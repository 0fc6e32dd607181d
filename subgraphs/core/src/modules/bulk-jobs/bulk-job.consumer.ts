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

/**
 * Ends what was asked for with a key that is good no longer, or by a person whom an administrator has locked out, also where no process was
 * there to hear of it.
 */
export function bulkJobConsumer({ run, revoking, ...deps }: BulkJobConsumerDeps): Consumer<readonly string[]> {
  const { types, credentialOf } = revoking;
  const askerOf = (event: LoggedEvent) => (event.type === 'user.locked' ? lockedPersonOf(event) : credentialOf(event));
  return new Consumer<readonly string[]>(
    {
      name: 'core-bulk-jobs',
      types: [...types, 'user.locked'],
      concerns: (event) => askerOf(event) !== null,
      prepare: ({ stream }) => run.accountsOf(stream),
      scope: (_event, accounts) => ({ accounts }),
      apply: async (tx, event, accountIds, events) => {
        const askerId = askerOf(event);
        if (askerId !== null) await run.endThoseOf({ tx, events }, accountIds, askerId);
      },
    },
    deps,
  );
}

function lockedPersonOf({ payload }: LoggedEvent): string | null {
  const { userId } = payload;
  return typeof userId === 'string' ? userId : null;
}
