import { Consumer, type ConsumerDeps, type LoggedEvent } from '@trivet/messaging';
import type { Graph } from '@trivet/platform';
import { type Audience, findAudience } from './audience.ts';
import type { InboxService } from './inbox.service.ts';
import { type NotificationFactory, toldTypes } from './notification.factory.ts';
import { occasionOf } from './occasion.ts';

export interface InboxConsumerDeps extends ConsumerDeps {
  readonly inbox: InboxService;
  readonly factory: NotificationFactory;
  readonly graph: Graph;
}

const nobodyElse: Audience = { accountName: undefined, userIds: [] };

/** Tells people what happened: a person of his sign-in and his security, and everybody who may read it of a new resource. */
export function inboxConsumer({ inbox, factory, graph, ...deps }: InboxConsumerDeps): Consumer<Audience> {
  const audienceOf = async (event: LoggedEvent): Promise<Audience> => {
    const { stream, readableWith, requestId, bulk } = event;
    if (stream.account === undefined) return { accountName: undefined, userIds: [stream.person] };
    if (!factory.concernsMembers(event)) return nobodyElse;
    // Of ten thousand events of one job, the graph is asked once.
    if (bulk && (await inbox.wasTold(occasionOf(event)))) return nobodyElse;
    return findAudience(graph, { accountId: stream.account, permission: readableWith ?? 'account:read', requestId });
  };
  return new Consumer<Audience>(
    {
      name: 'inbox',
      types: toldTypes,
      prepare: audienceOf,
      scope: ({ stream }, { userIds }) => ({ persons: userIds, accounts: stream.account ? [stream.account] : [] }),
      apply: async (tx, event, { accountName, userIds }, events) => {
        const draft = factory.create(event, { accountName });
        if (draft) await inbox.tell({ tx, events }, event, draft, userIds);
      },
    },
    deps,
  );
}
