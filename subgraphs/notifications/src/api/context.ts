import type { AccountAccess } from '@trivet/identity';
import type { EventFeed, SubgraphContext } from '@trivet/subgraph';
import DataLoader from 'dataloader';
import type { InboxService } from '../modules/inbox/inbox.service.ts';
import type { Notification } from '../modules/inbox/notification.model.ts';
import type { EffectivePreference, PreferenceService } from '../modules/preferences/preference.service.ts';

export type { GlobalId } from '@trivet/platform';

/** A thing of another subgraph, as this one knows it: by its id. */
export interface Reference {
  readonly id: string;
}

export interface NotificationsServices {
  readonly inbox: InboxService;
  readonly preferences: PreferenceService;
  readonly feed: EventFeed;
}

/** What resolvers have: one for each operation, and one for each event of a subscription. */
export interface NotificationsContext extends SubgraphContext, NotificationsServices {
  readonly loaders: ReturnType<typeof createLoaders>;
}

/** Everything that is asked for in one level of a query is one statement. */
export function createLoaders({ inbox, preferences }: NotificationsServices, { viewer }: SubgraphContext) {
  return {
    /** The viewer's own; nobody has another's. */
    notification: new DataLoader<string, Notification | null>(async (ids) =>
      viewer.kind === 'user' ? inbox.findByIds(viewer.userId, ids) : ids.map(() => null),
    ),
    notificationDefaults: new DataLoader<AccountAccess, EffectivePreference[], string>(
      (accesses) => preferences.listDefaults(accesses),
      { cacheKeyFn: ({ accountId }) => accountId },
    ),
  };
}
