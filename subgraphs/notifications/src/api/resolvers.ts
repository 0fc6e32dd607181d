import { nodesResolver, sharedResolvers } from '@trivet/subgraph';
import {
  Announcement,
  announcementMutations,
  announcementsOfAccount,
} from '../modules/announcements/announcement.resolvers.ts';
import { Delivery, deliveriesOfAccount } from '../modules/deliveries/delivery.resolvers.ts';
import { Device, deviceMutations, deviceQueries, devicesOfUser } from '../modules/devices/device.resolvers.ts';
import {
  DeliveryExplanation,
  DeliveryStep,
  explanationQueries,
  NotificationExplanation,
  UnusedChannel,
} from '../modules/explanations/explanation.resolvers.ts';
import {
  InboxChanged,
  inboxMutations,
  inboxOfUser,
  inboxSubscriptions,
  Notification,
  NotificationReceived,
} from '../modules/inbox/inbox.resolvers.ts';
import { developmentResolvers } from '../modules/mailbox/mailbox.resolvers.ts';
import type { MailboxService } from '../modules/mailbox/mailbox.service.ts';
import {
  accountReference,
  defaultsOfAccount,
  NotificationPreference,
  preferenceMutations,
  preferencesOfUser,
} from '../modules/preferences/preference.resolvers.ts';
import {
  digestDefaultsOfAccount,
  NotificationDigest,
  timingMutations,
  timingOfUser,
} from '../modules/preferences/timing.resolvers.ts';
import {
  NotificationSuppression,
  suppressionMutations,
  suppressionsOfUser,
} from '../modules/suppressions/suppression.resolvers.ts';
import { brandingMutations, brandingOfAccount } from '../modules/templates/account-branding.resolvers.ts';
import {
  NotificationTemplate,
  NotificationTemplateForm,
  NotificationTemplateVersion,
  templateMutations,
  templatesOfAccount,
} from '../modules/templates/notification-template.resolvers.ts';
import type { NotificationsContext } from './context.ts';

const _notificationsNodes = nodesResolver<NotificationsContext>({
  ann: { typename: 'Announcement', find: (id, { loaders }) => loaders.announcement.load(id) },
  dev: { typename: 'Device', find: (id, { loaders }) => loaders.device.load(id) },
  tpl: { typename: 'NotificationTemplate', find: (id, { loaders }) => loaders.template.load(id) },
  dlv: { typename: 'Delivery', find: (id, { loaders }) => loaders.delivery.load(id) },
  ntf: { typename: 'Notification', find: (id, { loaders }) => loaders.notification.load(id) },
});

/** Every resolver of this subgraph, by type. */
export const resolvers = {
  ...sharedResolvers,
  Query: { _notificationsNodes, ...explanationQueries, ...deviceQueries },
  Mutation: {
    ...inboxMutations,
    ...preferenceMutations,
    ...announcementMutations,
    ...deviceMutations,
    ...timingMutations,
    ...templateMutations,
    ...brandingMutations,
    ...suppressionMutations,
  },
  Subscription: { ...inboxSubscriptions },
  Account: {
    ...accountReference,
    ...defaultsOfAccount,
    ...deliveriesOfAccount,
    ...announcementsOfAccount,
    ...digestDefaultsOfAccount,
    ...templatesOfAccount,
    ...brandingOfAccount,
  },
  Announcement,
  Delivery,
  DeliveryExplanation,
  DeliveryStep,
  UnusedChannel,
  Device,
  InboxChanged,
  Notification,
  NotificationDigest,
  NotificationExplanation,
  NotificationPreference,
  NotificationReceived,
  NotificationTemplate,
  NotificationTemplateForm,
  NotificationTemplateVersion,
  NotificationSuppression,
  User: { ...inboxOfUser, ...preferencesOfUser, ...suppressionsOfUser, ...devicesOfUser, ...timingOfUser },
};

/** With those of what is there where somebody develops. */
export function resolversWith(mailbox: MailboxService) {
  const { queries, types } = developmentResolvers(mailbox);
  return { ...resolvers, ...types, Query: { ...resolvers.Query, ...queries } };
}
