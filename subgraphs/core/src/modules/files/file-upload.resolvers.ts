import { type Complete, decodeGlobalId, globalId, parseGlobalId } from '@trivet/platform';
import { payload } from '@trivet/subgraph';
import type { CoreContext } from '../../api/context.ts';
import {
  type FileUploadResolvers,
  FileUploadStatus,
  type FileUploadTargetResolvers,
  type FileUploadTarget as FileUploadTargetType,
  type FileUpload as FileUploadType,
  type MutationResolvers,
} from '../../api/schema.generated.ts';
import type { FileUpload as FileUploadModel, UploadTarget } from './file-upload.model.ts';

export const FileUpload: Complete<FileUploadResolvers, FileUploadType, FileUploadModel> = {
  id: ({ id }) => globalId('upl', id),
  __resolveReference: ({ id }, { loaders }) => {
    const reference = decodeGlobalId(id);
    return reference?.prefix === 'upl' ? loaders.fileUpload.load(reference.uuid) : null;
  },
  fileId: ({ id }) => globalId('fil', id),
  checksum: ({ checksum }) => checksum.toString('hex'),
  status: (upload, _args, { fileUploads }) => statuses[fileUploads.stateOf(upload)],
  account: ({ accountId }) => ({ id: accountId }),
  partCount: (upload, _args, { fileUploads }) => fileUploads.partCountOf(upload),
  receivedParts: (upload, _args, { fileUploads }) => fileUploads.receivedParts(upload),
  targets: (upload, { parts }, { fileUploads }) => fileUploads.targets(upload, parts ?? null),
};

const statuses = {
  RECEIVING: FileUploadStatus.Receiving,
  VERIFYING: FileUploadStatus.Verifying,
  REFUSED: FileUploadStatus.Refused,
} as const;

export const FileUploadTarget: Complete<FileUploadTargetResolvers, FileUploadTargetType, UploadTarget> = {
  part: ({ number }) => number,
  headers: ({ headers }) => [...headers],
};

export const fileUploadMutations = {
  fileUploadCreate: (_root, { input }, { operation, fileUploads }) =>
    payload(async () => ({
      upload: await fileUploads.create(operation, { ...input, accountId: parseGlobalId('acc', input.accountId) }),
    })),
  fileUploadComplete: (_root, { input }, { operation, fileCompletions }) =>
    payload(
      () => fileCompletions.complete(operation, parseGlobalId('upl', input.uploadId)),
      (fault) => ({ upload: fileCompletions.incompleteUploadOf(fault) }),
    ),
  fileUploadAbort: (_root, { input }, { operation, fileUploads }) =>
    payload(async () => ({
      abortedUploadId: globalId('upl', await fileUploads.abort(operation, parseGlobalId('upl', input.uploadId))),
    })),
} satisfies MutationResolvers<CoreContext>;
