import { connectionOf, pageRequest } from '@trivet/database';
import { requireUser } from '@trivet/identity';
import { type Complete, decodeGlobalId, globalId, parseGlobalId } from '@trivet/platform';
import { live, payload } from '@trivet/subgraph';
import type { NotificationsContext, Reference } from '../../api/context.ts';
import { shownCategories, storedCategories } from '../../api/enums.ts';
import {
  type InboxChangedResolvers,
  type InboxChanged as InboxChangedType,
  InboxState,
  type MutationResolvers,
  type NotificationReceivedResolvers,
  type NotificationReceived as NotificationReceivedType,
  type NotificationResolvers,
  type Notification as NotificationType,
  type SubscriptionResolvers,
  type UserResolvers,
  type User as UserType,
} from '../../api/schema.generated.ts';
import { inboxUpdated, notificationCreated } from './notification.events.ts';
import type { Notification as NotificationModel } from './notification.model.ts';

const storedStates = {
  [InboxState.Inbox]: 'inbox',
  [InboxState.Unread]: 'unread',
  [InboxState.Archived]: 'archived',
} as const;

export const Notification: Complete<NotificationResolvers, NotificationType, NotificationModel> = {
  id: ({ id }) => globalId('ntf', id),
  __resolveReference: ({ id }, { loaders }) => {
    const reference = decodeGlobalId(id);
    return reference?.prefix === 'ntf' ? loaders.notification.load(reference.uuid) : null;
  },
  category: ({ category }) => shownCategories[category],
  link: (notification, _args, { inbox }) => inbox.linkOf(notification),
  // What was read was seen.
  seenAt: ({ seenAt, readAt }) => seenAt ?? readAt,
  account: ({ accountId }) => (accountId === null ? null : { id: accountId }),
};

export const inboxOfUser: Omit<
  Complete<UserResolvers, UserType, Reference>,
  'notificationPreferences' | 'devices' | 'notificationDigests' | 'quietHours' | 'notificationSuppressions'
> = {
  id: ({ id }) => globalId('usr', id),
  __resolveReference: ({ id }) => {
    const reference = decodeGlobalId(id);
    return reference?.prefix === 'usr' ? { id: reference.uuid } : null;
  },
  inbox: async ({ id }, { filter, ...page }, { inbox }) => {
    const wanted = {
      state: storedStates[filter?.state ?? InboxState.Inbox],
      category: filter?.category ? storedCategories[filter.category] : null,
    };
    return connectionOf(await inbox.list(id, wanted, pageRequest(page)));
  },
  unreadCount: ({ id }, _args, { inbox }) => inbox.countUnread(id),
  unseenCount: ({ id }, _args, { inbox }) => inbox.countUnseen(id),
};

type Marking = (
  root: object,
  args: { readonly input: { readonly ids: readonly string[] } },
  context: NotificationsContext,
) => Promise<Awaited<ReturnType<typeof payload<{ notifications: NotificationModel[] }>>>>;

function marking(change: Parameters<NotificationsContext['inbox']['mark']>[2]): Marking {
  return (_root, { input }, { operation, inbox }) =>
    payload(async () => {
      const ids = input.ids.map((id) => parseGlobalId('ntf', id));
      return { notifications: await inbox.mark(operation, ids, change) };
    });
}

export const inboxMutations = {
  notificationMarkRead: marking('read'),
  notificationMarkUnread: marking('unread'),
  notificationArchive: marking('archived'),
  notificationUnarchive: marking('unarchived'),
  notificationMarkAllRead: (_root, _args, { operation, inbox }) =>
    payload(async () => ({ markedCount: await inbox.markAll(operation, 'read') })),
  notificationMarkAllSeen: (_root, _args, { operation, inbox }) =>
    payload(async () => ({ markedCount: await inbox.markAll(operation, 'seen') })),
} satisfies MutationResolvers<NotificationsContext>;

/** A notification that has just come, before it is read. */
export interface NotificationReceived {
  readonly cursor: string;
  readonly notificationId: string;
}

/** A change of somebody's inbox, before it is counted. */
export interface InboxChanged {
  readonly cursor: string;
  readonly userId: string;
}

export const inboxSubscriptions = {
  notificationReceived: live(async (_root, { after }, { request, viewer, feed }) => {
    const { userId } = requireUser(viewer);
    const start = { request, after };
    return feed.ofPerson<NotificationReceived>(userId, start, {
      types: [notificationCreated.type],
      read: ({ subject }, cursor) => ({ cursor, notificationId: subject.id }),
    });
  }),
  inboxChanged: live(async (_root, { after }, { request, viewer, feed }) => {
    const { userId } = requireUser(viewer);
    const start = { request, after };
    return feed.ofPerson<InboxChanged>(userId, start, {
      types: [notificationCreated.type, inboxUpdated.type],
      read: (_event, cursor) => ({ cursor, userId }),
    });
  }),
} satisfies SubscriptionResolvers<NotificationsContext>;

export const NotificationReceived: Complete<
  NotificationReceivedResolvers,
  NotificationReceivedType,
  NotificationReceived
> = {
  notificationId: ({ notificationId }) => globalId('ntf', notificationId),
  notification: ({ notificationId }, _args, { loaders }) => loaders.notification.load(notificationId),
};

export const InboxChanged: Complete<InboxChangedResolvers, InboxChangedType, InboxChanged> = {
  unreadCount: ({ userId }, _args, { inbox }) => inbox.countUnread(userId),
  unseenCount: ({ userId }, _args, { inbox }) => inbox.countUnseen(userId),
};
