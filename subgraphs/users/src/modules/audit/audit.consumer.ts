import { Consumer, type ConsumerDeps } from '@trivet/messaging';
import type { AuditService, Doer } from './audit.service.ts';

export interface AuditConsumerDeps extends ConsumerDeps {
  readonly audit: AuditService;
}

/** With what else there is at the moment: a transaction of many costs little more than one of one. */
const entriesPerTransaction = 200;

/** Every event of an account, of whichever subgraph, becomes an entry of its trail: by one writer, in order, effect once. */
export function auditConsumer({ audit, ...deps }: AuditConsumerDeps): Consumer<Doer> {
  return new Consumer<Doer>(
    {
      name: 'audit',
      concerns: ({ stream }) => stream.account !== undefined,
      prepare: async (event) => (await audit.identify([event]))[0] as Doer,
      apply: (tx, event, prepared) => audit.record(tx, [{ event, prepared }]),
      together: {
        limit: entriesPerTransaction,
        prepare: (events) => audit.identify(events),
        apply: (tx, batch) => audit.record(tx, batch),
      },
    },
    deps,
  );
}
