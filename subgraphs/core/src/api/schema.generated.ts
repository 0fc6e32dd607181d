import type { GlobalId } from './context.ts';
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { UserErrorModel } from '@trivet/subgraph';
import type { AccountReference as AccountModel } from '../modules/plans/account-reference.ts';
import type { Plan as PlanModel } from '../modules/plans/plan.model.ts';
import type { Resource as ResourceModel, ResourceVersion as ResourceVersionModel, DeletedResource as DeletedResourceModel } from '../modules/resources/resource.model.ts';
import type { ResourceChange as ResourceChangeModel } from '../modules/resources/resource.live.ts';
import type { ResourceType as ResourceTypeModel, DeclaredField as ResourceFieldModel, IncompatibleResource as IncompatibleResourceModel, Incompatibility as IncompatibleResourcesModel } from '../modules/resource-types/resource-type.model.ts';
import type { File as FileModel } from '../modules/files/file.model.ts';
import type { FileUpload as FileUploadModel, UploadTarget as FileUploadTargetModel } from '../modules/files/file-upload.model.ts';
import type { SearchResultConnection as SearchResultConnectionModel, SearchResult as SearchHitModel } from '../modules/search/search-result.ts';
import type { BulkJob as BulkJobModel } from '../modules/bulk-jobs/bulk-job.model.ts';
import type { BulkJobProgress as BulkJobProgressModel } from '../modules/bulk-jobs/bulk-job.live.ts';
import type { UserReference as UserModel } from '../api/context.ts';
import type { CoreContext } from './context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: GlobalId; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A position in a list or in the log of events. Opaque: keep it and give it back. */
  Cursor: { input: string; output: string; }
  /** A date and time by RFC 3339, in UTC. */
  DateTime: { input: Date; output: Date; }
  /** An e-mail address, in the HTML specification's sense. */
  EmailAddress: { input: string; output: string; }
  /** Any JSON value. */
  JSON: { input: unknown; output: unknown; }
  /** A whole number of up to 53 bits: more than `Int` holds, and no more than JSON does everywhere. */
  SafeInt: { input: number; output: number; }
  _FieldSet: { input: string; output: string; }
};

export type Account = {
  __typename?: 'Account';
  /** Imports and exports of the account's resources, the newest first; null where the viewer may not see resources. */
  bulkJobs?: Maybe<BulkJobConnection>;
  /** What can be restored, what was created last first; null where the viewer may not see the account's resources. */
  deletedResources?: Maybe<DeletedResourceConnection>;
  /** Null where the viewer may not see the account's files. */
  fileUsage?: Maybe<FileUsage>;
  /** The account's files, the newest first; null where the viewer may not see them. */
  files?: Maybe<FileConnection>;
  id: Scalars['ID']['output'];
  /** An account that never subscribed to anything is on the plan `free`. */
  plan?: Maybe<Plan>;
  /** The types that the account has defined, by their names; null where the viewer may not see them. */
  resourceTypes?: Maybe<Array<ResourceType>>;
  /**
   * The account's resources, the newest first unless `orderBy` says otherwise; null where the viewer may not see them. Where a filter
   * says more than one index answers, a page looks at 5,000 resources at most: it may have fewer than were asked for, or none, while
   * `hasNextPage` is true, and goes on at `endCursor`.
   */
  resources?: Maybe<ResourceConnection>;
};


export type AccountBulkJobsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type AccountDeletedResourcesArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type AccountFilesArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type AccountResourcesArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
  filter?: InputMaybe<ResourceFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ResourceOrder>;
  type?: InputMaybe<Scalars['String']['input']>;
};

export const BulkImportMode = {
  /** Each line is a new resource. */
  Create: 'CREATE',
  /** Each line has an `externalKey`: it changes the resource of the type with this key, or creates it. */
  Upsert: 'UPSERT'
} as const;

export type BulkImportMode = typeof BulkImportMode[keyof typeof BulkImportMode];
export const BulkImportPolicy = {
  /**
   * Nothing is written if any line is refused. All of it is written at once, so a file has at most 10,000 lines and 64 MiB. A larger one is
   * refused when the import is asked for; more lines are `TOO_MANY_ROWS` before any of them is looked at.
   */
  RejectAll: 'REJECT_ALL',
  /** What is good is written, what is not is reported. What was written stays, whatever comes later. */
  SkipBadRows: 'SKIP_BAD_ROWS'
} as const;

export type BulkImportPolicy = typeof BulkImportPolicy[keyof typeof BulkImportPolicy];
/**
 * An import or export of many resources of one type, which goes on by itself: several of an account one after another, those of different
 * accounts by turns. It can be seen for 30 days after its end.
 */
export type BulkJob = Node & {
  __typename?: 'BulkJob';
  account?: Maybe<Account>;
  createdAt: Scalars['DateTime']['output'];
  /** Null where it was not a person. */
  createdBy?: Maybe<User>;
  createdCount: Scalars['Int']['output'];
  /** Why it has failed. */
  failure?: Maybe<BulkJobFailure>;
  /** The same in words, with the limit that it met. */
  failureMessage?: Maybe<Scalars['String']['output']>;
  finishedAt?: Maybe<Scalars['DateTime']['output']>;
  id: Scalars['ID']['output'];
  kind: BulkJobKind;
  /** Of an import. */
  mode?: Maybe<BulkImportMode>;
  /** Of an import. */
  policy?: Maybe<BulkImportPolicy>;
  /** In per cent; null where nobody can tell, as of an export that is under way. */
  progress?: Maybe<Scalars['Int']['output']>;
  /** How many lines were refused; `result` says which, and why. */
  rejectedCount: Scalars['Int']['output'];
  /**
   * What an export has written, and of an import the report: a line for each that was refused. Null before the end, where there is
   * nothing in it, and after seven days.
   */
  result?: Maybe<BulkJobResult>;
  /** How many lines of the file, but for empty ones, were looked at, or how many resources were written into it. */
  rowCount: Scalars['Int']['output'];
  startedAt?: Maybe<Scalars['DateTime']['output']>;
  state: BulkJobState;
  /** Of all its resources. */
  type: Scalars['String']['output'];
  /** Resources that were as their lines say already. They keep their version. */
  unchangedCount: Scalars['Int']['output'];
  updatedCount: Scalars['Int']['output'];
};

export type BulkJobCancelInput = {
  id: Scalars['ID']['input'];
};

export type BulkJobCancelPayload = {
  __typename?: 'BulkJobCancelPayload';
  job?: Maybe<BulkJob>;
  userErrors: Array<UserError>;
};

export type BulkJobConnection = {
  __typename?: 'BulkJobConnection';
  edges: Array<BulkJobEdge>;
  nodes: Array<BulkJob>;
  pageInfo: PageInfo;
};

export type BulkJobEdge = {
  __typename?: 'BulkJobEdge';
  cursor: Scalars['Cursor']['output'];
  node: BulkJob;
};

export const BulkJobFailure = {
  /** The definition of the type, or what the account has, changed again and again meanwhile, so that it could not be finished. */
  ChangedMeanwhile: 'CHANGED_MEANWHILE',
  /** A fault of ours. */
  Internal: 'INTERNAL',
  /** Who asked for it may not do it any more. */
  NotAllowed: 'NOT_ALLOWED',
  /** What it has written would be larger than a file may be, or than the account has room for. */
  NoRoom: 'NO_ROOM',
  /** The file was deleted before its end. */
  SourceMissing: 'SOURCE_MISSING',
  /** The file has more lines than an import takes: 10,000 with `REJECT_ALL`, else 1,000,000 unless the installation says otherwise. */
  TooManyRows: 'TOO_MANY_ROWS',
  /** `REJECT_ALL` would take more than 30 seconds to be written at once. */
  TooSlow: 'TOO_SLOW'
} as const;

export type BulkJobFailure = typeof BulkJobFailure[keyof typeof BulkJobFailure];
export const BulkJobKind = {
  Export: 'EXPORT',
  Import: 'IMPORT'
} as const;

export type BulkJobKind = typeof BulkJobKind[keyof typeof BulkJobKind];
export type BulkJobProgress = {
  __typename?: 'BulkJobProgress';
  cursor: Scalars['Cursor']['output'];
  job?: Maybe<BulkJob>;
  jobId: Scalars['ID']['output'];
};

/** A file in JSON Lines (`application/x-ndjson`), which counts among what the account's files take. */
export type BulkJobResult = {
  __typename?: 'BulkJobResult';
  /** SHA-256, as 64 hexadecimal digits. */
  checksum: Scalars['String']['output'];
  /** Good for a quarter of an hour for whoever has it: ask again for another one. */
  downloadUrl: Scalars['String']['output'];
  /** Then it is deleted. */
  expiresAt: Scalars['DateTime']['output'];
  /** In bytes. */
  size: Scalars['SafeInt']['output'];
};

export const BulkJobState = {
  /** What an import has written until then stays. */
  Cancelled: 'CANCELLED',
  /** What an import has written until then stays. */
  Failed: 'FAILED',
  /** It waits for its turn. */
  Pending: 'PENDING',
  /** Lines were refused, so nothing was written: `REJECT_ALL`. */
  Rejected: 'REJECTED',
  Running: 'RUNNING',
  /** Of an import by `SKIP_BAD_ROWS`, lines may have been refused. */
  Succeeded: 'SUCCEEDED'
} as const;

export type BulkJobState = typeof BulkJobState[keyof typeof BulkJobState];
export const ChangeKind = {
  Created: 'CREATED',
  Deleted: 'DELETED',
  /** It came back after it was deleted. */
  Restored: 'RESTORED',
  Updated: 'UPDATED'
} as const;

export type ChangeKind = typeof ChangeKind[keyof typeof ChangeKind];
/** A resource that was deleted, and that `resourceRestore` brings back while it is here. */
export type DeletedResource = {
  __typename?: 'DeletedResource';
  data: Scalars['JSON']['output'];
  deletedAt: Scalars['DateTime']['output'];
  /** Null where it was not a person. */
  deletedBy?: Maybe<User>;
  labels: Array<Scalars['String']['output']>;
  /** As it is known to `resourceRestore`, and to others when it is back. */
  resourceId: Scalars['ID']['output'];
  type: Scalars['String']['output'];
  version: Scalars['Int']['output'];
};

export type DeletedResourceConnection = {
  __typename?: 'DeletedResourceConnection';
  edges: Array<DeletedResourceEdge>;
  nodes: Array<DeletedResource>;
  pageInfo: PageInfo;
};

export type DeletedResourceEdge = {
  __typename?: 'DeletedResourceEdge';
  cursor: Scalars['Cursor']['output'];
  node: DeletedResource;
};

/** A file of an account. It is there once all of it has arrived and is what was announced; it never changes. */
export type File = Node & {
  __typename?: 'File';
  account?: Maybe<Account>;
  /** SHA-256 of the content, in hexadecimal digits. */
  checksum: Scalars['String']['output'];
  createdAt: Scalars['DateTime']['output'];
  /** Null where it was not a person. */
  createdBy?: Maybe<User>;
  /**
   * Where it can be taken, as `schema/http/files.yaml` says: good for a quarter of an hour for whoever has it. Asked for anew it is
   * another one.
   */
  downloadUrl: Scalars['String']['output'];
  id: Scalars['ID']['output'];
  /** As it is offered to who downloads it. May be anything that a person writes but control characters and slashes. */
  name: Scalars['String']['output'];
  /** In bytes. */
  size: Scalars['SafeInt']['output'];
  /** The media type, as far as the content bears it out; `application/octet-stream` where nothing is known of it. */
  type: Scalars['String']['output'];
};

