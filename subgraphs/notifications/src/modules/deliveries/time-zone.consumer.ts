import { Consumer, type ConsumerDeps } from '@trivet/messaging';
import type { GatheringService } from './gathering.service.ts';

export interface TimeZoneConsumerDeps extends ConsumerDeps {
  readonly gathering: GatheringService;
}

/** Who is somewhere else now has other clocks: what waits for him is decided of anew. */
export function timeZoneConsumer({ gathering, ...deps }: TimeZoneConsumerDeps): Consumer {
  return new Consumer(
    {
      name: 'time-zones',
      types: ['preferences.updated'],
      startAt: 'head',
      async apply(tx, { stream: { person } }) {
        if (person !== undefined) await gathering.reconsider(tx, person);
      },
    },
    deps,
  );
}
