import { nodesResolver, sharedResolvers } from '@trivet/subgraph';
import {
  InboxChanged,
  inboxMutations,
  inboxOfUser,
  inboxSubscriptions,
  Notification,
  NotificationReceived,
} from '../modules/inbox/inbox.resolvers.ts';
import {
  accountReference,
  defaultsOfAccount,
  NotificationPreference,
  preferenceMutations,
  preferencesOfUser,
} from '../modules/preferences/preference.resolvers.ts';
import type { NotificationsContext } from './context.ts';

const _notificationsNodes = nodesResolver<NotificationsContext>({
  ntf: { typename: 'Notification', find: (id, { loaders }) => loaders.notification.load(id) },
});

/** Every resolver of this subgraph, by type. */
export const resolvers = {
  ...sharedResolvers,
  Query: { _notificationsNodes },
  Mutation: { ...inboxMutations, ...preferenceMutations },
  Subscription: { ...inboxSubscriptions },
  Account: { ...accountReference, ...defaultsOfAccount },
  InboxChanged,
  Notification,
  NotificationPreference,
  NotificationReceived,
  User: { ...inboxOfUser, ...preferencesOfUser },
};