export type FileAttachInput = {
  fileId: Scalars['ID']['input'];
  resourceId: Scalars['ID']['input'];
};

export type FileAttachPayload = {
  __typename?: 'FileAttachPayload';
  file?: Maybe<File>;
  resource?: Maybe<Resource>;
  userErrors: Array<UserError>;
};

export type FileConnection = {
  __typename?: 'FileConnection';
  edges: Array<FileEdge>;
  nodes: Array<File>;
  pageInfo: PageInfo;
};

export type FileDeleteInput = {
  id: Scalars['ID']['input'];
};

export type FileDeletePayload = {
  __typename?: 'FileDeletePayload';
  deletedFileId?: Maybe<Scalars['ID']['output']>;
  userErrors: Array<UserError>;
};

export type FileDetachInput = {
  fileId: Scalars['ID']['input'];
  resourceId: Scalars['ID']['input'];
};

export type FileDetachPayload = {
  __typename?: 'FileDetachPayload';
  file?: Maybe<File>;
  resource?: Maybe<Resource>;
  userErrors: Array<UserError>;
};

export type FileEdge = {
  __typename?: 'FileEdge';
  cursor: Scalars['Cursor']['output'];
  node: File;
};

/** A file that is on its way. Whoever may add files to the account can go on with it. */
export type FileUpload = Node & {
  __typename?: 'FileUpload';
  account?: Maybe<Account>;
  /** SHA-256 of the content as it was announced, in hexadecimal digits. */
  checksum: Scalars['String']['output'];
  createdAt: Scalars['DateTime']['output'];
  /** When it is given up, unless it is completed. */
  expiresAt: Scalars['DateTime']['output'];
  /** The id that the file has when it is there. */
  fileId: Scalars['ID']['output'];
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  /** How many pieces it is sent in. All have the same size but the last. */
  partCount: Scalars['Int']['output'];
  /** The numbers of the pieces that have arrived, from 1. */
  receivedParts: Array<Scalars['Int']['output']>;
  /** In bytes. */
  size: Scalars['SafeInt']['output'];
  status: FileUploadStatus;
  /**
   * Where pieces are sent: by default those that have not arrived, from the first, at most 100. Each URL is good for an hour for
   * whoever has it. Asked for anew they are others, which is how an upload is resumed.
   */
  targets: Array<FileUploadTarget>;
  /** As it was announced. */
  type: Scalars['String']['output'];
};


/** A file that is on its way. Whoever may add files to the account can go on with it. */
export type FileUploadTargetsArgs = {
  parts?: InputMaybe<Array<Scalars['Int']['input']>>;
};

export type FileUploadAbortInput = {
  uploadId: Scalars['ID']['input'];
};

export type FileUploadAbortPayload = {
  __typename?: 'FileUploadAbortPayload';
  abortedUploadId?: Maybe<Scalars['ID']['output']>;
  userErrors: Array<UserError>;
};

export type FileUploadCompleteInput = {
  uploadId: Scalars['ID']['input'];
};

export type FileUploadCompletePayload = {
  __typename?: 'FileUploadCompletePayload';
  file?: Maybe<File>;
  /** While it is being looked at, and where something is still missing. */
  upload?: Maybe<FileUpload>;
  userErrors: Array<UserError>;
};

export type FileUploadCreateInput = {
  accountId: Scalars['ID']['input'];
  /** SHA-256 of the content, as 64 hexadecimal digits. */
  checksum: Scalars['String']['input'];
  /** 1 to 255 characters, without slashes and without those that are not seen. */
  name: Scalars['String']['input'];
  /** In bytes. */
  size: Scalars['SafeInt']['input'];
  /** A media type without parameters, such as `image/png`; `application/octet-stream` fits everything. */
  type: Scalars['String']['input'];
};

export type FileUploadCreatePayload = {
  __typename?: 'FileUploadCreatePayload';
  upload?: Maybe<FileUpload>;
  userErrors: Array<UserError>;
};

export type FileUploadHeader = {
  __typename?: 'FileUploadHeader';
  name: Scalars['String']['output'];
  value: Scalars['String']['output'];
};

export const FileUploadStatus = {
  /** Pieces can be sent. */
  Receiving: 'RECEIVING',
  /** It was not what was announced, and was thrown away: `fileUploadComplete` says what was wrong. */
  Refused: 'REFUSED',
  /** It is being looked at: ask `fileUploadComplete` again for what came of it. */
  Verifying: 'VERIFYING'
} as const;

export type FileUploadStatus = typeof FileUploadStatus[keyof typeof FileUploadStatus];
/** A request that brings one piece. A piece that is sent again takes the place of the one before. */
export type FileUploadTarget = {
  __typename?: 'FileUploadTarget';
  expiresAt: Scalars['DateTime']['output'];
  /** These have to be sent, as they are. */
  headers: Array<FileUploadHeader>;
  /** `PUT` */
  method: Scalars['String']['output'];
  /** Where the piece begins in the content. */
  offset: Scalars['SafeInt']['output'];
  part: Scalars['Int']['output'];
  /** Of this piece, in bytes: no byte more or less. */
  size: Scalars['SafeInt']['output'];
  url: Scalars['String']['output'];
};

/** What an account's files take, and how much there may be of it. What is being uploaded counts from the beginning. */
export type FileUsage = {
  __typename?: 'FileUsage';
  count: Scalars['Int']['output'];
  maxCount: Scalars['Int']['output'];
  maxSize: Scalars['SafeInt']['output'];
  /** In bytes. */
  size: Scalars['SafeInt']['output'];
};

export type IncompatibleResource = {
  __typename?: 'IncompatibleResource';
  message: Scalars['String']['output'];
  /** Where in the data. */
  path: Array<Scalars['String']['output']>;
  resourceId: Scalars['ID']['output'];
};

/** Resources that there are, and that a definition would not fit. */
export type IncompatibleResources = {
  __typename?: 'IncompatibleResources';
  count: Scalars['Int']['output'];
  /** Twenty at most, the oldest first. */
  examples: Array<IncompatibleResource>;
};

/** An input that cannot be accepted as it is. */
export type InputError = UserError & {
  __typename?: 'InputError';
  code: UserErrorCode;
  message: Scalars['String']['output'];
  path?: Maybe<Array<Scalars['String']['output']>>;
};

export type Mutation = {
  __typename?: 'Mutation';
  /**
   * Ends a job, at once. What an import has written until then stays; of one with `REJECT_ALL` that is under way that is nothing. One that has
   * ended stays as it is.
   */
  bulkJobCancel: BulkJobCancelPayload;
  /** Attaches a file to a resource of the same account. One that is attached already stays so. */
  fileAttach: FileAttachPayload;
  fileDelete: FileDeletePayload;
  fileDetach: FileDetachPayload;
  /** Gives an upload up, with all that was sent. */
  fileUploadAbort: FileUploadAbortPayload;
  /**
   * Makes a file of what was sent, if it is whole and what was announced: its size, its checksum and, where that can be told, its type.
   * What is something else is thrown away. What takes longer than some seconds answers without a file and with the upload, which is
   * `VERIFYING`: ask again. To ask again after the end gives the file to who may see the account's files.
   */
  fileUploadComplete: FileUploadCompletePayload;
  /** Announces a file and reserves room for it. Its content is sent to `upload.targets`, then `fileUploadComplete` makes a file of it. */
  fileUploadCreate: FileUploadCreatePayload;
  /**
   * Begins to write the account's resources of a type into a file, the oldest first, each as it is when it is read, and none that is
   * created later.
   */
  resourceBulkExport: ResourceBulkExportPayload;
  /**
   * Begins to make resources of a file of the account: JSON Lines in UTF-8, each a JSON object with `data`, and if wanted `externalKey` and
   * `labels`; `id`, `type`, `version`, `createdAt` and `updatedAt`, as an export writes them, are not made use of. Empty lines are passed
   * over. A line has at most 1 MiB, and a key stands in one line only. Each line of the report is
   * `{ "line", "externalKey", "faults": [{ "code", "message", "path" }] }` with a code of `NOT_UTF8`, `NOT_JSON`, `LINE_TOO_LONG`,
   * `INVALID_INPUT`, `DUPLICATE_KEY` and `EXTERNAL_KEY_TAKEN`.
   */
  resourceBulkImport: ResourceBulkImportPayload;
  resourceCreate: ResourceCreatePayload;
  /** Deletes a resource, unless somebody else changed it meanwhile. It can be restored, for 30 days unless the operator says otherwise. */
  resourceDelete: ResourceDeletePayload;
  /**
   * Brings back a deleted resource, or the data and labels of an earlier version of one. It becomes the next version. Its data has to
   * fit its type as that is now: if it does not, `path` goes on below `data`. It stays deleted while another resource has its `externalKey`.
   */
  resourceRestore: ResourceRestorePayload;
  /**
   * Defines a type of resources. Resources of this name that there are have to fit: if some do not, nothing happens, and
   * `incompatible` says which. Takes `resource-types:manage`.
   */
  resourceTypeCreate: ResourceTypeCreatePayload;
  /**
   * Deletes a definition of which there is no resource, not even a deleted one that can be restored. Takes
   * `resource-types:manage`.
   */
  resourceTypeDelete: ResourceTypeDeletePayload;
  /**
   * Changes what is given of a definition, unless somebody else changed it meanwhile, or resources that there are would not fit.
   * Takes `resource-types:manage`.
   */
  resourceTypeUpdate: ResourceTypeUpdatePayload;
  /**
   * Replaces the data of a resource, or changes some of it, or its labels, unless somebody else changed it meanwhile. Data that does
   * not fit its type is refused, and `path` says where. What changes nothing makes no new version, and nobody is told of it.
   */
  resourceUpdate: ResourceUpdatePayload;
};


export type MutationBulkJobCancelArgs = {
  input: BulkJobCancelInput;
};


export type MutationFileAttachArgs = {
  input: FileAttachInput;
};


export type MutationFileDeleteArgs = {
  input: FileDeleteInput;
};


export type MutationFileDetachArgs = {
  input: FileDetachInput;
};


export type MutationFileUploadAbortArgs = {
  input: FileUploadAbortInput;
};


export type MutationFileUploadCompleteArgs = {
  input: FileUploadCompleteInput;
};


export type MutationFileUploadCreateArgs = {
  input: FileUploadCreateInput;
};


export type MutationResourceBulkExportArgs = {
  input: ResourceBulkExportInput;
};


export type MutationResourceBulkImportArgs = {
  input: ResourceBulkImportInput;
};


export type MutationResourceCreateArgs = {
  input: ResourceCreateInput;
};


export type MutationResourceDeleteArgs = {
  input: ResourceDeleteInput;
};


export type MutationResourceRestoreArgs = {
  input: ResourceRestoreInput;
};


export type MutationResourceTypeCreateArgs = {
  input: ResourceTypeCreateInput;
};


export type MutationResourceTypeDeleteArgs = {
  input: ResourceTypeDeleteInput;
};


