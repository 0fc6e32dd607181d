import { globalId } from '@trivet/platform';
import { nodesResolver, sharedResolvers } from '@trivet/subgraph';
import {
  inboxMutations,
  inboxSubscriptions,
  Notification,
  NotificationReceived,
  User,
} from '../modules/inbox/inbox.resolvers.ts';
import type { NotificationsContext, Reference } from './context.ts';

const _notificationsNodes = nodesResolver<NotificationsContext>({
  ntf: { typename: 'Notification', find: (id, { loaders }) => loaders.notification.load(id) },
});

/** Every resolver of this subgraph, by type. */
export const resolvers = {
  ...sharedResolvers,
  Query: { _notificationsNodes },
  Mutation: { ...inboxMutations },
  Subscription: { ...inboxSubscriptions },
  Account: { id: ({ id }: Reference) => globalId('acc', id) },
  Notification,
  NotificationReceived,
  User,
};
