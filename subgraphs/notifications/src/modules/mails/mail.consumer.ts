import { Consumer, type ConsumerDeps } from '@trivet/messaging';
import type { MailQueueService } from './mail-queue.service.ts';

export interface MailConsumerDeps extends ConsumerDeps {
  readonly queue: MailQueueService;
}

/** Queues the mails that events of users lead to. */
export function mailConsumer({ queue, ...deps }: MailConsumerDeps): Consumer {
  return new Consumer(
    {
      name: 'mails',
      types: queue.types,
      apply: (tx, event) => queue.queue(tx, event),
    },
    deps,
  );
}