export type MutationResourceTypeUpdateArgs = {
  input: ResourceTypeUpdateInput;
};


export type MutationResourceUpdateArgs = {
  input: ResourceUpdateInput;
};

/** An object with an id that is unique in the whole graph. */
export type Node = {
  /** Opaque, stable, and sortable by time of creation. */
  id: Scalars['ID']['output'];
};

export const OrderDirection = {
  Asc: 'ASC',
  Desc: 'DESC'
} as const;

export type OrderDirection = typeof OrderDirection[keyof typeof OrderDirection];
/** Where a page stands in its list. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The cursor of the page's last element; null where the page is empty. */
  endCursor?: Maybe<Scalars['Cursor']['output']>;
  hasNextPage: Scalars['Boolean']['output'];
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the page's first element; null where the page is empty. */
  startCursor?: Maybe<Scalars['Cursor']['output']>;
};

/** What an account has subscribed to. */
export type Plan = {
  __typename?: 'Plan';
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
};

export type Query = {
  __typename?: 'Query';
  /** What the viewer may see of this subgraph's things, for `node` and `nodes`. */
  _coreNodes: Array<Maybe<Node>>;
  /** All plans, the smallest first. */
  plans: Array<Plan>;
  /** A resource that the viewer may see, else null. */
  resource?: Maybe<Resource>;
  /** The resource of a type that another system knows by this key; null where there is none, or the viewer may not see it. */
  resourceByExternalKey?: Maybe<Resource>;
  /**
   * What an account has that has all of these words: resources in `/title`, labels and the fields that their types declare searchable,
   * files in their names. A word is found in capitals or not, with accents or without, by its beginning, and, unless it has
   * digits, where it was mistyped by little; there are no operators. The best come first, of what thousands have some.
   * A title that has a word whole comes before one in which a word only begins so. Null where the viewer may see none of it.
   *
   * What changed is found within moments, but not at once: to see what one has just written, ask for it by its id. A page may have fewer
   * than were asked for while `hasNextPage` is true, where something is gone that was found.
   */
  search?: Maybe<SearchResultConnection>;
};


export type Query_CoreNodesArgs = {
  ids: Array<Scalars['ID']['input']>;
};


export type QueryResourceArgs = {
  id: Scalars['ID']['input'];
};


export type QueryResourceByExternalKeyArgs = {
  accountId: Scalars['ID']['input'];
  externalKey: Scalars['String']['input'];
  type: Scalars['String']['input'];
};


export type QuerySearchArgs = {
  accountId: Scalars['ID']['input'];
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  kinds?: InputMaybe<Array<SearchKind>>;
  query: Scalars['String']['input'];
  types?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** There is no room for a file of this size, or for another file. */
export type QuotaExceeded = UserError & {
  __typename?: 'QuotaExceeded';
  code: UserErrorCode;
  message: Scalars['String']['output'];
  path?: Maybe<Array<Scalars['String']['output']>>;
  remainingCount: Scalars['Int']['output'];
  /** In bytes. */
  remainingSize: Scalars['SafeInt']['output'];
};

/** A piece of an account's data: a type, and JSON that fits it. */
export type Resource = Node & {
  __typename?: 'Resource';
  account?: Maybe<Account>;
  createdAt: Scalars['DateTime']['output'];
  /** Null where it was not a person. */
  createdBy?: Maybe<User>;
  data: Scalars['JSON']['output'];
  /** By which another system knows it: one of each type has it. Given when it is created, and never another. */
  externalKey?: Maybe<Scalars['String']['output']>;
  /** The files that were attached to it, the newest first; null where the viewer may not see the account's files. */
  files?: Maybe<FileConnection>;
  /** What it was, the present state first. As far back as histories are kept. */
  history?: Maybe<ResourceVersionConnection>;
  id: Scalars['ID']['output'];
  /** Short names to sort it by, each once. */
  labels: Array<Scalars['String']['output']>;
  /** A name such as `document`. A type without a definition accepts any JSON object. */
  type: Scalars['String']['output'];
  updatedAt: Scalars['DateTime']['output'];
  /** Grows by one with each change. */
  version: Scalars['Int']['output'];
};


/** A piece of an account's data: a type, and JSON that fits it. */
export type ResourceFilesArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A piece of an account's data: a type, and JSON that fits it. */
export type ResourceHistoryArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type ResourceBulkExportInput = {
  accountId: Scalars['ID']['input'];
  filter?: InputMaybe<ResourceFilter>;
  type: Scalars['String']['input'];
};

export type ResourceBulkExportPayload = {
  __typename?: 'ResourceBulkExportPayload';
  job?: Maybe<BulkJob>;
  userErrors: Array<UserError>;
};

export type ResourceBulkImportInput = {
  accountId: Scalars['ID']['input'];
  fileId: Scalars['ID']['input'];
  mode?: BulkImportMode;
  policy?: BulkImportPolicy;
  type: Scalars['String']['input'];
};

export type ResourceBulkImportPayload = {
  __typename?: 'ResourceBulkImportPayload';
  job?: Maybe<BulkJob>;
  userErrors: Array<UserError>;
};

export type ResourceChange = {
  __typename?: 'ResourceChange';
  cursor: Scalars['Cursor']['output'];
  kind: ChangeKind;
  resource?: Maybe<Resource>;
  resourceId: Scalars['ID']['output'];
};

export type ResourceConnection = {
  __typename?: 'ResourceConnection';
  edges: Array<ResourceEdge>;
  nodes: Array<Resource>;
  pageInfo: PageInfo;
};

export type ResourceCreateInput = {
  accountId: Scalars['ID']['input'];
  /** A JSON object. */
  data: Scalars['JSON']['input'];
  /** 1 to 200 characters. No other resource of the type has it. */
  externalKey?: InputMaybe<Scalars['String']['input']>;
  /** At most 32, of 1 to 64 characters each. */
  labels?: Array<Scalars['String']['input']>;
  /** A letter, then up to 63 letters, digits, `_`, `-` and `.`. */
  type: Scalars['String']['input'];
};

export type ResourceCreatePayload = {
  __typename?: 'ResourceCreatePayload';
  resource?: Maybe<Resource>;
  userErrors: Array<UserError>;
};

export type ResourceDeleteInput = {
  /** The version that the editor has seen. */
  expectedVersion: Scalars['Int']['input'];
  id: Scalars['ID']['input'];
};

export type ResourceDeletePayload = {
  __typename?: 'ResourceDeletePayload';
  /** After a `VersionConflict` the resource as it is now. */
  resource?: Maybe<Resource>;
  resourceId?: Maybe<Scalars['ID']['output']>;
  userErrors: Array<UserError>;
};

export type ResourceEdge = {
  __typename?: 'ResourceEdge';
  cursor: Scalars['Cursor']['output'];
  node: Resource;
};

/** A value in the data by which resources can be found. In the data it is of its kind, or null, or not there. */
export type ResourceField = {
  __typename?: 'ResourceField';
  /** Whether lists can be narrowed and ordered by it. A filterable text has at most 1,000 characters. */
  filterable: Scalars['Boolean']['output'];
  kind: ResourceFieldKind;
  /** A JSON Pointer (RFC 6901), such as `/customer/email`. */
  path: Scalars['String']['output'];
  /** Whether a search looks into it. */
  searchable: Scalars['Boolean']['output'];
  /** How far a filterable field is; null where it is not filterable, or not declared any more. */
  state?: Maybe<ResourceFieldState>;
};

/** A filterable field of the type, compared with values of its kind. */
export type ResourceFieldFilter = {
  boolean?: InputMaybe<Scalars['Boolean']['input']>;
  dateTime?: InputMaybe<ResourceTimeFilter>;
  /** Whether there is a value that is not null. */
  exists?: InputMaybe<Scalars['Boolean']['input']>;
  number?: InputMaybe<ResourceNumberFilter>;
  /** As the type declares it, such as `/customer/email`. */
  path: Scalars['String']['input'];
  string?: InputMaybe<ResourceStringFilter>;
};

export type ResourceFieldInput = {
  filterable?: Scalars['Boolean']['input'];
  kind: ResourceFieldKind;
  /** A JSON Pointer (RFC 6901) of one to five names, such as `/customer/email`. */
  path: Scalars['String']['input'];
  /** Texts only. */
  searchable?: Scalars['Boolean']['input'];
};

export const ResourceFieldKind = {
  Boolean: 'BOOLEAN',
  /** A text with a date and time by RFC 3339, such as `2026-11-26T09:30:00Z`. */
  DateTime: 'DATE_TIME',
  Number: 'NUMBER',
  String: 'STRING'
} as const;

export type ResourceFieldKind = typeof ResourceFieldKind[keyof typeof ResourceFieldKind];
export const ResourceFieldState = {
  /** It is being made ready from the resources that there are. Lists by it are refused until then. */
  Building: 'BUILDING',
  /** It could not be made ready so far. It is tried again, after longer and longer; lists by it are refused. */
  Failed: 'FAILED',
  /** Lists can be narrowed and ordered by it. */
  Ready: 'READY'
} as const;

export type ResourceFieldState = typeof ResourceFieldState[keyof typeof ResourceFieldState];
/**
 * All that is given has to hold: at most 50 conditions, nested 5 levels deep, of at most 100 values each. One that is false of a
 * resource is true under `not`, also where the resource has nothing to compare.
 */
export type ResourceFilter = {
  and?: InputMaybe<Array<ResourceFilter>>;
  createdAt?: InputMaybe<ResourceTimeFilter>;
  /** Any of these persons. */
  createdBy?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** To say something of several fields, name them in `and`. */
  field?: InputMaybe<ResourceFieldFilter>;
  /** Any of these. */
  ids?: InputMaybe<Array<Scalars['ID']['input']>>;
  labels?: InputMaybe<ResourceLabelsFilter>;
  not?: InputMaybe<ResourceFilter>;
  /** Any of these; none of none. */
  or?: InputMaybe<Array<ResourceFilter>>;
  /** Any of these. */
  types?: InputMaybe<Array<Scalars['String']['input']>>;
  updatedAt?: InputMaybe<ResourceTimeFilter>;
};

export type ResourceLabelsFilter = {
  has?: InputMaybe<Scalars['String']['input']>;
  hasAny?: InputMaybe<Array<Scalars['String']['input']>>;
};

export type ResourceNumberFilter = {
  eq?: InputMaybe<Scalars['Float']['input']>;
  gt?: InputMaybe<Scalars['Float']['input']>;
  gte?: InputMaybe<Scalars['Float']['input']>;
  in?: InputMaybe<Array<Scalars['Float']['input']>>;
  lt?: InputMaybe<Scalars['Float']['input']>;
  lte?: InputMaybe<Scalars['Float']['input']>;
};

export type ResourceOrder = {
  by: ResourceOrderBy;
  direction?: OrderDirection;
  /** Of `FIELD`: the path of a filterable field. */
  field?: InputMaybe<Scalars['String']['input']>;
};

export const ResourceOrderBy = {
  CreatedAt: 'CREATED_AT',
  /** By the value of a field; resources without one come after all others, or before them when descending. */
  Field: 'FIELD',
  UpdatedAt: 'UPDATED_AT',
  Version: 'VERSION'
} as const;

export type ResourceOrderBy = typeof ResourceOrderBy[keyof typeof ResourceOrderBy];
export type ResourceRestoreInput = {
  /** The version that the editor has seen; of a deleted resource the one by which it was deleted. */
  expectedVersion: Scalars['Int']['input'];
  id: Scalars['ID']['input'];
  /** The version that is to come back. Without it, a deleted resource comes back as it was. */
  version?: InputMaybe<Scalars['Int']['input']>;
};

export type ResourceRestorePayload = {
  __typename?: 'ResourceRestorePayload';
  /** After a `VersionConflict` the resource as it is now; null where it is deleted. */
  resource?: Maybe<Resource>;
  userErrors: Array<UserError>;
};

/** In the order of Unicode code points; of longer texts by their first 400 bytes in UTF-8. Capitals count. */
export type ResourceStringFilter = {
  eq?: InputMaybe<Scalars['String']['input']>;
  gt?: InputMaybe<Scalars['String']['input']>;
  gte?: InputMaybe<Scalars['String']['input']>;
  in?: InputMaybe<Array<Scalars['String']['input']>>;
  lt?: InputMaybe<Scalars['String']['input']>;
  lte?: InputMaybe<Scalars['String']['input']>;
  /** What it begins with, 400 bytes at most. */
  prefix?: InputMaybe<Scalars['String']['input']>;
};

export type ResourceTimeFilter = {
  eq?: InputMaybe<Scalars['DateTime']['input']>;
  gt?: InputMaybe<Scalars['DateTime']['input']>;
  gte?: InputMaybe<Scalars['DateTime']['input']>;
  lt?: InputMaybe<Scalars['DateTime']['input']>;
  lte?: InputMaybe<Scalars['DateTime']['input']>;
};

/**
 * What an account has said of its resources of one type: what their data has to be, and by which of its values they can be found.
 * A type that nobody has defined needs none: its data is any JSON object.
 */
export type ResourceType = Node & {
  __typename?: 'ResourceType';
  account?: Maybe<Account>;
  createdAt: Scalars['DateTime']['output'];
  fields: Array<ResourceField>;
  id: Scalars['ID']['output'];
  /** As `Resource.type` has it. It never changes. */
  name: Scalars['String']['output'];
  /** A JSON Schema of draft 2020-12. All data of the type that there is fits it. */
  schema: Scalars['JSON']['output'];
  title: Scalars['String']['output'];
  updatedAt: Scalars['DateTime']['output'];
  /** Grows by one with each change. */
  version: Scalars['Int']['output'];
};

export type ResourceTypeCreateInput = {
  accountId: Scalars['ID']['input'];
  /** At most 20. */
  fields?: Array<ResourceFieldInput>;
  /** A letter, then up to 63 letters, digits, `_`, `-` and `.`. */
  name: Scalars['String']['input'];
  /**
   * A JSON Schema of draft 2020-12, of at most 32 KiB: without `$id`, `$anchor` and `$dynamicRef`, `$ref` within itself
   * (`#/$defs/…`), patterns without what looks back or ahead. `{}` takes any object.
   */
  schema: Scalars['JSON']['input'];
  /** 1 to 100 characters. */
  title: Scalars['String']['input'];
};

export type ResourceTypeCreatePayload = {
  __typename?: 'ResourceTypeCreatePayload';
  /** After `INCOMPATIBLE_RESOURCES`. */
  incompatible?: Maybe<IncompatibleResources>;
  resourceType?: Maybe<ResourceType>;
  userErrors: Array<UserError>;
};

export type ResourceTypeDeleteInput = {
  id: Scalars['ID']['input'];
};

export type ResourceTypeDeletePayload = {
  __typename?: 'ResourceTypeDeletePayload';
  resourceTypeId?: Maybe<Scalars['ID']['output']>;
  userErrors: Array<UserError>;
};

export type ResourceTypeUpdateInput = {
  /** The version that the editor has seen. */
  expectedVersion: Scalars['Int']['input'];
  /** All that the type is to have. */
  fields?: InputMaybe<Array<ResourceFieldInput>>;
  id: Scalars['ID']['input'];
  schema?: InputMaybe<Scalars['JSON']['input']>;
  title?: InputMaybe<Scalars['String']['input']>;
};

export type ResourceTypeUpdatePayload = {
  __typename?: 'ResourceTypeUpdatePayload';
  /** After `INCOMPATIBLE_RESOURCES`. */
  incompatible?: Maybe<IncompatibleResources>;
  /** After a `VersionConflict` the type as it is now. */
  resourceType?: Maybe<ResourceType>;
  userErrors: Array<UserError>;
};

export type ResourceUpdateInput = {
  /** A JSON object; it replaces the one there is. */
  data?: InputMaybe<Scalars['JSON']['input']>;
  /** The version that the editor has seen. */
  expectedVersion: Scalars['Int']['input'];
  id: Scalars['ID']['input'];
  /** All that it is to have. */
  labels?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Instead of `data`: a JSON Merge Patch (RFC 7396) of it, by which null takes a member away. */
  patch?: InputMaybe<Scalars['JSON']['input']>;
};

export type ResourceUpdatePayload = {
  __typename?: 'ResourceUpdatePayload';
  /** After a `VersionConflict` the resource as it is now. */
  resource?: Maybe<Resource>;
  userErrors: Array<UserError>;
};

/** A state of a resource: what it was from one change to the next. */
export type ResourceVersion = {
  __typename?: 'ResourceVersion';
  change: ChangeKind;
  changedAt: Scalars['DateTime']['output'];
  /** Null where it was not a person. */
  changedBy?: Maybe<User>;
  /** JSON Pointers (RFC 6901) to what of the data is not as it was in the version before; fifty at most. */
  changedPaths: Array<Scalars['String']['output']>;
  data: Scalars['JSON']['output'];
  labels: Array<Scalars['String']['output']>;
  version: Scalars['Int']['output'];
};

export type ResourceVersionConnection = {
  __typename?: 'ResourceVersionConnection';
  edges: Array<ResourceVersionEdge>;
  nodes: Array<ResourceVersion>;
  pageInfo: PageInfo;
};

export type ResourceVersionEdge = {
  __typename?: 'ResourceVersionEdge';
  cursor: Scalars['Cursor']['output'];
  node: ResourceVersion;
};

export type SearchFacet = {
  __typename?: 'SearchFacet';
  count: Scalars['Int']['output'];
  kind: SearchKind;
  /** Of resources their type, of files their media type. */
  type: Scalars['String']['output'];
};

/** A text in which something was found, or a piece of a long one: as it was written, without any markup. */
export type SearchHighlight = {
  __typename?: 'SearchHighlight';
  /** `name` of a file; of a resource `labels`, or the path of a field such as `/title`. */
  field: Scalars['String']['output'];
  ranges: Array<SearchHighlightRange>;
  text: Scalars['String']['output'];
};

/** A part of the text, from `start` to before `end`: counted in UTF-16 code units, as JavaScript and Java count. */
export type SearchHighlightRange = {
  __typename?: 'SearchHighlightRange';
  end: Scalars['Int']['output'];
  start: Scalars['Int']['output'];
};

/** Something that was found. */
export type SearchHit = {
  __typename?: 'SearchHit';
  /** Where the words were found, in three texts at most. */
  highlights: Array<SearchHighlight>;
  /** As it is now: what was found may have been in it a moment ago. */
  node: SearchNode;
  /** The higher the better. To be compared with others of the same search only. */
  score: Scalars['Float']['output'];
};

export const SearchKind = {
  File: 'FILE',
  Resource: 'RESOURCE'
} as const;

export type SearchKind = typeof SearchKind[keyof typeof SearchKind];
/** What a search finds. */
export type SearchNode = File | Resource;

export type SearchResultConnection = {
  __typename?: 'SearchResultConnection';
  edges: Array<SearchResultEdge>;
  /** How many are found of each type, whatever page this is: the most first, at most 100. Where thousands are found, counts are of a part of them. */
  facets: Array<SearchFacet>;
  nodes: Array<SearchHit>;
  pageInfo: PageInfo;
};

export type SearchResultEdge = {
  __typename?: 'SearchResultEdge';
  cursor: Scalars['Cursor']['output'];
  node: SearchHit;
};

export type Subscription = {
  __typename?: 'Subscription';
  /**
   * How a job goes on, once a second at most, and its end. With `after`, first everything that came later than that cursor, then what
   * happens. `job` is the state at delivery, at least as new; null where it is gone.
   */
  bulkJobProgressed: BulkJobProgress;
  /**
   * Changes of an account's resources, in order. With `after`, first everything that came later than that cursor, then what
   * happens. `resource` is the state at delivery, at least as new as the change; null where it is gone.
   */
  resourceChanged: ResourceChange;
};


export type SubscriptionBulkJobProgressedArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  jobId: Scalars['ID']['input'];
};


