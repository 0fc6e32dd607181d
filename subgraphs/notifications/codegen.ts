import { subgraphCodegen } from '@trivet/subgraph/codegen';

export default subgraphCodegen('NotificationsContext', {
  Account: '../api/context.ts#Reference',
  Announcement: '../modules/announcements/announcement.service.ts#ShownAnnouncement',
  Device: '../modules/devices/device.model.ts#Device',
  Delivery: '../modules/deliveries/delivery.service.ts#ShownDelivery',
  InboxChanged: '../modules/inbox/inbox.resolvers.ts#InboxChanged',
  Notification: '../modules/inbox/notification.model.ts#Notification',
  NotificationDigest: '../modules/preferences/timing.service.ts#EffectiveDigest',
  NotificationPreference: '../modules/preferences/preference.service.ts#EffectivePreference',
  NotificationReceived: '../modules/inbox/inbox.resolvers.ts#NotificationReceived',
  User: '../api/context.ts#Reference',
});
