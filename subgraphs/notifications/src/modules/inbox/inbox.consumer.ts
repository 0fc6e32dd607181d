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

/** Of so many jobs it is remembered in the process that they were told. */
const maxRemembered = 1_000;

const nobodyElse: Audience = { accountName: null, userIds: [] };

/**
 * Tells people what happened: a person of his sign-in and his security, and of a new resource everybody who may read it but him
 * who made it.
 */
export function inboxConsumer({ inbox, factory, graph, ...deps }: InboxConsumerDeps): Consumer<Audience> {
  const told = new Set<string>();
  const remember = (occasionId: string) => {
    told.add(occasionId);
    for (const oldest of told) {
      if (told.size <= maxRemembered) break;
      told.delete(oldest);
    }
  };
  const audienceOf = async (event: LoggedEvent): Promise<Audience> => {
    const { stream, actor, readableWith, requestId, bulk } = event;
    if (stream.account === undefined) return { accountName: null, userIds: [stream.person] };
    if (!factory.concernsMembers(event)) return nobodyElse;
    if (bulk) {
      const occasionId = occasionOf(event);
      if (await inbox.wasTold(occasionId)) {
        remember(occasionId);
        return nobodyElse;
      }
    }
    const permission = readableWith ?? 'account:read';
    // A job goes on without who has begun it. What a key of his has done counts as his: an event names a credential, not its kind.
    const except = bulk ? null : actor;
    return findAudience(graph, { accountId: stream.account, permission, except, requestId });
  };
  return new Consumer<Audience>(
    {
      name: 'inbox',
      types: toldTypes,
      // Of ten thousand events of one job all but two are left out: or everybody else would wait until each had its transaction.
      concerns: (event) => !(event.bulk && told.has(occasionOf(event))),
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