export type SubscriptionResourceChangedArgs = {
  accountId: Scalars['ID']['input'];
  after?: InputMaybe<Scalars['Cursor']['input']>;
  types?: InputMaybe<Array<Scalars['String']['input']>>;
};

export type User = {
  __typename?: 'User';
  id: Scalars['ID']['output'];
};

/** A failure that the caller can do something about. */
export type UserError = {
  /** Stable: a program can switch on it. */
  code: UserErrorCode;
  /** For people, in English. */
  message: Scalars['String']['output'];
  /** The input field that is meant, from `input` down; null where it is none in particular. */
  path?: Maybe<Array<Scalars['String']['output']>>;
};

export const UserErrorCode = {
  /** What arrived is not what was announced. It was thrown away: begin anew. */
  ChecksumMismatch: 'CHECKSUM_MISMATCH',
  /** Another resource of the type has this key. */
  ExternalKeyTaken: 'EXTERNAL_KEY_TAKEN',
  /** The `Idempotency-Key` was used for another request in the last 24 hours. */
  IdempotencyKeyReused: 'IDEMPOTENCY_KEY_REUSED',
  /** Resources that there are would not fit the definition. */
  IncompatibleResources: 'INCOMPATIBLE_RESOURCES',
  /** The input is not acceptable; `path` says which part. */
  InvalidInput: 'INVALID_INPUT',
  /** There is no such thing, or the viewer may not see it. */
  NotFound: 'NOT_FOUND',
  /** The account has no room for it: see `QuotaExceeded`. */
  QuotaExceeded: 'QUOTA_EXCEEDED',
  /** There are resources of this type. */
  ResourceTypeInUse: 'RESOURCE_TYPE_IN_USE',
  /** The account has defined a type of this name already. */
  ResourceTypeNameTaken: 'RESOURCE_TYPE_NAME_TAKEN',
  /** The account has as many imports and exports under way as it may. */
  TooManyJobs: 'TOO_MANY_JOBS',
  /**
   * There is too much data of the type to be checked within a request: more than 10,000 resources, or 64 MiB of them. What takes all that the
   * present definition takes is changed all the same: another title, fewer fields, the schema `{}`.
   */
  TooManyResources: 'TOO_MANY_RESOURCES',
  /** The account has defined as many types as it can. */
  TooManyResourceTypes: 'TOO_MANY_RESOURCE_TYPES',
  /** The content is not of the type that was announced. It was thrown away: begin anew. */
  TypeMismatch: 'TYPE_MISMATCH',
  /** Not all of the content has arrived; what has stays. */
  UploadIncomplete: 'UPLOAD_INCOMPLETE',
  /** Somebody else changed it meanwhile. */
  VersionConflict: 'VERSION_CONFLICT'
} as const;

