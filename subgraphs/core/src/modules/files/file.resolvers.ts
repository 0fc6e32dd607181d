import { connectionOf, pageRequest } from '@trivet/database';
import { type Complete, decodeGlobalId, globalId, parseGlobalId } from '@trivet/platform';
import { payload } from '@trivet/subgraph';
import type { CoreContext } from '../../api/context.ts';
import type {
  AccountResolvers,
  FileResolvers,
  File as FileType,
  MutationResolvers,
  ResourceResolvers,
} from '../../api/schema.generated.ts';
import type { File as FileModel } from './file.model.ts';

export const File: Complete<FileResolvers, FileType, FileModel> = {
  id: ({ id }) => globalId('fil', id),
  __resolveReference: ({ id }, { loaders }) => {
    const reference = decodeGlobalId(id);
    return reference?.prefix === 'fil' ? loaders.file.load(reference.uuid) : null;
  },
  checksum: ({ checksum }) => checksum.toString('hex'),
  account: ({ accountId }) => ({ id: accountId }),
  createdBy: ({ createdById }) => (createdById === null ? null : { id: createdById }),
  downloadUrl: (file, _args, { files }) => files.linkTo(file),
};

export const filesOfAccount = {
  files: async ({ id }, args, { operation, loaders }) => {
    const page = pageRequest(args);
    const access = await operation.access.find(id, 'files:read');
    return access && connectionOf(await loaders.filesOfAccounts(page).load(access));
  },
  fileUsage: async ({ id }, _args, { operation, loaders }) => {
    const access = await operation.access.find(id, 'files:read');
    return access && loaders.fileUsage.load(access);
  },
} satisfies AccountResolvers<CoreContext>;

export const filesOfResource = {
  files: async ({ id: resourceId, accountId }, args, { operation, loaders }) => {
    const page = pageRequest(args);
    const access = await operation.access.find(accountId, 'files:read');
    return access && connectionOf(await loaders.filesOfResources(page).load({ access, resourceId }));
  },
} satisfies ResourceResolvers<CoreContext>;

export const fileMutations = {
  fileDelete: (_root, { input }, { operation, files }) =>
    payload(async () => ({
      deletedFileId: globalId('fil', await files.delete(operation, { id: parseGlobalId('fil', input.id) })),
    })),
  fileAttach: (_root, { input }, { operation, files }) => payload(() => files.attach(operation, attachmentOf(input))),
  fileDetach: (_root, { input }, { operation, files }) => payload(() => files.detach(operation, attachmentOf(input))),
} satisfies MutationResolvers<CoreContext>;

function attachmentOf({ fileId, resourceId }: { readonly fileId: string; readonly resourceId: string }) {
  return { fileId: parseGlobalId('fil', fileId), resourceId: parseGlobalId('res', resourceId) };
}
