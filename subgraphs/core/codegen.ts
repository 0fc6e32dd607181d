import { subgraphCodegen } from '@trivet/subgraph/codegen';

export default subgraphCodegen('CoreContext', {
  Account: '../modules/plans/account-reference.ts#AccountReference',
  Plan: '../modules/plans/plan.model.ts#Plan',
  Resource: '../modules/resources/resource.model.ts#Resource',
  ResourceChange: '../modules/resources/resource.live.ts#ResourceChange',
  User: '../api/context.ts#UserReference',
});
