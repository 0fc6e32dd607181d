import { subgraphCodegen } from '@trivet/subgraph/codegen';

export default subgraphCodegen('CoreContext', {
  Account: '../modules/plans/account-reference.ts#AccountReference',
  Plan: '../modules/plans/plan.model.ts#Plan',
  Resource: '../modules/resources/resource.model.ts#Resource',
  ResourceChange: '../modules/resources/resource.live.ts#ResourceChange',
  ResourceVersion: '../modules/resources/resource.model.ts#ResourceVersion',
  DeletedResource: '../modules/resources/resource.model.ts#DeletedResource',
  ResourceType: '../modules/resource-types/resource-type.model.ts#ResourceType',
  ResourceField: '../modules/resource-types/resource-type.model.ts#DeclaredField',
  IncompatibleResource: '../modules/resource-types/resource-type.model.ts#IncompatibleResource',
  IncompatibleResources: '../modules/resource-types/resource-type.model.ts#Incompatibility',
  File: '../modules/files/file.model.ts#File',
  FileUpload: '../modules/files/file-upload.model.ts#FileUpload',
  FileUploadTarget: '../modules/files/file-upload.model.ts#UploadTarget',
  SearchResultConnection: '../modules/search/search-result.ts#SearchResultConnection',
  SearchHit: '../modules/search/search-result.ts#SearchResult',
  BulkJob: '../modules/bulk-jobs/bulk-job.model.ts#BulkJob',
  BulkJobProgress: '../modules/bulk-jobs/bulk-job.live.ts#BulkJobProgress',
  User: '../api/context.ts#UserReference',
});
