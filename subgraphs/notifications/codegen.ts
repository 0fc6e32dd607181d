import { subgraphCodegen } from '@trivet/subgraph/codegen';

export default subgraphCodegen('NotificationsContext', {
  Account: '../api/context.ts#Reference',
  Notification: '../modules/inbox/notification.model.ts#Notification',
  NotificationReceived: '../modules/inbox/inbox.resolvers.ts#NotificationReceived',
  User: '../api/context.ts#Reference',
});