export type UserErrorCode = typeof UserErrorCode[keyof typeof UserErrorCode];
/** Somebody else changed the entity meanwhile. The payload's entity is its present state. */
export type VersionConflict = UserError & {
  __typename?: 'VersionConflict';
  code: UserErrorCode;
  currentVersion: Scalars['Int']['output'];
  message: Scalars['String']['output'];
  path?: Maybe<Array<Scalars['String']['output']>>;
};

export const Trivet__Classification = {
  Confidential: 'CONFIDENTIAL',
  Internal: 'INTERNAL',
  Public: 'PUBLIC',
  Restricted: 'RESTRICTED'
} as const;

export type Trivet__Classification = typeof Trivet__Classification[keyof typeof Trivet__Classification];


export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Account: Account;
  BulkJob: BulkJob;
  File: File;
  FileUpload: FileUpload;
  Resource: Resource;
  ResourceType: ResourceType;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Account:
    ( { __typename: 'Account' }
    & GraphQLRecursivePick<FederationTypes['Account'], {"id":true}> );
  BulkJob:
    ( { __typename: 'BulkJob' }
    & GraphQLRecursivePick<FederationTypes['BulkJob'], {"id":true}> );
  File:
    ( { __typename: 'File' }
    & GraphQLRecursivePick<FederationTypes['File'], {"id":true}> );
  FileUpload:
    ( { __typename: 'FileUpload' }
    & GraphQLRecursivePick<FederationTypes['FileUpload'], {"id":true}> );
  Resource:
    ( { __typename: 'Resource' }
    & GraphQLRecursivePick<FederationTypes['Resource'], {"id":true}> );
  ResourceType:
    ( { __typename: 'ResourceType' }
    & GraphQLRecursivePick<FederationTypes['ResourceType'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  SearchNode:
    | ( FileModel )
    | ( ResourceModel )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( BulkJobModel )
    | ( FileModel )
    | ( FileUploadModel )
    | ( ResourceModel )
    | ( ResourceTypeModel )
  ;
  UserError:
    | ( UserErrorModel )
    | ( QuotaExceeded )
    | ( UserErrorModel )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Account: ResolverTypeWrapper<AccountModel>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  BulkImportMode: BulkImportMode;
  BulkImportPolicy: BulkImportPolicy;
  BulkJob: ResolverTypeWrapper<BulkJobModel>;
  BulkJobCancelInput: BulkJobCancelInput;
  BulkJobCancelPayload: ResolverTypeWrapper<Omit<BulkJobCancelPayload, 'job' | 'userErrors'> & { job?: Maybe<ResolversTypes['BulkJob']>, userErrors: Array<ResolversTypes['UserError']> }>;
  BulkJobConnection: ResolverTypeWrapper<Omit<BulkJobConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['BulkJobEdge']>, nodes: Array<ResolversTypes['BulkJob']> }>;
  BulkJobEdge: ResolverTypeWrapper<Omit<BulkJobEdge, 'node'> & { node: ResolversTypes['BulkJob'] }>;
  BulkJobFailure: BulkJobFailure;
  BulkJobKind: BulkJobKind;
  BulkJobProgress: ResolverTypeWrapper<BulkJobProgressModel>;
  BulkJobResult: ResolverTypeWrapper<BulkJobResult>;
  BulkJobState: BulkJobState;
  ChangeKind: ChangeKind;
  Cursor: ResolverTypeWrapper<Scalars['Cursor']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DeletedResource: ResolverTypeWrapper<DeletedResourceModel>;
  DeletedResourceConnection: ResolverTypeWrapper<Omit<DeletedResourceConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['DeletedResourceEdge']>, nodes: Array<ResolversTypes['DeletedResource']> }>;
  DeletedResourceEdge: ResolverTypeWrapper<Omit<DeletedResourceEdge, 'node'> & { node: ResolversTypes['DeletedResource'] }>;
  EmailAddress: ResolverTypeWrapper<Scalars['EmailAddress']['output']>;
  File: ResolverTypeWrapper<FileModel>;
  FileAttachInput: FileAttachInput;
  FileAttachPayload: ResolverTypeWrapper<Omit<FileAttachPayload, 'file' | 'resource' | 'userErrors'> & { file?: Maybe<ResolversTypes['File']>, resource?: Maybe<ResolversTypes['Resource']>, userErrors: Array<ResolversTypes['UserError']> }>;
  FileConnection: ResolverTypeWrapper<Omit<FileConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['FileEdge']>, nodes: Array<ResolversTypes['File']> }>;
  FileDeleteInput: FileDeleteInput;
  FileDeletePayload: ResolverTypeWrapper<Omit<FileDeletePayload, 'userErrors'> & { userErrors: Array<ResolversTypes['UserError']> }>;
  FileDetachInput: FileDetachInput;
  FileDetachPayload: ResolverTypeWrapper<Omit<FileDetachPayload, 'file' | 'resource' | 'userErrors'> & { file?: Maybe<ResolversTypes['File']>, resource?: Maybe<ResolversTypes['Resource']>, userErrors: Array<ResolversTypes['UserError']> }>;
  FileEdge: ResolverTypeWrapper<Omit<FileEdge, 'node'> & { node: ResolversTypes['File'] }>;
  FileUpload: ResolverTypeWrapper<FileUploadModel>;
  FileUploadAbortInput: FileUploadAbortInput;
  FileUploadAbortPayload: ResolverTypeWrapper<Omit<FileUploadAbortPayload, 'userErrors'> & { userErrors: Array<ResolversTypes['UserError']> }>;
  FileUploadCompleteInput: FileUploadCompleteInput;
  FileUploadCompletePayload: ResolverTypeWrapper<Omit<FileUploadCompletePayload, 'file' | 'upload' | 'userErrors'> & { file?: Maybe<ResolversTypes['File']>, upload?: Maybe<ResolversTypes['FileUpload']>, userErrors: Array<ResolversTypes['UserError']> }>;
  FileUploadCreateInput: FileUploadCreateInput;
  FileUploadCreatePayload: ResolverTypeWrapper<Omit<FileUploadCreatePayload, 'upload' | 'userErrors'> & { upload?: Maybe<ResolversTypes['FileUpload']>, userErrors: Array<ResolversTypes['UserError']> }>;
  FileUploadHeader: ResolverTypeWrapper<FileUploadHeader>;
  FileUploadStatus: FileUploadStatus;
  FileUploadTarget: ResolverTypeWrapper<FileUploadTargetModel>;
  FileUsage: ResolverTypeWrapper<FileUsage>;
  IncompatibleResource: ResolverTypeWrapper<IncompatibleResourceModel>;
  IncompatibleResources: ResolverTypeWrapper<IncompatibleResourcesModel>;
  InputError: ResolverTypeWrapper<UserErrorModel>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  OrderDirection: OrderDirection;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Plan: ResolverTypeWrapper<PlanModel>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  QuotaExceeded: ResolverTypeWrapper<QuotaExceeded>;
  Resource: ResolverTypeWrapper<ResourceModel>;
  ResourceBulkExportInput: ResourceBulkExportInput;
  ResourceBulkExportPayload: ResolverTypeWrapper<Omit<ResourceBulkExportPayload, 'job' | 'userErrors'> & { job?: Maybe<ResolversTypes['BulkJob']>, userErrors: Array<ResolversTypes['UserError']> }>;
  ResourceBulkImportInput: ResourceBulkImportInput;
  ResourceBulkImportPayload: ResolverTypeWrapper<Omit<ResourceBulkImportPayload, 'job' | 'userErrors'> & { job?: Maybe<ResolversTypes['BulkJob']>, userErrors: Array<ResolversTypes['UserError']> }>;
  ResourceChange: ResolverTypeWrapper<ResourceChangeModel>;
  ResourceConnection: ResolverTypeWrapper<Omit<ResourceConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['ResourceEdge']>, nodes: Array<ResolversTypes['Resource']> }>;
  ResourceCreateInput: ResourceCreateInput;
  ResourceCreatePayload: ResolverTypeWrapper<Omit<ResourceCreatePayload, 'resource' | 'userErrors'> & { resource?: Maybe<ResolversTypes['Resource']>, userErrors: Array<ResolversTypes['UserError']> }>;
  ResourceDeleteInput: ResourceDeleteInput;
  ResourceDeletePayload: ResolverTypeWrapper<Omit<ResourceDeletePayload, 'resource' | 'userErrors'> & { resource?: Maybe<ResolversTypes['Resource']>, userErrors: Array<ResolversTypes['UserError']> }>;
  ResourceEdge: ResolverTypeWrapper<Omit<ResourceEdge, 'node'> & { node: ResolversTypes['Resource'] }>;
  ResourceField: ResolverTypeWrapper<ResourceFieldModel>;
  ResourceFieldFilter: ResourceFieldFilter;
  ResourceFieldInput: ResourceFieldInput;
  ResourceFieldKind: ResourceFieldKind;
  ResourceFieldState: ResourceFieldState;
  ResourceFilter: ResourceFilter;
  ResourceLabelsFilter: ResourceLabelsFilter;
  ResourceNumberFilter: ResourceNumberFilter;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  ResourceOrder: ResourceOrder;
  ResourceOrderBy: ResourceOrderBy;
  ResourceRestoreInput: ResourceRestoreInput;
  ResourceRestorePayload: ResolverTypeWrapper<Omit<ResourceRestorePayload, 'resource' | 'userErrors'> & { resource?: Maybe<ResolversTypes['Resource']>, userErrors: Array<ResolversTypes['UserError']> }>;
  ResourceStringFilter: ResourceStringFilter;
  ResourceTimeFilter: ResourceTimeFilter;
  ResourceType: ResolverTypeWrapper<ResourceTypeModel>;
  ResourceTypeCreateInput: ResourceTypeCreateInput;
  ResourceTypeCreatePayload: ResolverTypeWrapper<Omit<ResourceTypeCreatePayload, 'incompatible' | 'resourceType' | 'userErrors'> & { incompatible?: Maybe<ResolversTypes['IncompatibleResources']>, resourceType?: Maybe<ResolversTypes['ResourceType']>, userErrors: Array<ResolversTypes['UserError']> }>;
  ResourceTypeDeleteInput: ResourceTypeDeleteInput;
  ResourceTypeDeletePayload: ResolverTypeWrapper<Omit<ResourceTypeDeletePayload, 'userErrors'> & { userErrors: Array<ResolversTypes['UserError']> }>;
  ResourceTypeUpdateInput: ResourceTypeUpdateInput;
  ResourceTypeUpdatePayload: ResolverTypeWrapper<Omit<ResourceTypeUpdatePayload, 'incompatible' | 'resourceType' | 'userErrors'> & { incompatible?: Maybe<ResolversTypes['IncompatibleResources']>, resourceType?: Maybe<ResolversTypes['ResourceType']>, userErrors: Array<ResolversTypes['UserError']> }>;
  ResourceUpdateInput: ResourceUpdateInput;
  ResourceUpdatePayload: ResolverTypeWrapper<Omit<ResourceUpdatePayload, 'resource' | 'userErrors'> & { resource?: Maybe<ResolversTypes['Resource']>, userErrors: Array<ResolversTypes['UserError']> }>;
  ResourceVersion: ResolverTypeWrapper<ResourceVersionModel>;
  ResourceVersionConnection: ResolverTypeWrapper<Omit<ResourceVersionConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['ResourceVersionEdge']>, nodes: Array<ResolversTypes['ResourceVersion']> }>;
  ResourceVersionEdge: ResolverTypeWrapper<Omit<ResourceVersionEdge, 'node'> & { node: ResolversTypes['ResourceVersion'] }>;
  SafeInt: ResolverTypeWrapper<Scalars['SafeInt']['output']>;
  SearchFacet: ResolverTypeWrapper<SearchFacet>;
  SearchHighlight: ResolverTypeWrapper<SearchHighlight>;
  SearchHighlightRange: ResolverTypeWrapper<SearchHighlightRange>;
  SearchHit: ResolverTypeWrapper<SearchHitModel>;
  SearchKind: SearchKind;
  SearchNode: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['SearchNode']>;
  SearchResultConnection: ResolverTypeWrapper<SearchResultConnectionModel>;
  SearchResultEdge: ResolverTypeWrapper<Omit<SearchResultEdge, 'node'> & { node: ResolversTypes['SearchHit'] }>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  User: ResolverTypeWrapper<UserModel>;
  UserError: ResolverTypeWrapper<UserErrorModel>;
  UserErrorCode: UserErrorCode;
  VersionConflict: ResolverTypeWrapper<UserErrorModel>;
  trivet__Classification: Trivet__Classification;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Account: AccountModel;
  Int: Scalars['Int']['output'];
  ID: Scalars['ID']['output'];
  BulkJob: BulkJobModel;
  BulkJobCancelInput: BulkJobCancelInput;
  BulkJobCancelPayload: Omit<BulkJobCancelPayload, 'job' | 'userErrors'> & { job?: Maybe<ResolversParentTypes['BulkJob']>, userErrors: Array<ResolversParentTypes['UserError']> };
  BulkJobConnection: Omit<BulkJobConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['BulkJobEdge']>, nodes: Array<ResolversParentTypes['BulkJob']> };
  BulkJobEdge: Omit<BulkJobEdge, 'node'> & { node: ResolversParentTypes['BulkJob'] };
  BulkJobProgress: BulkJobProgressModel;
  BulkJobResult: BulkJobResult;
  Cursor: Scalars['Cursor']['output'];
  DateTime: Scalars['DateTime']['output'];
  DeletedResource: DeletedResourceModel;
  DeletedResourceConnection: Omit<DeletedResourceConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['DeletedResourceEdge']>, nodes: Array<ResolversParentTypes['DeletedResource']> };
  DeletedResourceEdge: Omit<DeletedResourceEdge, 'node'> & { node: ResolversParentTypes['DeletedResource'] };
  EmailAddress: Scalars['EmailAddress']['output'];
  File: FileModel;
  FileAttachInput: FileAttachInput;
  FileAttachPayload: Omit<FileAttachPayload, 'file' | 'resource' | 'userErrors'> & { file?: Maybe<ResolversParentTypes['File']>, resource?: Maybe<ResolversParentTypes['Resource']>, userErrors: Array<ResolversParentTypes['UserError']> };
  FileConnection: Omit<FileConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['FileEdge']>, nodes: Array<ResolversParentTypes['File']> };
  FileDeleteInput: FileDeleteInput;
  FileDeletePayload: Omit<FileDeletePayload, 'userErrors'> & { userErrors: Array<ResolversParentTypes['UserError']> };
  FileDetachInput: FileDetachInput;
  FileDetachPayload: Omit<FileDetachPayload, 'file' | 'resource' | 'userErrors'> & { file?: Maybe<ResolversParentTypes['File']>, resource?: Maybe<ResolversParentTypes['Resource']>, userErrors: Array<ResolversParentTypes['UserError']> };
  FileEdge: Omit<FileEdge, 'node'> & { node: ResolversParentTypes['File'] };
  FileUpload: FileUploadModel;
  FileUploadAbortInput: FileUploadAbortInput;
  FileUploadAbortPayload: Omit<FileUploadAbortPayload, 'userErrors'> & { userErrors: Array<ResolversParentTypes['UserError']> };
  FileUploadCompleteInput: FileUploadCompleteInput;
  FileUploadCompletePayload: Omit<FileUploadCompletePayload, 'file' | 'upload' | 'userErrors'> & { file?: Maybe<ResolversParentTypes['File']>, upload?: Maybe<ResolversParentTypes['FileUpload']>, userErrors: Array<ResolversParentTypes['UserError']> };
  FileUploadCreateInput: FileUploadCreateInput;
  FileUploadCreatePayload: Omit<FileUploadCreatePayload, 'upload' | 'userErrors'> & { upload?: Maybe<ResolversParentTypes['FileUpload']>, userErrors: Array<ResolversParentTypes['UserError']> };
  FileUploadHeader: FileUploadHeader;
  FileUploadTarget: FileUploadTargetModel;
  FileUsage: FileUsage;
  IncompatibleResource: IncompatibleResourceModel;
  IncompatibleResources: IncompatibleResourcesModel;
  InputError: UserErrorModel;
  JSON: Scalars['JSON']['output'];
  Mutation: Record<PropertyKey, never>;
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  PageInfo: PageInfo;
  Boolean: Scalars['Boolean']['output'];
  Plan: PlanModel;
  Query: Record<PropertyKey, never>;
  QuotaExceeded: QuotaExceeded;
  Resource: ResourceModel;
  ResourceBulkExportInput: ResourceBulkExportInput;
  ResourceBulkExportPayload: Omit<ResourceBulkExportPayload, 'job' | 'userErrors'> & { job?: Maybe<ResolversParentTypes['BulkJob']>, userErrors: Array<ResolversParentTypes['UserError']> };
  ResourceBulkImportInput: ResourceBulkImportInput;
  ResourceBulkImportPayload: Omit<ResourceBulkImportPayload, 'job' | 'userErrors'> & { job?: Maybe<ResolversParentTypes['BulkJob']>, userErrors: Array<ResolversParentTypes['UserError']> };
  ResourceChange: ResourceChangeModel;
  ResourceConnection: Omit<ResourceConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['ResourceEdge']>, nodes: Array<ResolversParentTypes['Resource']> };
  ResourceCreateInput: ResourceCreateInput;
  ResourceCreatePayload: Omit<ResourceCreatePayload, 'resource' | 'userErrors'> & { resource?: Maybe<ResolversParentTypes['Resource']>, userErrors: Array<ResolversParentTypes['UserError']> };
  ResourceDeleteInput: ResourceDeleteInput;
  ResourceDeletePayload: Omit<ResourceDeletePayload, 'resource' | 'userErrors'> & { resource?: Maybe<ResolversParentTypes['Resource']>, userErrors: Array<ResolversParentTypes['UserError']> };
  ResourceEdge: Omit<ResourceEdge, 'node'> & { node: ResolversParentTypes['Resource'] };
  ResourceField: ResourceFieldModel;
  ResourceFieldFilter: ResourceFieldFilter;
  ResourceFieldInput: ResourceFieldInput;
  ResourceFilter: ResourceFilter;
  ResourceLabelsFilter: ResourceLabelsFilter;
  ResourceNumberFilter: ResourceNumberFilter;
  Float: Scalars['Float']['output'];
  ResourceOrder: ResourceOrder;
  ResourceRestoreInput: ResourceRestoreInput;
  ResourceRestorePayload: Omit<ResourceRestorePayload, 'resource' | 'userErrors'> & { resource?: Maybe<ResolversParentTypes['Resource']>, userErrors: Array<ResolversParentTypes['UserError']> };
  ResourceStringFilter: ResourceStringFilter;
  ResourceTimeFilter: ResourceTimeFilter;
  ResourceType: ResourceTypeModel;
  ResourceTypeCreateInput: ResourceTypeCreateInput;
  ResourceTypeCreatePayload: Omit<ResourceTypeCreatePayload, 'incompatible' | 'resourceType' | 'userErrors'> & { incompatible?: Maybe<ResolversParentTypes['IncompatibleResources']>, resourceType?: Maybe<ResolversParentTypes['ResourceType']>, userErrors: Array<ResolversParentTypes['UserError']> };
  ResourceTypeDeleteInput: ResourceTypeDeleteInput;
  ResourceTypeDeletePayload: Omit<ResourceTypeDeletePayload, 'userErrors'> & { userErrors: Array<ResolversParentTypes['UserError']> };
  ResourceTypeUpdateInput: ResourceTypeUpdateInput;
  ResourceTypeUpdatePayload: Omit<ResourceTypeUpdatePayload, 'incompatible' | 'resourceType' | 'userErrors'> & { incompatible?: Maybe<ResolversParentTypes['IncompatibleResources']>, resourceType?: Maybe<ResolversParentTypes['ResourceType']>, userErrors: Array<ResolversParentTypes['UserError']> };
  ResourceUpdateInput: ResourceUpdateInput;
  ResourceUpdatePayload: Omit<ResourceUpdatePayload, 'resource' | 'userErrors'> & { resource?: Maybe<ResolversParentTypes['Resource']>, userErrors: Array<ResolversParentTypes['UserError']> };
  ResourceVersion: ResourceVersionModel;
  ResourceVersionConnection: Omit<ResourceVersionConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['ResourceVersionEdge']>, nodes: Array<ResolversParentTypes['ResourceVersion']> };
  ResourceVersionEdge: Omit<ResourceVersionEdge, 'node'> & { node: ResolversParentTypes['ResourceVersion'] };
  SafeInt: Scalars['SafeInt']['output'];
  SearchFacet: SearchFacet;
  SearchHighlight: SearchHighlight;
  SearchHighlightRange: SearchHighlightRange;
  SearchHit: SearchHitModel;
  SearchNode: ResolversUnionTypes<ResolversParentTypes>['SearchNode'];
  SearchResultConnection: SearchResultConnectionModel;
  SearchResultEdge: Omit<SearchResultEdge, 'node'> & { node: ResolversParentTypes['SearchHit'] };
  Subscription: Record<PropertyKey, never>;
  User: UserModel;
  UserError: UserErrorModel;
  VersionConflict: UserErrorModel;
  String: Scalars['String']['output'];
};

