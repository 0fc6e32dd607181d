import { Consumer, type ConsumerDeps, type LoggedEvent } from '@trivet/messaging';
import type { Graph } from '@trivet/platform';
import { type Audience, findAudience } from './audience.ts';
import type { InboxService } from './inbox.service.ts';
import type { NotificationFactory } from './notification.factory.ts';

export interface InboxConsumerDeps extends ConsumerDeps {
  readonly inbox: InboxService;
  readonly factory: NotificationFactory;
  readonly graph: Graph;
}

/** Tells people what happened: a new person of his sign-in, and everybody who may read it of a new resource. */
export function inboxConsumer({ inbox, factory, graph, ...deps }: InboxConsumerDeps): Consumer<Audience> {
  return new Consumer<Audience>(
    {
      name: 'inbox',
      types: ['user.created', 'resource.created'],
      prepare: (event) => audienceOf(graph, event),
      scope: (_event, { userIds }) => ({ persons: userIds }),
      apply: async (tx, event, { accountName, userIds }, events) => {
        const draft = factory.create(event, { accountName });
        if (draft) await inbox.tell({ tx, events }, event, draft, userIds);
      },
    },
    deps,
  );
}

async function audienceOf(graph: Graph, { stream, readableWith, requestId }: LoggedEvent): Promise<Audience> {
  if (stream.account === undefined) return { accountName: undefined, userIds: [stream.person] };
  return findAudience(graph, { accountId: stream.account, permission: readableWith ?? 'account:read', requestId });
}
