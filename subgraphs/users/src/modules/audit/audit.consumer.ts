import { Consumer, type ConsumerDeps } from '@trivet/messaging';
import type { AuditService, Doer } from './audit.service.ts';

export interface AuditConsumerDeps extends ConsumerDeps {
  readonly audit: AuditService;
}

/** Every event of an account, of whichever subgraph, becomes an entry of its trail: by one writer, in order, effect once. */
export function auditConsumer({ audit, ...deps }: AuditConsumerDeps): Consumer<Doer> {
  return new Consumer<Doer>(
    {
      name: 'audit',
      concerns: ({ stream }) => stream.account !== undefined,
      prepare: (event) => audit.identify(event),
      apply: (tx, event, doer) => audit.record(tx, event, doer),
    },
    deps,
  );
}