export type ClassifiedDirectiveArgs = {
  level: Trivet__Classification;
};

export type ClassifiedDirectiveResolver<Result, Parent, ContextType = CoreContext, Args = ClassifiedDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type NodeDirectiveArgs = {
  prefix: Scalars['String']['input'];
};

export type NodeDirectiveResolver<Result, Parent, ContextType = CoreContext, Args = NodeDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type PrivateDirectiveArgs = { };

export type PrivateDirectiveResolver<Result, Parent, ContextType = CoreContext, Args = PrivateDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AccountResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['Account'] = ResolversParentTypes['Account'], FederationReferenceType extends FederationReferenceTypes['Account'] = FederationReferenceTypes['Account']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Account']> | FederationReferenceType, FederationReferenceType, ContextType>;
  bulkJobs?: Resolver<Maybe<ResolversTypes['BulkJobConnection']>, ParentType, ContextType, RequireFields<AccountBulkJobsArgs, 'first'>>;
  deletedResources?: Resolver<Maybe<ResolversTypes['DeletedResourceConnection']>, ParentType, ContextType, RequireFields<AccountDeletedResourcesArgs, 'first'>>;
  fileUsage?: Resolver<Maybe<ResolversTypes['FileUsage']>, ParentType, ContextType>;
  files?: Resolver<Maybe<ResolversTypes['FileConnection']>, ParentType, ContextType, RequireFields<AccountFilesArgs, 'first'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  plan?: Resolver<Maybe<ResolversTypes['Plan']>, ParentType, ContextType>;
  resourceTypes?: Resolver<Maybe<Array<ResolversTypes['ResourceType']>>, ParentType, ContextType>;
  resources?: Resolver<Maybe<ResolversTypes['ResourceConnection']>, ParentType, ContextType, RequireFields<AccountResourcesArgs, 'first'>>;
};

