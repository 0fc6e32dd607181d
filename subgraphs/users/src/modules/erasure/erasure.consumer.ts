import { Consumer, type ConsumerDeps } from '@trivet/messaging';
import type { ErasureService } from './erasure.service.ts';

export interface ErasureConsumerDeps extends ConsumerDeps {
  readonly erasures: ErasureService;
}

/** Notes which parts have erased what they held. */
export function erasureConsumer({ erasures, ...deps }: ErasureConsumerDeps): Consumer {
  return new Consumer(
    {
      name: 'erasure-confirmations',
      types: ['user.erasure_confirmed'],
      apply: (tx, event) => erasures.confirm(tx, event),
    },
    deps,
  );
}
