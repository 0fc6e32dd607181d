import { connectionOf, pageRequest } from '@trivet/database';
import { requireUser } from '@trivet/identity';
import { type Complete, decodeGlobalId, globalId, parseGlobalId } from '@trivet/platform';
import { live, payload } from '@trivet/subgraph';
import type { NotificationsContext, Reference } from '../../api/context.ts';
import type {
  MutationResolvers,
  NotificationReceivedResolvers,
  NotificationReceived as NotificationReceivedType,
  NotificationResolvers,
  Notification as NotificationType,
  SubscriptionResolvers,
  UserResolvers,
  User as UserType,
} from '../../api/schema.generated.ts';
import { notificationCreated } from './notification.events.ts';
import type { Notification as NotificationModel } from './notification.model.ts';

export const Notification: Complete<NotificationResolvers, NotificationType, NotificationModel> = {
  id: ({ id }) => globalId('ntf', id),
  __resolveReference: ({ id }, { loaders }) => {
    const reference = decodeGlobalId(id);
    return reference?.prefix === 'ntf' ? loaders.notification.load(reference.uuid) : null;
  },
  account: ({ accountId }) => (accountId === null ? null : { id: accountId }),
};

export const User: Complete<UserResolvers, UserType, Reference> = {
  id: ({ id }) => globalId('usr', id),
  __resolveReference: ({ id }) => {
    const reference = decodeGlobalId(id);
    return reference?.prefix === 'usr' ? { id: reference.uuid } : null;
  },
  inbox: async ({ id }, args, { inbox }) => connectionOf(await inbox.list(id, pageRequest(args))),
  unreadCount: ({ id }, _args, { inbox }) => inbox.countUnread(id),
};

export const inboxMutations = {
  notificationMarkRead: (_root, { input }, { operation, inbox }) =>
    payload(async () => {
      const ids = input.ids.map((id) => parseGlobalId('ntf', id));
      return { notifications: await inbox.markRead(operation, ids) };
    }),
} satisfies MutationResolvers<NotificationsContext>;

/** A notification that has just come, before it is read. */
export interface NotificationReceived {
  readonly cursor: string;
  readonly notificationId: string;
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
} satisfies SubscriptionResolvers<NotificationsContext>;

export const NotificationReceived: Complete<
  NotificationReceivedResolvers,
  NotificationReceivedType,
  NotificationReceived
> = {
  notificationId: ({ notificationId }) => globalId('ntf', notificationId),
  notification: ({ notificationId }, _args, { loaders }) => loaders.notification.load(notificationId),
};
