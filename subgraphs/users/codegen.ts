import { subgraphCodegen } from '@trivet/subgraph/codegen';

export default subgraphCodegen('UsersContext', {
  Account: '../modules/accounts/account.model.ts#Account',
  AccountEvent: '../modules/events/event.service.ts#AccountEvent',
  Member: '../modules/accounts/account.model.ts#Member',
  RevokedSessions: '../modules/sessions/revocation-feed.ts#RevokedSessionIds',
  Session: '../modules/sessions/session.model.ts#Session',
  User: '../modules/users/user.model.ts#User',
});