export type BulkJobResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['BulkJob'] = ResolversParentTypes['BulkJob'], FederationReferenceType extends FederationReferenceTypes['BulkJob'] = FederationReferenceTypes['BulkJob']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['BulkJob']> | FederationReferenceType, FederationReferenceType, ContextType>;
  account?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  createdBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  createdCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  failure?: Resolver<Maybe<ResolversTypes['BulkJobFailure']>, ParentType, ContextType>;
  failureMessage?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  finishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['BulkJobKind'], ParentType, ContextType>;
  mode?: Resolver<Maybe<ResolversTypes['BulkImportMode']>, ParentType, ContextType>;
  policy?: Resolver<Maybe<ResolversTypes['BulkImportPolicy']>, ParentType, ContextType>;
  progress?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  rejectedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  result?: Resolver<Maybe<ResolversTypes['BulkJobResult']>, ParentType, ContextType>;
  rowCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['BulkJobState'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  unchangedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  updatedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type BulkJobCancelPayloadResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['BulkJobCancelPayload'] = ResolversParentTypes['BulkJobCancelPayload']> = {
  job?: Resolver<Maybe<ResolversTypes['BulkJob']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type BulkJobConnectionResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['BulkJobConnection'] = ResolversParentTypes['BulkJobConnection']> = {
  edges?: Resolver<Array<ResolversTypes['BulkJobEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['BulkJob']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type BulkJobEdgeResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['BulkJobEdge'] = ResolversParentTypes['BulkJobEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['BulkJob'], ParentType, ContextType>;
};

export type BulkJobProgressResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['BulkJobProgress'] = ResolversParentTypes['BulkJobProgress']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  job?: Resolver<Maybe<ResolversTypes['BulkJob']>, ParentType, ContextType>;
  jobId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type BulkJobResultResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['BulkJobResult'] = ResolversParentTypes['BulkJobResult']> = {
  checksum?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  downloadUrl?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  size?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
};

export interface CursorScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Cursor'], any> {
  name: 'Cursor';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DeletedResourceResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['DeletedResource'] = ResolversParentTypes['DeletedResource']> = {
  data?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  deletedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  deletedBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  labels?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  resourceId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type DeletedResourceConnectionResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['DeletedResourceConnection'] = ResolversParentTypes['DeletedResourceConnection']> = {
  edges?: Resolver<Array<ResolversTypes['DeletedResourceEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['DeletedResource']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DeletedResourceEdgeResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['DeletedResourceEdge'] = ResolversParentTypes['DeletedResourceEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['DeletedResource'], ParentType, ContextType>;
};

export interface EmailAddressScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['EmailAddress'], any> {
  name: 'EmailAddress';
}

export type FileResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['File'] = ResolversParentTypes['File'], FederationReferenceType extends FederationReferenceTypes['File'] = FederationReferenceTypes['File']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['File']> | FederationReferenceType, FederationReferenceType, ContextType>;
  account?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  checksum?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  createdBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  downloadUrl?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  size?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type FileAttachPayloadResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['FileAttachPayload'] = ResolversParentTypes['FileAttachPayload']> = {
  file?: Resolver<Maybe<ResolversTypes['File']>, ParentType, ContextType>;
  resource?: Resolver<Maybe<ResolversTypes['Resource']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type FileConnectionResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['FileConnection'] = ResolversParentTypes['FileConnection']> = {
  edges?: Resolver<Array<ResolversTypes['FileEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['File']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type FileDeletePayloadResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['FileDeletePayload'] = ResolversParentTypes['FileDeletePayload']> = {
  deletedFileId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type FileDetachPayloadResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['FileDetachPayload'] = ResolversParentTypes['FileDetachPayload']> = {
  file?: Resolver<Maybe<ResolversTypes['File']>, ParentType, ContextType>;
  resource?: Resolver<Maybe<ResolversTypes['Resource']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type FileEdgeResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['FileEdge'] = ResolversParentTypes['FileEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['File'], ParentType, ContextType>;
};

export type FileUploadResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['FileUpload'] = ResolversParentTypes['FileUpload'], FederationReferenceType extends FederationReferenceTypes['FileUpload'] = FederationReferenceTypes['FileUpload']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['FileUpload']> | FederationReferenceType, FederationReferenceType, ContextType>;
  account?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  checksum?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  fileId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  partCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  receivedParts?: Resolver<Array<ResolversTypes['Int']>, ParentType, ContextType>;
  size?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['FileUploadStatus'], ParentType, ContextType>;
  targets?: Resolver<Array<ResolversTypes['FileUploadTarget']>, ParentType, ContextType, Partial<FileUploadTargetsArgs>>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type FileUploadAbortPayloadResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['FileUploadAbortPayload'] = ResolversParentTypes['FileUploadAbortPayload']> = {
  abortedUploadId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type FileUploadCompletePayloadResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['FileUploadCompletePayload'] = ResolversParentTypes['FileUploadCompletePayload']> = {
  file?: Resolver<Maybe<ResolversTypes['File']>, ParentType, ContextType>;
  upload?: Resolver<Maybe<ResolversTypes['FileUpload']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type FileUploadCreatePayloadResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['FileUploadCreatePayload'] = ResolversParentTypes['FileUploadCreatePayload']> = {
  upload?: Resolver<Maybe<ResolversTypes['FileUpload']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type FileUploadHeaderResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['FileUploadHeader'] = ResolversParentTypes['FileUploadHeader']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type FileUploadTargetResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['FileUploadTarget'] = ResolversParentTypes['FileUploadTarget']> = {
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  headers?: Resolver<Array<ResolversTypes['FileUploadHeader']>, ParentType, ContextType>;
  method?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  offset?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  part?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  size?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type FileUsageResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['FileUsage'] = ResolversParentTypes['FileUsage']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  maxCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  maxSize?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  size?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
};

export type IncompatibleResourceResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['IncompatibleResource'] = ResolversParentTypes['IncompatibleResource']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  resourceId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type IncompatibleResourcesResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['IncompatibleResources'] = ResolversParentTypes['IncompatibleResources']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  examples?: Resolver<Array<ResolversTypes['IncompatibleResource']>, ParentType, ContextType>;
};

export type InputErrorResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['InputError'] = ResolversParentTypes['InputError']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type MutationResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  bulkJobCancel?: Resolver<ResolversTypes['BulkJobCancelPayload'], ParentType, ContextType, RequireFields<MutationBulkJobCancelArgs, 'input'>>;
  fileAttach?: Resolver<ResolversTypes['FileAttachPayload'], ParentType, ContextType, RequireFields<MutationFileAttachArgs, 'input'>>;
  fileDelete?: Resolver<ResolversTypes['FileDeletePayload'], ParentType, ContextType, RequireFields<MutationFileDeleteArgs, 'input'>>;
  fileDetach?: Resolver<ResolversTypes['FileDetachPayload'], ParentType, ContextType, RequireFields<MutationFileDetachArgs, 'input'>>;
  fileUploadAbort?: Resolver<ResolversTypes['FileUploadAbortPayload'], ParentType, ContextType, RequireFields<MutationFileUploadAbortArgs, 'input'>>;
  fileUploadComplete?: Resolver<ResolversTypes['FileUploadCompletePayload'], ParentType, ContextType, RequireFields<MutationFileUploadCompleteArgs, 'input'>>;
  fileUploadCreate?: Resolver<ResolversTypes['FileUploadCreatePayload'], ParentType, ContextType, RequireFields<MutationFileUploadCreateArgs, 'input'>>;
  resourceBulkExport?: Resolver<ResolversTypes['ResourceBulkExportPayload'], ParentType, ContextType, RequireFields<MutationResourceBulkExportArgs, 'input'>>;
  resourceBulkImport?: Resolver<ResolversTypes['ResourceBulkImportPayload'], ParentType, ContextType, RequireFields<MutationResourceBulkImportArgs, 'input'>>;
  resourceCreate?: Resolver<ResolversTypes['ResourceCreatePayload'], ParentType, ContextType, RequireFields<MutationResourceCreateArgs, 'input'>>;
  resourceDelete?: Resolver<ResolversTypes['ResourceDeletePayload'], ParentType, ContextType, RequireFields<MutationResourceDeleteArgs, 'input'>>;
  resourceRestore?: Resolver<ResolversTypes['ResourceRestorePayload'], ParentType, ContextType, RequireFields<MutationResourceRestoreArgs, 'input'>>;
  resourceTypeCreate?: Resolver<ResolversTypes['ResourceTypeCreatePayload'], ParentType, ContextType, RequireFields<MutationResourceTypeCreateArgs, 'input'>>;
  resourceTypeDelete?: Resolver<ResolversTypes['ResourceTypeDeletePayload'], ParentType, ContextType, RequireFields<MutationResourceTypeDeleteArgs, 'input'>>;
  resourceTypeUpdate?: Resolver<ResolversTypes['ResourceTypeUpdatePayload'], ParentType, ContextType, RequireFields<MutationResourceTypeUpdateArgs, 'input'>>;
  resourceUpdate?: Resolver<ResolversTypes['ResourceUpdatePayload'], ParentType, ContextType, RequireFields<MutationResourceUpdateArgs, 'input'>>;
};

export type NodeResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'BulkJob' | 'File' | 'FileUpload' | 'Resource' | 'ResourceType', ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['Cursor']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['Cursor']>, ParentType, ContextType>;
};

export type PlanResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['Plan'] = ResolversParentTypes['Plan']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  _coreNodes?: Resolver<Array<Maybe<ResolversTypes['Node']>>, ParentType, ContextType, RequireFields<Query_CoreNodesArgs, 'ids'>>;
  plans?: Resolver<Array<ResolversTypes['Plan']>, ParentType, ContextType>;
  resource?: Resolver<Maybe<ResolversTypes['Resource']>, ParentType, ContextType, RequireFields<QueryResourceArgs, 'id'>>;
  resourceByExternalKey?: Resolver<Maybe<ResolversTypes['Resource']>, ParentType, ContextType, RequireFields<QueryResourceByExternalKeyArgs, 'accountId' | 'externalKey' | 'type'>>;
  search?: Resolver<Maybe<ResolversTypes['SearchResultConnection']>, ParentType, ContextType, RequireFields<QuerySearchArgs, 'accountId' | 'first' | 'query'>>;
};

export type QuotaExceededResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['QuotaExceeded'] = ResolversParentTypes['QuotaExceeded']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  remainingCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  remainingSize?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ResourceResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['Resource'] = ResolversParentTypes['Resource'], FederationReferenceType extends FederationReferenceTypes['Resource'] = FederationReferenceTypes['Resource']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Resource']> | FederationReferenceType, FederationReferenceType, ContextType>;
  account?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  createdBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  data?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  externalKey?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  files?: Resolver<Maybe<ResolversTypes['FileConnection']>, ParentType, ContextType, RequireFields<ResourceFilesArgs, 'first'>>;
  history?: Resolver<Maybe<ResolversTypes['ResourceVersionConnection']>, ParentType, ContextType, RequireFields<ResourceHistoryArgs, 'first'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  labels?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ResourceBulkExportPayloadResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['ResourceBulkExportPayload'] = ResolversParentTypes['ResourceBulkExportPayload']> = {
  job?: Resolver<Maybe<ResolversTypes['BulkJob']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ResourceBulkImportPayloadResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['ResourceBulkImportPayload'] = ResolversParentTypes['ResourceBulkImportPayload']> = {
  job?: Resolver<Maybe<ResolversTypes['BulkJob']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ResourceChangeResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['ResourceChange'] = ResolversParentTypes['ResourceChange']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ChangeKind'], ParentType, ContextType>;
  resource?: Resolver<Maybe<ResolversTypes['Resource']>, ParentType, ContextType>;
  resourceId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type ResourceConnectionResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['ResourceConnection'] = ResolversParentTypes['ResourceConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ResourceEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Resource']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ResourceCreatePayloadResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['ResourceCreatePayload'] = ResolversParentTypes['ResourceCreatePayload']> = {
  resource?: Resolver<Maybe<ResolversTypes['Resource']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ResourceDeletePayloadResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['ResourceDeletePayload'] = ResolversParentTypes['ResourceDeletePayload']> = {
  resource?: Resolver<Maybe<ResolversTypes['Resource']>, ParentType, ContextType>;
  resourceId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ResourceEdgeResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['ResourceEdge'] = ResolversParentTypes['ResourceEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Resource'], ParentType, ContextType>;
};

export type ResourceFieldResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['ResourceField'] = ResolversParentTypes['ResourceField']> = {
  filterable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ResourceFieldKind'], ParentType, ContextType>;
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  searchable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  state?: Resolver<Maybe<ResolversTypes['ResourceFieldState']>, ParentType, ContextType>;
};

export type ResourceRestorePayloadResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['ResourceRestorePayload'] = ResolversParentTypes['ResourceRestorePayload']> = {
  resource?: Resolver<Maybe<ResolversTypes['Resource']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ResourceTypeResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['ResourceType'] = ResolversParentTypes['ResourceType'], FederationReferenceType extends FederationReferenceTypes['ResourceType'] = FederationReferenceTypes['ResourceType']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['ResourceType']> | FederationReferenceType, FederationReferenceType, ContextType>;
  account?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  fields?: Resolver<Array<ResolversTypes['ResourceField']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  schema?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ResourceTypeCreatePayloadResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['ResourceTypeCreatePayload'] = ResolversParentTypes['ResourceTypeCreatePayload']> = {
  incompatible?: Resolver<Maybe<ResolversTypes['IncompatibleResources']>, ParentType, ContextType>;
  resourceType?: Resolver<Maybe<ResolversTypes['ResourceType']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ResourceTypeDeletePayloadResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['ResourceTypeDeletePayload'] = ResolversParentTypes['ResourceTypeDeletePayload']> = {
  resourceTypeId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ResourceTypeUpdatePayloadResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['ResourceTypeUpdatePayload'] = ResolversParentTypes['ResourceTypeUpdatePayload']> = {
  incompatible?: Resolver<Maybe<ResolversTypes['IncompatibleResources']>, ParentType, ContextType>;
  resourceType?: Resolver<Maybe<ResolversTypes['ResourceType']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ResourceUpdatePayloadResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['ResourceUpdatePayload'] = ResolversParentTypes['ResourceUpdatePayload']> = {
  resource?: Resolver<Maybe<ResolversTypes['Resource']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ResourceVersionResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['ResourceVersion'] = ResolversParentTypes['ResourceVersion']> = {
  change?: Resolver<ResolversTypes['ChangeKind'], ParentType, ContextType>;
  changedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  changedBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  changedPaths?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  data?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  labels?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ResourceVersionConnectionResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['ResourceVersionConnection'] = ResolversParentTypes['ResourceVersionConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ResourceVersionEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['ResourceVersion']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ResourceVersionEdgeResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['ResourceVersionEdge'] = ResolversParentTypes['ResourceVersionEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ResourceVersion'], ParentType, ContextType>;
};

export interface SafeIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['SafeInt'], any> {
  name: 'SafeInt';
}

export type SearchFacetResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['SearchFacet'] = ResolversParentTypes['SearchFacet']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['SearchKind'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type SearchHighlightResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['SearchHighlight'] = ResolversParentTypes['SearchHighlight']> = {
  field?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  ranges?: Resolver<Array<ResolversTypes['SearchHighlightRange']>, ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type SearchHighlightRangeResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['SearchHighlightRange'] = ResolversParentTypes['SearchHighlightRange']> = {
  end?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  start?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SearchHitResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['SearchHit'] = ResolversParentTypes['SearchHit']> = {
  highlights?: Resolver<Array<ResolversTypes['SearchHighlight']>, ParentType, ContextType>;
  node?: Resolver<ResolversTypes['SearchNode'], ParentType, ContextType>;
  score?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type SearchNodeResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['SearchNode'] = ResolversParentTypes['SearchNode']> = {
  __resolveType: TypeResolveFn<'File' | 'Resource', ParentType, ContextType>;
};

export type SearchResultConnectionResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['SearchResultConnection'] = ResolversParentTypes['SearchResultConnection']> = {
  edges?: Resolver<Array<ResolversTypes['SearchResultEdge']>, ParentType, ContextType>;
  facets?: Resolver<Array<ResolversTypes['SearchFacet']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['SearchHit']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type SearchResultEdgeResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['SearchResultEdge'] = ResolversParentTypes['SearchResultEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['SearchHit'], ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  bulkJobProgressed?: SubscriptionResolver<ResolversTypes['BulkJobProgress'], "bulkJobProgressed", ParentType, ContextType, RequireFields<SubscriptionBulkJobProgressedArgs, 'jobId'>>;
  resourceChanged?: SubscriptionResolver<ResolversTypes['ResourceChange'], "resourceChanged", ParentType, ContextType, RequireFields<SubscriptionResourceChangedArgs, 'accountId'>>;
};

export type UserResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  __resolveType: TypeResolveFn<'InputError' | 'QuotaExceeded' | 'VersionConflict', ParentType, ContextType>;
};

export type VersionConflictResolvers<ContextType = CoreContext, ParentType extends ResolversParentTypes['VersionConflict'] = ResolversParentTypes['VersionConflict']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  currentVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type Resolvers<ContextType = CoreContext> = {
  Account?: AccountResolvers<ContextType>;
  BulkJob?: BulkJobResolvers<ContextType>;
  BulkJobCancelPayload?: BulkJobCancelPayloadResolvers<ContextType>;
  BulkJobConnection?: BulkJobConnectionResolvers<ContextType>;
  BulkJobEdge?: BulkJobEdgeResolvers<ContextType>;
  BulkJobProgress?: BulkJobProgressResolvers<ContextType>;
  BulkJobResult?: BulkJobResultResolvers<ContextType>;
  Cursor?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  DeletedResource?: DeletedResourceResolvers<ContextType>;
  DeletedResourceConnection?: DeletedResourceConnectionResolvers<ContextType>;
  DeletedResourceEdge?: DeletedResourceEdgeResolvers<ContextType>;
  EmailAddress?: GraphQLScalarType;
  File?: FileResolvers<ContextType>;
  FileAttachPayload?: FileAttachPayloadResolvers<ContextType>;
  FileConnection?: FileConnectionResolvers<ContextType>;
  FileDeletePayload?: FileDeletePayloadResolvers<ContextType>;
  FileDetachPayload?: FileDetachPayloadResolvers<ContextType>;
  FileEdge?: FileEdgeResolvers<ContextType>;
  FileUpload?: FileUploadResolvers<ContextType>;
  FileUploadAbortPayload?: FileUploadAbortPayloadResolvers<ContextType>;
  FileUploadCompletePayload?: FileUploadCompletePayloadResolvers<ContextType>;
  FileUploadCreatePayload?: FileUploadCreatePayloadResolvers<ContextType>;
  FileUploadHeader?: FileUploadHeaderResolvers<ContextType>;
  FileUploadTarget?: FileUploadTargetResolvers<ContextType>;
  FileUsage?: FileUsageResolvers<ContextType>;
  IncompatibleResource?: IncompatibleResourceResolvers<ContextType>;
  IncompatibleResources?: IncompatibleResourcesResolvers<ContextType>;
  InputError?: InputErrorResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  Mutation?: MutationResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Plan?: PlanResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  QuotaExceeded?: QuotaExceededResolvers<ContextType>;
  Resource?: ResourceResolvers<ContextType>;
  ResourceBulkExportPayload?: ResourceBulkExportPayloadResolvers<ContextType>;
  ResourceBulkImportPayload?: ResourceBulkImportPayloadResolvers<ContextType>;
  ResourceChange?: ResourceChangeResolvers<ContextType>;
  ResourceConnection?: ResourceConnectionResolvers<ContextType>;
  ResourceCreatePayload?: ResourceCreatePayloadResolvers<ContextType>;
  ResourceDeletePayload?: ResourceDeletePayloadResolvers<ContextType>;
  ResourceEdge?: ResourceEdgeResolvers<ContextType>;
  ResourceField?: ResourceFieldResolvers<ContextType>;
  ResourceRestorePayload?: ResourceRestorePayloadResolvers<ContextType>;
  ResourceType?: ResourceTypeResolvers<ContextType>;
  ResourceTypeCreatePayload?: ResourceTypeCreatePayloadResolvers<ContextType>;
  ResourceTypeDeletePayload?: ResourceTypeDeletePayloadResolvers<ContextType>;
  ResourceTypeUpdatePayload?: ResourceTypeUpdatePayloadResolvers<ContextType>;
  ResourceUpdatePayload?: ResourceUpdatePayloadResolvers<ContextType>;
  ResourceVersion?: ResourceVersionResolvers<ContextType>;
  ResourceVersionConnection?: ResourceVersionConnectionResolvers<ContextType>;
  ResourceVersionEdge?: ResourceVersionEdgeResolvers<ContextType>;
  SafeInt?: GraphQLScalarType;
  SearchFacet?: SearchFacetResolvers<ContextType>;
  SearchHighlight?: SearchHighlightResolvers<ContextType>;
  SearchHighlightRange?: SearchHighlightRangeResolvers<ContextType>;
  SearchHit?: SearchHitResolvers<ContextType>;
  SearchNode?: SearchNodeResolvers<ContextType>;
  SearchResultConnection?: SearchResultConnectionResolvers<ContextType>;
  SearchResultEdge?: SearchResultEdgeResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
  VersionConflict?: VersionConflictResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = CoreContext> = {
  classified?: ClassifiedDirectiveResolver<any, any, ContextType>;
  node?: NodeDirectiveResolver<any, any, ContextType>;
  private?: PrivateDirectiveResolver<any, any, ContextType>;
};
