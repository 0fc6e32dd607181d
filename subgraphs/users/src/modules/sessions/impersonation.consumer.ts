import { Consumer, type ConsumerDeps } from '@trivet/messaging';
import type { BegunImpersonation, ImpersonationEndService } from './impersonation-end.service.ts';

export interface ImpersonationConsumerDeps extends ConsumerDeps {
  readonly impersonationEnds: ImpersonationEndService;
}

/**
 * What somebody does in the place of others ends with any session of his that ends before its time: he has signed out, or somebody
 * doubts that it was he who signed in. From whichever part of the code that comes.
 */
export function impersonationConsumer({
  impersonationEnds,
  ...deps
}: ImpersonationConsumerDeps): Consumer<readonly BegunImpersonation[]> {
  return new Consumer<readonly BegunImpersonation[]>(
    {
      name: 'impersonations',
      types: ['session.revoked'],
      startAt: 'head',
      prepare: async ({ stream }) => (stream.person === undefined ? [] : impersonationEnds.listBegunBy(stream.person)),
      scope: (_event, begun) => ({ persons: begun.map(({ userId }) => userId) }),
      apply: (tx, { actor, requestId }, begun, events) =>
        impersonationEnds.end({ tx, events }, begun, { actor, requestId }),
    },
    deps,
  );
}
