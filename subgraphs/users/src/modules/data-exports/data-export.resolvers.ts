import { type Complete, decodeGlobalId, globalId } from '@trivet/platform';
import { payload } from '@trivet/subgraph';
import type { UsersContext } from '../../api/context.ts';
import {
  type DataExportResolvers,
  DataExportStatus,
  type DataExport as DataExportType,
  type MutationResolvers,
  type UserResolvers,
} from '../../api/schema.generated.ts';
import type { DataExport as DataExportModel } from './data-export.model.ts';

const statuses = {
  PENDING: DataExportStatus.Pending,
  RUNNING: DataExportStatus.Running,
  READY: DataExportStatus.Ready,
  FAILED: DataExportStatus.Failed,
  EXPIRED: DataExportStatus.Expired,
} as const;

export const DataExport: Complete<DataExportResolvers, DataExportType, DataExportModel> = {
  id: ({ id }) => globalId('dex', id),
  __resolveReference: ({ id }, { loaders }) => {
    const reference = decodeGlobalId(id);
    return reference?.prefix === 'dex' ? loaders.dataExport.load(reference.uuid) : null;
  },
  status: (dataExport, _args, { dataExports }) => statuses[dataExports.stateOf(dataExport)],
  progress: (dataExport, _args, { dataExports }) => dataExports.progressOf(dataExport),
  downloadUrl: (dataExport, _args, { operation, dataExports }) => dataExports.linkTo(operation, dataExport),
};

export const dataExportOfUser = {
  dataExport: ({ id }, _args, { dataExports }) => dataExports.findByUser(id),
} satisfies UserResolvers<UsersContext>;

export const dataExportMutations = {
  userExport: (_root, _args, { operation, dataExports }) => {
    operation.refuseRepetition('userExport');
    return payload(async () => ({ dataExport: await dataExports.request(operation) }));
  },
} satisfies MutationResolvers<UsersContext>;
