import { subgraphCodegen } from '@trivet/subgraph/codegen';

export default subgraphCodegen('NotificationsContext', {
  Account: '../api/context.ts#Reference',
  Announcement: '../modules/announcements/announcement.service.ts#ShownAnnouncement',
  DeliveryExplanation: '../modules/explanations/explanation.service.ts#DeliveryExplanation',
  DeliveryStep: '../modules/explanations/explanation.service.ts#Step',
  DevelopmentMessage: '../modules/mailbox/mailbox.model.ts#MailboxMail',
  Device: '../modules/devices/device.model.ts#Device',
  Delivery: '../modules/deliveries/delivery.service.ts#ShownDelivery',
  InboxChanged: '../modules/inbox/inbox.resolvers.ts#InboxChanged',
  Notification: '../modules/inbox/notification.model.ts#Notification',
  NotificationDigest: '../modules/preferences/timing.service.ts#EffectiveDigest',
  NotificationExplanation: '../modules/explanations/explanation.service.ts#Explanation',
  NotificationPreference: '../modules/preferences/preference.service.ts#EffectivePreference',
  NotificationSuppression: '../modules/suppressions/suppression.model.ts#Suppression',
  NotificationReceived: '../modules/inbox/inbox.resolvers.ts#NotificationReceived',
  AccountBranding: '../modules/templates/account-branding.model.ts#AccountBranding',
  NotificationTemplate: '../modules/templates/notification-template.model.ts#NotificationTemplate',
  NotificationTemplateForm: '../modules/templates/template-form.service.ts#TemplateForm',
  NotificationTemplateVersion: '../modules/templates/notification-template.model.ts#NotificationTemplateVersion',
  UnusedChannel: '../modules/explanations/explanation.service.ts#UnusedChannel',
  User: '../api/context.ts#Reference',
});
