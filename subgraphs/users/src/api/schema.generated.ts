import type { GlobalId } from './context.ts';
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { UserErrorModel } from '@trivet/subgraph';
import type { AccessExplanation as AccessExplanationModel } from '../modules/accounts/access-explanation.service.ts';
import type { Account as AccountModel, Member as MemberModel } from '../modules/accounts/account.model.ts';
import type { AccountDeletion as AccountDeletionModel } from '../modules/accounts/account-deletion.model.ts';
import type { AccountEvent as AccountEventModel } from '../modules/events/event.service.ts';
import type { ApiKey as ApiKeyModel } from '../modules/api-keys/api-key.model.ts';
import type { AuditEntry as AuditEntryModel } from '../modules/audit/audit.model.ts';
import type { DataExport as DataExportModel } from '../modules/data-exports/data-export.model.ts';
import type { Identity as IdentityModel } from '../modules/identities/identity.model.ts';
import type { Invitation as InvitationModel } from '../modules/invitations/invitation.model.ts';
import type { Passkey as PasskeyModel } from '../modules/passkeys/passkey.model.ts';
import type { Administrator as PlatformModel, PlatformUserView as PlatformUserModel } from '../modules/administrators/administration.service.ts';
import type { RevokedCredentials as RevokedSessionsModel } from '../modules/sessions/revocation-feed.ts';
import type { RoleView as RoleModel } from '../modules/accounts/role.service.ts';
import type { SecurityEventView as SecurityEventModel } from '../modules/administrators/security-event.service.ts';
import type { ServiceIdentity as ServiceIdentityModel, ServiceIdentityKey as ServiceIdentityKeyModel } from '../modules/service-identities/service-identity.model.ts';
import type { Session as SessionModel } from '../modules/sessions/session.model.ts';
import type { VerifiedApiKey as VerifiedApiKeyModel } from '../modules/api-keys/api-key-verification.service.ts';
import type { UserErasure as UserErasePayloadModel } from '../modules/erasure/erasure.resolvers.ts';
import type { PersonView as UserModel } from '../modules/users/user.model.ts';
import type { Preferences as UserPreferencesModel } from '../modules/preferences/preferences.model.ts';
import type { UsersContext } from './context.ts';
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

export type AccessExplanation = {
  __typename?: 'AccessExplanation';
  granted: Scalars['Boolean']['output'];
  member?: Maybe<Member>;
  /** The reason as a sentence. */
  message: Scalars['String']['output'];
  permission: Scalars['String']['output'];
  reason: AccessReason;
};

export const AccessReason = {
  /** The member's role allows it. */
  AllowedByRole: 'ALLOWED_BY_ROLE',
  /** The member's role does not allow it. */
  NotAllowedByRole: 'NOT_ALLOWED_BY_ROLE',
  /** Nothing of this name can be allowed. */
  NoSuchPermission: 'NO_SUCH_PERMISSION'
} as const;

export type AccessReason = typeof AccessReason[keyof typeof AccessReason];
/** What a customer is to the product: the owner of data, plan and members. */
export type Account = Node & {
  __typename?: 'Account';
  /** The account's keys, the oldest first; null without `api-keys:manage`. */
  apiKeys?: Maybe<ApiKeyConnection>;
  /**
   * Who did what in the account, the newest first; null without `audit:read`. Entries are kept for 400 days, unless the
   * installation says otherwise.
   */
  auditLog?: Maybe<AuditEntryConnection>;
  createdAt: Scalars['DateTime']['output'];
  /** Where an owner has asked for it: when the account is to be deleted. */
  deletion?: Maybe<AccountDeletion>;
  id: Scalars['ID']['output'];
  /** Who is invited, the oldest first; null without `members:invite`. */
  invitations?: Maybe<InvitationConnection>;
  /**
   * Who belongs to the account, the longest first. `query`: only those in whose names it stands, in whatever case; 1 to 100
   * characters. Names are looked at one by one until the page is full.
   */
  members: MemberConnection;
  name: Scalars['String']['output'];
  /** The member who answers for the account. */
  owner?: Maybe<User>;
  /** The built-in roles, from the most to the least powerful, then the account's own. */
  roles: Array<Role>;
  /** The account's service identities, the oldest first; null without `service-identities:manage`. */
  serviceIdentities?: Maybe<ServiceIdentityConnection>;
  /** Grows by one with each change of the account itself. */
  version: Scalars['Int']['output'];
  /** What the viewer may do on this account, such as `resources:write`. */
  viewerPermissions: Array<Scalars['String']['output']>;
};


/** What a customer is to the product: the owner of data, plan and members. */
export type AccountApiKeysArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What a customer is to the product: the owner of data, plan and members. */
export type AccountAuditLogArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  filter?: InputMaybe<AuditLogFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What a customer is to the product: the owner of data, plan and members. */
export type AccountInvitationsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What a customer is to the product: the owner of data, plan and members. */
export type AccountMembersArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  query?: InputMaybe<Scalars['String']['input']>;
};


/** What a customer is to the product: the owner of data, plan and members. */
export type AccountServiceIdentitiesArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type AccountConnection = {
  __typename?: 'AccountConnection';
  edges: Array<AccountEdge>;
  nodes: Array<Account>;
  pageInfo: PageInfo;
};

export type AccountCreateInput = {
  /** 1 to 100 characters. */
  name: Scalars['String']['input'];
};

export type AccountCreatePayload = {
  __typename?: 'AccountCreatePayload';
  account?: Maybe<Account>;
  userErrors: Array<UserError>;
};

export type AccountDeleteInput = {
  accountId: Scalars['ID']['input'];
  /** The version that the owner has seen. */
  expectedVersion: Scalars['Int']['input'];
};

export type AccountDeletePayload = {
  __typename?: 'AccountDeletePayload';
  /** After a `VersionConflict` the account as it is now. */
  account?: Maybe<Account>;
  userErrors: Array<UserError>;
};

/** What becomes of an account, unless an owner thinks better of it. */
export type AccountDeletion = {
  __typename?: 'AccountDeletion';
  /** From then on the account is no more, for anybody. Until then everything goes on. */
  effectiveAt: Scalars['DateTime']['output'];
  requestedAt: Scalars['DateTime']['output'];
};

export type AccountDeletionCancelInput = {
  accountId: Scalars['ID']['input'];
};

export type AccountDeletionCancelPayload = {
  __typename?: 'AccountDeletionCancelPayload';
  account?: Maybe<Account>;
  userErrors: Array<UserError>;
};

export type AccountEdge = {
  __typename?: 'AccountEdge';
  cursor: Scalars['Cursor']['output'];
  node: Account;
};

/** Something that happened in an account. It names what it is about; read that for the present state. */
export type AccountEvent = {
  __typename?: 'AccountEvent';
  /** Where the event stands in the log: give it as `after` to any subscription or to `events`. */
  cursor: Scalars['Cursor']['output'];
  /** Unique, and the same in webhooks, subscriptions and lists. */
  id: Scalars['ID']['output'];
  occurredAt: Scalars['DateTime']['output'];
  /** Ids and versions, as the type's JSON Schema says. */
  payload: Scalars['JSON']['output'];
  /** What the event is about. */
  subjectId?: Maybe<Scalars['ID']['output']>;
  /** A dotted name, such as `resource.created`; the JSON Schema of each is published. */
  type: Scalars['String']['output'];
};

export type AccountEventConnection = {
  __typename?: 'AccountEventConnection';
  edges: Array<AccountEventEdge>;
  nodes: Array<AccountEvent>;
  pageInfo: PageInfo;
};

export type AccountEventEdge = {
  __typename?: 'AccountEventEdge';
  cursor: Scalars['Cursor']['output'];
  node: AccountEvent;
};

export type AccountTransferInput = {
  accountId: Scalars['ID']['input'];
  /** Who is to own the account. */
  memberId: Scalars['ID']['input'];
};

export type AccountTransferPayload = {
  __typename?: 'AccountTransferPayload';
  account?: Maybe<Account>;
  userErrors: Array<UserError>;
};

export type AccountUpdateInput = {
  accountId: Scalars['ID']['input'];
  /** The version that the editor has seen. */
  expectedVersion: Scalars['Int']['input'];
  /** 1 to 100 characters. */
  name: Scalars['String']['input'];
};

export type AccountUpdatePayload = {
  __typename?: 'AccountUpdatePayload';
  /** After a `VersionConflict` the account as it is now. */
  account?: Maybe<Account>;
  userErrors: Array<UserError>;
};

/** By what a program acts for an account, or for a person wherever he may act himself. Its secret is shown once. */
export type ApiKey = Node & {
  __typename?: 'ApiKey';
  createdAt: Scalars['DateTime']['output'];
  createdBy?: Maybe<User>;
  /** Null for a key that is good until it is revoked. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  id: Scalars['ID']['output'];
  /** To a minute; null where it was never used. */
  lastUsedAt?: Maybe<Scalars['DateTime']['output']>;
  name: Scalars['String']['output'];
  /** Addresses and ranges from which alone the key is taken; none for all. */
  networks: Array<Scalars['String']['output']>;
  /** Permissions: the program may do nothing else, whatever the key's owner may. */
  scopes: Array<Scalars['String']['output']>;
  /** The beginning of its newest secret, to tell keys apart. */
  start: Scalars['String']['output'];
};

export type ApiKeyConnection = {
  __typename?: 'ApiKeyConnection';
  edges: Array<ApiKeyEdge>;
  nodes: Array<ApiKey>;
  pageInfo: PageInfo;
};

export type ApiKeyCreateInput = {
  /** Left out for a key of the viewer's own. */
  accountId?: InputMaybe<Scalars['ID']['input']>;
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** 1 to 100 characters. */
  name: Scalars['String']['input'];
  /** Addresses and ranges, such as `192.0.2.0/24`, from which alone the key is taken. Left out for all. */
  networks?: InputMaybe<Array<Scalars['String']['input']>>;
  /**
   * Permissions, such as `resources:read`. What takes a person, such as managing members, no key can have. Without `account:read` the
   * program does not see the account, nor what hangs on it, such as its lists.
   */
  scopes: Array<Scalars['String']['input']>;
};

export type ApiKeyCreatePayload = {
  __typename?: 'ApiKeyCreatePayload';
  apiKey?: Maybe<ApiKey>;
  /** For `Authorization: Bearer …`. Begins with `trvk_`. */
  secret?: Maybe<Scalars['String']['output']>;
  userErrors: Array<UserError>;
};

export type ApiKeyEdge = {
  __typename?: 'ApiKeyEdge';
  cursor: Scalars['Cursor']['output'];
  node: ApiKey;
};

export type ApiKeyRevokeInput = {
  apiKeyId: Scalars['ID']['input'];
};

export type ApiKeyRevokePayload = {
  __typename?: 'ApiKeyRevokePayload';
  /** Of the key that was revoked. */
  apiKeyId?: Maybe<Scalars['ID']['output']>;
  userErrors: Array<UserError>;
};

export type ApiKeyRotateInput = {
  apiKeyId: Scalars['ID']['input'];
  /** For how long the secret before stays good: up to thirty days. */
  overlapSeconds?: InputMaybe<Scalars['Int']['input']>;
};

export type ApiKeyRotatePayload = {
  __typename?: 'ApiKeyRotatePayload';
  apiKey?: Maybe<ApiKey>;
  /** As of `apiKeyCreate`. */
  secret?: Maybe<Scalars['String']['output']>;
  userErrors: Array<UserError>;
};

export const AuditCredentialKind = {
  ApiKey: 'API_KEY',
  ServiceIdentity: 'SERVICE_IDENTITY',
  Session: 'SESSION'
} as const;

export type AuditCredentialKind = typeof AuditCredentialKind[keyof typeof AuditCredentialKind];
/** Something that was done in an account, as its audit trail keeps it. Nobody can change an entry or take one away. */
export type AuditEntry = Node & {
  __typename?: 'AuditEntry';
  /** What was done: the type of the event, such as `member.removed`. */
  action: Scalars['String']['output'];
  /** Who did it. Null where no person did, and for one who was erased. */
  actor?: Maybe<User>;
  /**
   * The network address from which it was asked for; of what was not changed in accounts and members themselves, the one from
   * which the person's session was last used. Null where it is not known, and of a person who was erased.
   */
  address?: Maybe<Scalars['String']['output']>;
  credentialId?: Maybe<Scalars['ID']['output']>;
  /** With what he proved himself; null where nobody did. */
  credentialKind?: Maybe<AuditCredentialKind>;
  /** SHA-256 of the entry and of the hash before, in hexadecimal. */
  hash: Scalars['String']['output'];
  id: Scalars['ID']['output'];
  /** The administrator of the platform who did it in the actor's place; null where the actor did. */
  impersonatorId?: Maybe<Scalars['ID']['output']>;
  occurredAt: Scalars['DateTime']['output'];
  /** Ids and versions, as the JSON Schema of the event's type says. */
  payload: Scalars['JSON']['output'];
  /** Null for the first entry. */
  previousHash?: Maybe<Scalars['String']['output']>;
  /** When the trail took it up: moments later, but after an outage. */
  recordedAt: Scalars['DateTime']['output'];
  requestId: Scalars['String']['output'];
  /** The entry's place in the account's trail: from 1, without a gap. */
  sequence: Scalars['Int']['output'];
  subjectId?: Maybe<Scalars['ID']['output']>;
  /** The kind of thing that it was done to, such as `member`. */
  subjectType: Scalars['String']['output'];
};

export type AuditEntryConnection = {
  __typename?: 'AuditEntryConnection';
  edges: Array<AuditEntryEdge>;
  nodes: Array<AuditEntry>;
  pageInfo: PageInfo;
};

export type AuditEntryEdge = {
  __typename?: 'AuditEntryEdge';
  cursor: Scalars['Cursor']['output'];
  node: AuditEntry;
};

export type AuditExportInput = {
  accountId: Scalars['ID']['input'];
  /** `next` of the part before. Left out for the first. */
  after?: InputMaybe<Scalars['Cursor']['input']>;
};

export type AuditExportPayload = {
  __typename?: 'AuditExportPayload';
  /** Null after the last part. */
  next?: Maybe<Scalars['Cursor']['output']>;
  /** Up to 500 entries, with the end of each line. */
  text?: Maybe<Scalars['String']['output']>;
  userErrors: Array<UserError>;
};

/** Which entries are wanted; all conditions that are given hold. */
export type AuditLogFilter = {
  /** Types of events, at most 20: entries of any of them. */
  actions?: InputMaybe<Array<Scalars['String']['input']>>;
  actorId?: InputMaybe<Scalars['ID']['input']>;
  /** A session or an API key. */
  credentialId?: InputMaybe<Scalars['ID']['input']>;
  /** Not earlier, */
  from?: InputMaybe<Scalars['DateTime']['input']>;
  /** What it was done to: any id that entries show as `subjectId`. */
  subjectId?: InputMaybe<Scalars['ID']['input']>;
  /** and earlier than this. */
  to?: InputMaybe<Scalars['DateTime']['input']>;
};

/** Everything that is known of a person, for himself to take along. Nobody else sees it. */
export type DataExport = Node & {
  __typename?: 'DataExport';
  /**
   * Where it can be taken, as `schema/http/exports.yaml` says: good for a quarter of an hour for whoever has it. Asked for anew it is
   * another one. Null unless it is ready.
   */
  downloadUrl?: Maybe<Scalars['String']['output']>;
  /** When it is deleted; null until it is ready. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  id: Scalars['ID']['output'];
  /** In per cent. */
  progress: Scalars['Int']['output'];
  requestedAt: Scalars['DateTime']['output'];
  status: DataExportStatus;
};

export const DataExportStatus = {
  /** It can be asked for again. */
  Expired: 'EXPIRED',
  /** It can be asked for again. */
  Failed: 'FAILED',
  Pending: 'PENDING',
  Ready: 'READY',
  Running: 'RUNNING'
} as const;

export type DataExportStatus = typeof DataExportStatus[keyof typeof DataExportStatus];
export type EmailChangeConfirmInput = {
  token: Scalars['String']['input'];
};

export type EmailChangeConfirmPayload = {
  __typename?: 'EmailChangeConfirmPayload';
  /** Whether the address is changed: false while the other address has not confirmed it. */
  isComplete?: Maybe<Scalars['Boolean']['output']>;
  user?: Maybe<User>;
  userErrors: Array<UserError>;
};

export type EmailChangeRequestInput = {
  newEmail: Scalars['EmailAddress']['input'];
  /** The viewer's. */
  password: Scalars['String']['input'];
};

export type EmailChangeRequestPayload = {
  __typename?: 'EmailChangeRequestPayload';
  user?: Maybe<User>;
  userErrors: Array<UserError>;
};

export type EmailVerificationRequestPayload = {
  __typename?: 'EmailVerificationRequestPayload';
  user?: Maybe<User>;
  userErrors: Array<UserError>;
};

export type EmailVerifyInput = {
  token: Scalars['String']['input'];
};

export type EmailVerifyPayload = {
  __typename?: 'EmailVerifyPayload';
  user?: Maybe<User>;
  userErrors: Array<UserError>;
};

/** Who a person is at a provider of OpenID Connect with which he can sign in. Nobody else sees it. */
export type Identity = Node & {
  __typename?: 'Identity';
  /** The address that the person had there when it was linked. */
  email?: Maybe<Scalars['String']['output']>;
  id: Scalars['ID']['output'];
  /** What people call the provider. Its name, where the installation no longer knows it. */
  label: Scalars['String']['output'];
  linkedAt: Scalars['DateTime']['output'];
  /** The provider's name, as of `IdentityProvider`. */
  provider: Scalars['String']['output'];
};

export type IdentityLinkInput = {
  /** As of `sessionCreateWithProvider`. */
  code: Scalars['String']['input'];
  /** As of `sessionCreateWithProvider`. */
  codeVerifier: Scalars['String']['input'];
};

export type IdentityLinkPayload = {
  __typename?: 'IdentityLinkPayload';
  identity?: Maybe<Identity>;
  userErrors: Array<UserError>;
};

/** Where persons can sign in without a password of their own here. */
export type IdentityProvider = {
  __typename?: 'IdentityProvider';
  /** What people call it, for a button. */
  label: Scalars['String']['output'];
  /** In the path that a browser is sent to: `/auth/oidc/<name>/start`. */
  name: Scalars['String']['output'];
};

export type IdentityUnlinkInput = {
  /** Of one of the viewer's own identities. */
  identityId: Scalars['ID']['input'];
};

export type IdentityUnlinkPayload = {
  __typename?: 'IdentityUnlinkPayload';
  /** Of the identity that is no more. */
  identityId?: Maybe<Scalars['ID']['output']>;
  userErrors: Array<UserError>;
};

/** An input that cannot be accepted as it is. */
export type InputError = UserError & {
  __typename?: 'InputError';
  code: UserErrorCode;
  message: Scalars['String']['output'];
  path?: Maybe<Array<Scalars['String']['output']>>;
};

/** An address that is invited to an account, until somebody accepts or it is revoked. */
export type Invitation = Node & {
  __typename?: 'Invitation';
  assignedRole?: Maybe<Role>;
  createdAt: Scalars['DateTime']['output'];
  email?: Maybe<Scalars['EmailAddress']['output']>;
  /** Seven days after it was made or sent again. */
  expiresAt: Scalars['DateTime']['output'];
  id: Scalars['ID']['output'];
  /** Who may do no more himself, or the invitation is no longer good. */
  invitedBy?: Maybe<User>;
  /** `CUSTOM` for a role that the account has made for itself. */
  role: MemberRole;
};

export type InvitationAcceptInput = {
  token: Scalars['String']['input'];
};

export type InvitationAcceptPayload = {
  __typename?: 'InvitationAcceptPayload';
  account?: Maybe<Account>;
  member?: Maybe<Member>;
  userErrors: Array<UserError>;
};

export type InvitationConnection = {
  __typename?: 'InvitationConnection';
  edges: Array<InvitationEdge>;
  nodes: Array<Invitation>;
  pageInfo: PageInfo;
};

export type InvitationEdge = {
  __typename?: 'InvitationEdge';
  cursor: Scalars['Cursor']['output'];
  node: Invitation;
};

export type InvitationResendInput = {
  invitationId: Scalars['ID']['input'];
};

export type InvitationResendPayload = {
  __typename?: 'InvitationResendPayload';
  invitation?: Maybe<Invitation>;
  /** As of `memberInvite`. */
  invitationUrlToken?: Maybe<Scalars['String']['output']>;
  userErrors: Array<UserError>;
};

export type InvitationRevokeInput = {
  invitationId: Scalars['ID']['input'];
};

export type InvitationRevokePayload = {
  __typename?: 'InvitationRevokePayload';
  /** Of the invitation that was revoked. */
  invitationId?: Maybe<Scalars['ID']['output']>;
  userErrors: Array<UserError>;
};

/** A person's place in an account. */
export type Member = Node & {
  __typename?: 'Member';
  /** The same role with its name; whichever kind it is of. */
  assignedRole?: Maybe<Role>;
  id: Scalars['ID']['output'];
  joinedAt: Scalars['DateTime']['output'];
  /** What the role allows. */
  permissions: Array<Scalars['String']['output']>;
  /** `CUSTOM` for a role that the account has made for itself. */
  role: MemberRole;
  user?: Maybe<User>;
};

export type MemberConnection = {
  __typename?: 'MemberConnection';
  edges: Array<MemberEdge>;
  nodes: Array<Member>;
  pageInfo: PageInfo;
};

export type MemberEdge = {
  __typename?: 'MemberEdge';
  cursor: Scalars['Cursor']['output'];
  node: Member;
};

/** Either `role` or `roleId`. */
export type MemberInviteInput = {
  accountId: Scalars['ID']['input'];
  email: Scalars['EmailAddress']['input'];
  /** A built-in role. */
  role?: InputMaybe<MemberRole>;
  /** Any role of the account's `roles`. */
  roleId?: InputMaybe<Scalars['ID']['input']>;
};

export type MemberInvitePayload = {
  __typename?: 'MemberInvitePayload';
  invitation?: Maybe<Invitation>;
  /** For the link that brings the invited person to `invitationAccept`. Whoever has it and the address is let in: pass it on to him only. */
  invitationUrlToken?: Maybe<Scalars['String']['output']>;
  userErrors: Array<UserError>;
};

export type MemberRemoveInput = {
  memberId: Scalars['ID']['input'];
};

export type MemberRemovePayload = {
  __typename?: 'MemberRemovePayload';
  /** Of the member who was removed. */
  memberId?: Maybe<Scalars['ID']['output']>;
  userErrors: Array<UserError>;
};

/** Built-in roles, from the most to the least powerful. */
export const MemberRole = {
  Admin: 'ADMIN',
  /** Not built in: `Member.assignedRole` says which. Not for input. */
  Custom: 'CUSTOM',
  Member: 'MEMBER',
  Owner: 'OWNER',
  Viewer: 'VIEWER'
} as const;

export type MemberRole = typeof MemberRole[keyof typeof MemberRole];
/** Either `role` or `roleId`. */
export type MemberUpdateInput = {
  memberId: Scalars['ID']['input'];
  /** A built-in role. */
  role?: InputMaybe<MemberRole>;
  /** Any role of the account's `roles`. */
  roleId?: InputMaybe<Scalars['ID']['input']>;
};

export type MemberUpdatePayload = {
  __typename?: 'MemberUpdatePayload';
  member?: Maybe<Member>;
  userErrors: Array<UserError>;
};

export type Mutation = {
  __typename?: 'Mutation';
  /** Creates an account, which the viewer then owns. */
  accountCreate: AccountCreatePayload;
  /**
   * Has an account deleted after a while, by default 14 days: its members, roles, invitations, keys, and what it holds. Its audit
   * trail is kept for as long as others. For owners.
   */
  accountDelete: AccountDeletePayload;
  /** Lets an account stay that was to be deleted. For owners. */
  accountDeletionCancel: AccountDeletionCancelPayload;
  /** Makes another member an owner in the viewer's place, who becomes an admin. For owners. */
  accountTransfer: AccountTransferPayload;
  /** Renames an account, unless somebody else changed it meanwhile. */
  accountUpdate: AccountUpdatePayload;
  /**
   * Makes a key: of an account, which takes `api-keys:manage` and each of the scopes; or of the viewer's own, which can never
   * do more than he. Takes a verified address. The secret is shown here and nowhere else, so this takes no `Idempotency-Key`.
   */
  apiKeyCreate: ApiKeyCreatePayload;
  /** Ends a key, everywhere within a second. */
  apiKeyRevoke: ApiKeyRevokePayload;
  /** Gives a key another secret, as `apiKeyCreate`; the one before stays good for a while. */
  apiKeyRotate: ApiKeyRotatePayload;
  /**
   * The audit trail as a file, part by part: the texts of all parts, one after the other. Lines of JSON: a header with the public
   * keys, the entries in their order, and signatures, the last of which was made now. It can be verified without us
   * (`npm run audit -- verify FILE`). Takes `audit:read`, and is an entry of the trail itself.
   */
  auditExport: AuditExportPayload;
  /**
   * Confirms a change for the address that the token went to. Takes nobody who is signed in; good once, for 24 hours. Sessions go
   * on.
   */
  emailChangeConfirm: EmailChangeConfirmPayload;
  /**
   * Asks for another address for the viewer. It is his when both addresses have confirmed it by the mails that they are sent; the
   * new one alone where he has not verified the present one. Takes the place of a change that was asked for before.
   */
  emailChangeRequest: EmailChangeRequestPayload;
  /**
   * Sends the viewer another mail to verify his address with; none where he has done so. The first one goes out when he
   * registers.
   */
  emailVerificationRequest: EmailVerificationRequestPayload;
  /** Shows that an address is the person's, by the token of the mail that was sent to it. Takes nobody who is signed in; good once, for 24 hours. */
  emailVerify: EmailVerifyPayload;
  /**
   * Lets the viewer sign in with a provider from now on, by the code that his browser brought back from there. Takes an
   * address that he has verified, and a proof of late of who he is.
   */
  identityLink: IdentityLinkPayload;
  /**
   * Keeps the viewer from signing in with a provider, and ends his other sessions. Takes a proof of late of who he is, and
   * another way to sign in.
   */
  identityUnlink: IdentityUnlinkPayload;
  /**
   * Makes the viewer a member of the account to which his address is invited, if he has verified it (`EMAIL_NOT_VERIFIED`). A
   * token that is not good, for whatever reason, is `NOT_FOUND`.
   */
  invitationAccept: InvitationAcceptPayload;
  /** Gives an invitation seven days more and a new token, which a mail brings; the old one is no longer good. Takes what `memberInvite` takes. */
  invitationResend: InvitationResendPayload;
  /** Takes an invitation back. Takes what `memberInvite` takes. */
  invitationRevoke: InvitationRevokePayload;
  /**
   * Invites an address, to which a mail with the token goes. Takes `members:invite`, each permission that the role allows, and
   * a verified address of one's own. Shows the token too, so this takes no `Idempotency-Key`.
   */
  memberInvite: MemberInvitePayload;
  /**
   * Removes a member, with the permissions that `memberUpdate` takes; or the viewer himself, who needs none. It holds everywhere
   * within a second, and ends the member's subscriptions on the account.
   */
  memberRemove: MemberRemovePayload;
  /**
   * Gives a member another role. Takes `members:manage`, and whatever his old and his new role allow: only owners make owners
   * and change what they are.
   */
  memberUpdate: MemberUpdatePayload;
  /**
   * Begins to use a passkey: to sign in (`sessionCreateWithPasskey`), or as a proof for `sessionChallengeComplete` and
   * `sessionReauthenticate`. Hand `options` to `navigator.credentials.get()`, by
   * `PublicKeyCredential.parseRequestOptionsFromJSON()`. It says nothing of who has passkeys.
   */
  passkeyAuthenticationCreate: PasskeyAuthenticationCreatePayload;
  /** Registers the passkey that was made. Takes a recent proof of who the viewer is. */
  passkeyRegister: PasskeyRegisterPayload;
  /**
   * Begins to make a passkey for the viewer. Hand `options` to `navigator.credentials.create()`, by
   * `PublicKeyCredential.parseCreationOptionsFromJSON()`. Takes a recent proof of who the viewer is, and a verified address.
   */
  passkeyRegistrationCreate: PasskeyRegistrationCreatePayload;
  /**
   * Takes a passkey of the viewer for good no longer. Sessions that began with it go on. Takes a recent proof of who the viewer is,
   * and another way to sign in.
   */
  passkeyRemove: PasskeyRemovePayload;
  /** Gives one of the viewer's passkeys another name. */
  passkeyRename: PasskeyRenamePayload;
  /** Gives the viewer another password and ends his other sessions; the current one goes on. */
  passwordChange: PasswordChangePayload;
  /**
   * Gives a person another password by the token of a mail, and ends all of his sessions: sign in afterwards. Good once, for an
   * hour.
   */
  passwordReset: PasswordResetPayload;
  /**
   * Sends a mail by which a new password can be chosen, if somebody is registered with the address. The answer does not tell
   * whether somebody is.
   */
  passwordResetRequest: PasswordResetRequestPayload;
  /** Shows that the number is the viewer's, by the code that was sent to it: within ten minutes, in five tries. */
  phoneNumberChangeConfirm: PhoneNumberChangeConfirmPayload;
  /**
   * Sends a text message with a code to a number, to make it the viewer's. Takes the place of one that was asked for before. Takes a recent
   * proof of who the viewer is, and a verified address.
   */
  phoneNumberChangeRequest: PhoneNumberChangeRequestPayload;
  /** Forgets the viewer's number: he gets no text messages any more. Takes a recent proof of who the viewer is. */
  phoneNumberRemove: PhoneNumberRemovePayload;
  /** Changes the viewer's preferences, as far as the input says something. The last word counts. */
  preferencesUpdate: PreferencesUpdatePayload;
  /** Gives other recovery codes; those of before are no longer good. Takes a recent proof of who the viewer is. */
  recoveryCodesRegenerate: RecoveryCodesRegeneratePayload;
  /** Makes a role for an account. Takes `roles:manage`, and each permission that the role is to allow. */
  roleCreate: RoleCreatePayload;
  /** Deletes a role that nobody has. Takes `roles:manage`, and each permission that the role allows. */
  roleDelete: RoleDeletePayload;
  /**
   * Names a role anew and says what it allows, unless somebody else changed it meanwhile. Holds for everybody who has it, within
   * a second. Takes `roles:manage`, and each permission that the role allowed or is to allow.
   */
  roleUpdate: RoleUpdatePayload;
  /**
   * Makes a service identity with its first key. Takes `service-identities:manage`, each of the scopes, a verified address and a
   * recent proof of who the viewer is.
   */
  serviceIdentityCreate: ServiceIdentityCreatePayload;
  /** Adds a key beside those that it has, so that programs can change theirs one after the other. */
  serviceIdentityKeyAdd: ServiceIdentityKeyAddPayload;
  /** Takes a key away. All access tokens of the identity are refused everywhere within a second: whose private key was lost has some. */
  serviceIdentityKeyRemove: ServiceIdentityKeyRemovePayload;
  /** Ends a service identity and its tokens, everywhere within a second. */
  serviceIdentityRemove: ServiceIdentityRemovePayload;
  /**
   * Changes what is given of it; takes what it could do before too. Access tokens issued before other scopes, networks or another end
   * are refused everywhere within a second, and their sockets closed: the program asks for another.
   */
  serviceIdentityUpdate: ServiceIdentityUpdatePayload;
  /** Goes on where `sessionCreate`, or another way to sign in, has answered with a challenge. Give one proof. */
  sessionChallengeComplete: SessionChallengeCompletePayload;
  /**
   * Signs in with address and password. Where the person has set up a second factor it answers with a challenge, and no session:
   * go on with `sessionChallengeComplete`.
   */
  sessionCreate: SessionCreatePayload;
  /** Signs in with a passkey. It says whose it is, and nothing else is asked. */
  sessionCreateWithPasskey: SessionCreateWithPasskeyPayload;
  /**
   * Signs in with the code that a browser brought back from a provider. Who is not known yet is registered, without a
   * password; unless somebody has registered with his address, who has to sign in and link the provider himself
   * (`EMAIL_TAKEN`).
   */
  sessionCreateWithProvider: SessionCreatePayload;
  /**
   * Gives an administrator of the platform an access token of a person, good for ten minutes and not to be refreshed. What is done
   * with it is told as done by the two of them; what would outlive it is refused, and the person gets a mail. It ends by
   * `sessionRevoke`, and when the administrator is one no longer, is locked out or is signed out by another.
   */
  sessionImpersonate: SessionImpersonatePayload;
  /**
   * Proves again who the viewer is, and gives an access token that says so: for what takes a proof of the last ten minutes, and
   * answers `REAUTHENTICATION_REQUIRED` without one. The session and its refresh token go on. A WebSocket has to be opened anew
   * with that token.
   */
  sessionReauthenticate: SessionReauthenticatePayload;
  /**
   * Exchanges a refresh token for a new pair. Each refresh token is good for one exchange; using an old one again ends the
   * session, except for a few seconds in which the same successor is given again (two tabs, a lost answer).
   */
  sessionRefresh: SessionRefreshPayload;
  /**
   * Ends a session of the viewer; ending the current one signs out. Its refresh tokens are no longer good. Repeating it
   * changes nothing.
   */
  sessionRevoke: SessionRevokePayload;
  /** Ends all sessions of the viewer, the current one too. */
  sessionRevokeAll: SessionRevokeAllPayload;
  /** Ends all sessions of the viewer but the current one. */
  sessionRevokeOthers: SessionRevokeOthersPayload;
  /**
   * From now on signing in takes a code besides. Gives recovery codes for when the authenticator is lost, which are shown here
   * and nowhere else. Sessions of before go on. Takes a recent proof of who the viewer is.
   */
  totpConfirm: TotpConfirmPayload;
  /**
   * Begins to set up an authenticator for the viewer, by TOTP (RFC 6238; SHA-1, six digits, 30 seconds). The secret is shown here
   * and nowhere else; nothing changes until `totpConfirm`. Takes a recent proof of who the viewer is, and a verified address.
   */
  totpEnroll: TotpEnrollPayload;
  /**
   * From now on signing in takes no code; the recovery codes are gone. Repeating it changes nothing. Takes a recent proof of who
   * the viewer is.
   */
  totpRemove: TotpRemovePayload;
  /**
   * Erases the viewer, for good and at once: he is signed out everywhere, his keys end, and nothing that he has told of himself can
   * be read any more, in backups either. Accounts that nobody else belongs to go with him; he leaves the others. What he made in
   * those stays, by somebody without a name. Takes a recent proof of who he is.
   */
  userErase: UserErasePayload;
  /**
   * Asks for everything that is known of the viewer, from all parts: a file that is ready a while later and is kept for a day. As long
   * as there is one, it is the one. Takes a recent proof of who he is.
   */
  userExport: UserExportPayload;
  /** Ends all sessions of a person at once. He can sign in again. */
  userForceSignOut: UserForceSignOutPayload;
  /**
   * Locks a person out: he cannot sign in, and his sessions and his own API keys end at once, live operations too. For
   * administrators of the platform, with a recent proof of who they are, as the two below.
   */
  userLock: UserLockPayload;
  /** Creates a person, and sends him a mail to verify his address with. Signing in is a step of its own, and may come before. */
  userRegister: UserRegisterPayload;
  /** Lets him sign in again. Sessions and keys that have ended stay ended. */
  userUnlock: UserUnlockPayload;
  /** Changes what the viewer shows others of himself. */
  userUpdate: UserUpdatePayload;
};


export type MutationAccountCreateArgs = {
  input: AccountCreateInput;
};


export type MutationAccountDeleteArgs = {
  input: AccountDeleteInput;
};


export type MutationAccountDeletionCancelArgs = {
  input: AccountDeletionCancelInput;
};


export type MutationAccountTransferArgs = {
  input: AccountTransferInput;
};


export type MutationAccountUpdateArgs = {
  input: AccountUpdateInput;
};


export type MutationApiKeyCreateArgs = {
  input: ApiKeyCreateInput;
};


export type MutationApiKeyRevokeArgs = {
  input: ApiKeyRevokeInput;
};


export type MutationApiKeyRotateArgs = {
  input: ApiKeyRotateInput;
};


export type MutationAuditExportArgs = {
  input: AuditExportInput;
};


export type MutationEmailChangeConfirmArgs = {
  input: EmailChangeConfirmInput;
};


export type MutationEmailChangeRequestArgs = {
  input: EmailChangeRequestInput;
};


export type MutationEmailVerifyArgs = {
  input: EmailVerifyInput;
};


export type MutationIdentityLinkArgs = {
  input: IdentityLinkInput;
};


export type MutationIdentityUnlinkArgs = {
  input: IdentityUnlinkInput;
};


export type MutationInvitationAcceptArgs = {
  input: InvitationAcceptInput;
};


export type MutationInvitationResendArgs = {
  input: InvitationResendInput;
};


export type MutationInvitationRevokeArgs = {
  input: InvitationRevokeInput;
};


export type MutationMemberInviteArgs = {
  input: MemberInviteInput;
};


export type MutationMemberRemoveArgs = {
  input: MemberRemoveInput;
};


export type MutationMemberUpdateArgs = {
  input: MemberUpdateInput;
};


export type MutationPasskeyRegisterArgs = {
  input: PasskeyRegisterInput;
};


export type MutationPasskeyRemoveArgs = {
  input: PasskeyRemoveInput;
};


export type MutationPasskeyRenameArgs = {
  input: PasskeyRenameInput;
};


export type MutationPasswordChangeArgs = {
  input: PasswordChangeInput;
};


export type MutationPasswordResetArgs = {
  input: PasswordResetInput;
};


export type MutationPasswordResetRequestArgs = {
  input: PasswordResetRequestInput;
};


export type MutationPhoneNumberChangeConfirmArgs = {
  input: PhoneNumberChangeConfirmInput;
};


export type MutationPhoneNumberChangeRequestArgs = {
  input: PhoneNumberChangeRequestInput;
};


export type MutationPreferencesUpdateArgs = {
  input: PreferencesUpdateInput;
};


export type MutationRoleCreateArgs = {
  input: RoleCreateInput;
};


export type MutationRoleDeleteArgs = {
  input: RoleDeleteInput;
};


export type MutationRoleUpdateArgs = {
  input: RoleUpdateInput;
};


export type MutationServiceIdentityCreateArgs = {
  input: ServiceIdentityCreateInput;
};


export type MutationServiceIdentityKeyAddArgs = {
  input: ServiceIdentityKeyAddInput;
};


export type MutationServiceIdentityKeyRemoveArgs = {
  input: ServiceIdentityKeyRemoveInput;
};


export type MutationServiceIdentityRemoveArgs = {
  input: ServiceIdentityRemoveInput;
};


export type MutationServiceIdentityUpdateArgs = {
  input: ServiceIdentityUpdateInput;
};


export type MutationSessionChallengeCompleteArgs = {
  input: SessionChallengeCompleteInput;
};


export type MutationSessionCreateArgs = {
  input: SessionCreateInput;
};


export type MutationSessionCreateWithPasskeyArgs = {
  input: SessionCreateWithPasskeyInput;
};


export type MutationSessionCreateWithProviderArgs = {
  input: SessionCreateWithProviderInput;
};


export type MutationSessionImpersonateArgs = {
  input: SessionImpersonateInput;
};


export type MutationSessionReauthenticateArgs = {
  input: SessionReauthenticateInput;
};


export type MutationSessionRefreshArgs = {
  input: SessionRefreshInput;
};


export type MutationSessionRevokeArgs = {
  input: SessionRevokeInput;
};


export type MutationTotpConfirmArgs = {
  input: TotpConfirmInput;
};


export type MutationUserForceSignOutArgs = {
  input: UserForceSignOutInput;
};


export type MutationUserLockArgs = {
  input: UserLockInput;
};


export type MutationUserRegisterArgs = {
  input: UserRegisterInput;
};


export type MutationUserUnlockArgs = {
  input: UserUnlockInput;
};


export type MutationUserUpdateArgs = {
  input: UserUpdateInput;
};

/** An object with an id that is unique in the whole graph. */
export type Node = {
  /** Opaque, stable, and sortable by time of creation. */
  id: Scalars['ID']['output'];
};

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

/**
 * What a person's device or password manager keeps for him (WebAuthn), and opens by his finger, face or PIN: so it is two factors
 * by itself. Nobody else sees it.
 */
export type Passkey = Node & {
  __typename?: 'Passkey';
  createdAt: Scalars['DateTime']['output'];
  id: Scalars['ID']['output'];
  /** Null where it was never used. */
  lastUsedAt?: Maybe<Scalars['DateTime']['output']>;
  /** As the person calls it. */
  name: Scalars['String']['output'];
  /** Whether its keeper has copies on several devices. */
  synced: Scalars['Boolean']['output'];
};

export type PasskeyAuthenticationCreatePayload = {
  __typename?: 'PasskeyAuthenticationCreatePayload';
  /** Until then it can be answered, once. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** `PublicKeyCredentialRequestOptionsJSON`. */
  options?: Maybe<Scalars['JSON']['output']>;
  userErrors: Array<UserError>;
};

export type PasskeyRegisterInput = {
  /** 1 to 100 characters, for the person to know it again. */
  name: Scalars['String']['input'];
  /** What `PublicKeyCredential.toJSON()` gives. */
  response: Scalars['JSON']['input'];
};

export type PasskeyRegisterPayload = {
  __typename?: 'PasskeyRegisterPayload';
  passkey?: Maybe<Passkey>;
  userErrors: Array<UserError>;
};

export type PasskeyRegistrationCreatePayload = {
  __typename?: 'PasskeyRegistrationCreatePayload';
  /** Until then it can be answered, once. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** `PublicKeyCredentialCreationOptionsJSON`. */
  options?: Maybe<Scalars['JSON']['output']>;
  userErrors: Array<UserError>;
};

export type PasskeyRemoveInput = {
  passkeyId: Scalars['ID']['input'];
};

export type PasskeyRemovePayload = {
  __typename?: 'PasskeyRemovePayload';
  /** Of the passkey that was removed. */
  passkeyId?: Maybe<Scalars['ID']['output']>;
  userErrors: Array<UserError>;
};

export type PasskeyRenameInput = {
  /** 1 to 100 characters. */
  name: Scalars['String']['input'];
  passkeyId: Scalars['ID']['input'];
};

export type PasskeyRenamePayload = {
  __typename?: 'PasskeyRenamePayload';
  passkey?: Maybe<Passkey>;
  userErrors: Array<UserError>;
};

export type PasswordChangeInput = {
  currentPassword: Scalars['String']['input'];
  /** 8 to 128 characters, and none of those that are tried first. */
  newPassword: Scalars['String']['input'];
};

export type PasswordChangePayload = {
  __typename?: 'PasswordChangePayload';
  user?: Maybe<User>;
  userErrors: Array<UserError>;
};

export type PasswordResetInput = {
  /** 8 to 128 characters, and none of those that are tried first. */
  newPassword: Scalars['String']['input'];
  token: Scalars['String']['input'];
};

export type PasswordResetPayload = {
  __typename?: 'PasswordResetPayload';
  user?: Maybe<User>;
  userErrors: Array<UserError>;
};

export type PasswordResetRequestInput = {
  email: Scalars['EmailAddress']['input'];
};

export type PasswordResetRequestPayload = {
  __typename?: 'PasswordResetRequestPayload';
  userErrors: Array<UserError>;
};

export type PhoneNumberChangeConfirmInput = {
  /** Six digits. */
  code: Scalars['String']['input'];
};

export type PhoneNumberChangeConfirmPayload = {
  __typename?: 'PhoneNumberChangeConfirmPayload';
  user?: Maybe<User>;
  userErrors: Array<UserError>;
};

export type PhoneNumberChangeRequestInput = {
  /** E.164: `+`, the country's code, and the number without a leading zero, all digits. */
  phoneNumber: Scalars['String']['input'];
};

export type PhoneNumberChangeRequestPayload = {
  __typename?: 'PhoneNumberChangeRequestPayload';
  /** Until then the code is good. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  userErrors: Array<UserError>;
};

export type PhoneNumberRemovePayload = {
  __typename?: 'PhoneNumberRemovePayload';
  user?: Maybe<User>;
  userErrors: Array<UserError>;
};

/** The installation, as its administrators see it. It shows nothing of what accounts hold. */
export type Platform = {
  __typename?: 'Platform';
  /** What administrators have done, and to whom; the newest first. It can only grow. */
  securityEvents: SecurityEventConnection;
  /** By exact address or by id: one of the two. */
  user?: Maybe<PlatformUser>;
  /** Whose name begins so, in whatever case; in the order of their names. Without `name` all who have one. */
  users: PlatformUserConnection;
};


/** The installation, as its administrators see it. It shows nothing of what accounts hold. */
export type PlatformSecurityEventsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  filter?: InputMaybe<SecurityEventFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** The installation, as its administrators see it. It shows nothing of what accounts hold. */
export type PlatformUserArgs = {
  email?: InputMaybe<Scalars['EmailAddress']['input']>;
  id?: InputMaybe<Scalars['ID']['input']>;
};


/** The installation, as its administrators see it. It shows nothing of what accounts hold. */
export type PlatformUsersArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  name?: InputMaybe<Scalars['String']['input']>;
};

/** A person, as administrators see him. */
export type PlatformUser = {
  __typename?: 'PlatformUser';
  createdAt: Scalars['DateTime']['output'];
  /** Null for a person who was erased. */
  email?: Maybe<Scalars['EmailAddress']['output']>;
  emailVerified: Scalars['Boolean']['output'];
  isAdministrator: Scalars['Boolean']['output'];
  /** The act by which he was locked out; null for who is not. */
  lock?: Maybe<SecurityEvent>;
  user?: Maybe<User>;
};

export type PlatformUserConnection = {
  __typename?: 'PlatformUserConnection';
  edges: Array<PlatformUserEdge>;
  nodes: Array<PlatformUser>;
  pageInfo: PageInfo;
};

export type PlatformUserEdge = {
  __typename?: 'PlatformUserEdge';
  cursor: Scalars['Cursor']['output'];
  node: PlatformUser;
};

export type PreferencesUpdateInput = {
  /** Kept as everybody writes it: `de-at` becomes `de-AT`. */
  locale?: InputMaybe<Scalars['String']['input']>;
  theme?: InputMaybe<Theme>;
  timeZone?: InputMaybe<Scalars['String']['input']>;
};

export type PreferencesUpdatePayload = {
  __typename?: 'PreferencesUpdatePayload';
  preferences?: Maybe<UserPreferences>;
  userErrors: Array<UserError>;
};

/** What a browser has brought that was sent to `/auth/oidc/<provider>/start` with the viewer's session as `session`. */
export type ProviderProofInput = {
  /** From the fragment of the URL that the browser came back to. Good for a minute, once. */
  code: Scalars['String']['input'];
  /** Whose SHA-256, in base64url, was the `codeChallenge` at the start (RFC 7636, S256). */
  codeVerifier: Scalars['String']['input'];
};

export type Query = {
  __typename?: 'Query';
  /** For routers: whose these secrets are, by their hashes in base64url; null for what is no secret, or no longer. */
  _apiKeys: Array<Maybe<VerifiedApiKey>>;
  /** For routers that are not told at the moment what was revoked: whether tokens bound to this still count. Raw UUIDs. */
  _serviceGrantIsActive: Scalars['Boolean']['output'];
  /** Whether a session of a person has neither ended nor been revoked. For routers that do not hear of revocations at the moment. */
  _sessionIsActive: Scalars['Boolean']['output'];
  /** What the viewer may see of this subgraph's things, for `node` and `nodes`. */
  _usersNodes: Array<Maybe<Node>>;
  /**
   * Why a member may do something on an account, or why not. Without `memberId`: the viewer. Null where the viewer may not see
   * who belongs to the account.
   */
  accessExplain?: Maybe<AccessExplanation>;
  /** An account that the viewer may see, else null. */
  account?: Maybe<Account>;
  /**
   * What happened in an account, in order, as far as the viewer may read it; null where he may not see the account. Begins
   * after the cursor of any event of the account; `CURSOR_EXPIRED` where that is older than what is kept.
   */
  events?: Maybe<AccountEventConnection>;
  /** The providers with which persons can sign in here. */
  identityProviders: Array<IdentityProvider>;
  /**
   * For who administers the platform, which is given by the operator's command alone; null for everybody else. Who has shown no
   * second factor and no passkey in his session is told so by the error `FORBIDDEN`, and by `SECOND_FACTOR_REQUIRED` where he does
   * something.
   * Whom an administrator looks at is a security event.
   */
  platform?: Maybe<Platform>;
  /** The person who asks; null for a visitor who has not signed in. */
  viewer?: Maybe<User>;
};


export type Query_ApiKeysArgs = {
  hashes: Array<Scalars['String']['input']>;
};


export type Query_ServiceGrantIsActiveArgs = {
  accountId: Scalars['ID']['input'];
  grantId: Scalars['ID']['input'];
};


export type Query_SessionIsActiveArgs = {
  sessionId: Scalars['ID']['input'];
  userId: Scalars['ID']['input'];
};


export type Query_UsersNodesArgs = {
  ids: Array<Scalars['ID']['input']>;
};


export type QueryAccessExplainArgs = {
  accountId: Scalars['ID']['input'];
  memberId?: InputMaybe<Scalars['ID']['input']>;
  permission: Scalars['String']['input'];
};


export type QueryAccountArgs = {
  id: Scalars['ID']['input'];
};


export type QueryEventsArgs = {
  accountId: Scalars['ID']['input'];
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type RecoveryCodesRegeneratePayload = {
  __typename?: 'RecoveryCodesRegeneratePayload';
  /** As of `totpConfirm`. */
  recoveryCodes?: Maybe<Array<Scalars['String']['output']>>;
  user?: Maybe<User>;
  userErrors: Array<UserError>;
};

export type RevokedSessions = {
  __typename?: 'RevokedSessions';
  /** As viewers name them. */
  keyIds: Array<Scalars['ID']['output']>;
  /** As access tokens name them. */
  sessionIds: Array<Scalars['ID']['output']>;
};

/** What a member may do on an account: built-in, with the same id everywhere, or made by the account for itself. */
export type Role = Node & {
  __typename?: 'Role';
  builtIn: Scalars['Boolean']['output'];
  id: Scalars['ID']['output'];
  name: Scalars['String']['output'];
  /** Such as `resources:write`. */
  permissions: Array<Scalars['String']['output']>;
  /** Grows by one with each change. */
  version: Scalars['Int']['output'];
};

export type RoleCreateInput = {
  accountId: Scalars['ID']['input'];
  /** 1 to 50 characters; unlike the names of the account's other roles. */
  name: Scalars['String']['input'];
  /** Of the catalogue, and not `owners:manage`. Every role has `account:read`. */
  permissions: Array<Scalars['String']['input']>;
};

export type RoleCreatePayload = {
  __typename?: 'RoleCreatePayload';
  role?: Maybe<Role>;
  userErrors: Array<UserError>;
};

export type RoleDeleteInput = {
  roleId: Scalars['ID']['input'];
};

export type RoleDeletePayload = {
  __typename?: 'RoleDeletePayload';
  /** Of the role that was deleted. */
  roleId?: Maybe<Scalars['ID']['output']>;
  userErrors: Array<UserError>;
};

export type RoleUpdateInput = {
  /** The version that the editor has seen. */
  expectedVersion: Scalars['Int']['input'];
  name: Scalars['String']['input'];
  /** All that the role is to allow. */
  permissions: Array<Scalars['String']['input']>;
  roleId: Scalars['ID']['input'];
};

export type RoleUpdatePayload = {
  __typename?: 'RoleUpdatePayload';
  /** After a `VersionConflict` the role as it is now. */
  role?: Maybe<Role>;
  userErrors: Array<UserError>;
};

/** By what a person proves who he is, besides a password or a provider. */
export const SecondFactor = {
  /** One of his passkeys: see `passkeyAuthenticationCreate`. */
  Passkey: 'PASSKEY',
  /** One of the codes that he has written down. */
  RecoveryCode: 'RECOVERY_CODE',
  /** A code of his authenticator. */
  Totp: 'TOTP'
} as const;

export type SecondFactor = typeof SecondFactor[keyof typeof SecondFactor];
export const SecurityAction = {
  AdministratorGranted: 'ADMINISTRATOR_GRANTED',
  AdministratorRevoked: 'ADMINISTRATOR_REVOKED',
  UsersSearched: 'USERS_SEARCHED',
  UserImpersonated: 'USER_IMPERSONATED',
  UserLocked: 'USER_LOCKED',
  UserSignedOut: 'USER_SIGNED_OUT',
  UserUnlocked: 'USER_UNLOCKED',
  UserViewed: 'USER_VIEWED'
} as const;

export type SecurityAction = typeof SecurityAction[keyof typeof SecurityAction];
/** Something that an administrator did, or that was done to who is one. */
export type SecurityEvent = {
  __typename?: 'SecurityEvent';
  action: SecurityAction;
  /** Null for the operator, by his command. */
  administrator?: Maybe<User>;
  occurredAt: Scalars['DateTime']['output'];
  /** Null where none was asked for, and of a person who was erased. */
  reason?: Maybe<Scalars['String']['output']>;
  requestId: Scalars['String']['output'];
  /** To whom it was done; null for a search. */
  user?: Maybe<User>;
};

export type SecurityEventConnection = {
  __typename?: 'SecurityEventConnection';
  edges: Array<SecurityEventEdge>;
  nodes: Array<SecurityEvent>;
  pageInfo: PageInfo;
};

export type SecurityEventEdge = {
  __typename?: 'SecurityEventEdge';
  cursor: Scalars['Cursor']['output'];
  node: SecurityEvent;
};

/** All conditions that are given hold. */
export type SecurityEventFilter = {
  action?: InputMaybe<SecurityAction>;
  administratorId?: InputMaybe<Scalars['ID']['input']>;
  userId?: InputMaybe<Scalars['ID']['input']>;
};

/**
 * A program of an account that is known by name. It shares no secret with us: it signs a JWT with a private key that it alone has, and
 * exchanges that for access tokens of ten minutes at `POST /auth/token` (RFC 7523).
 */
export type ServiceIdentity = Node & {
  __typename?: 'ServiceIdentity';
  createdAt: Scalars['DateTime']['output'];
  createdBy?: Maybe<User>;
  /** Null for one that is good until it is removed. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  id: Scalars['ID']['output'];
  /** The public halves of what it signs with, the oldest first: five at most. Without one it gets no token. */
  keys: Array<ServiceIdentityKey>;
  /** When it last got an access token; null where it never did. */
  lastUsedAt?: Maybe<Scalars['DateTime']['output']>;
  name: Scalars['String']['output'];
  /** Addresses and ranges from which alone it is let in; none for all. */
  networks: Array<Scalars['String']['output']>;
  /** Permissions: the program may do nothing else, and a token may say less. */
  scopes: Array<Scalars['String']['output']>;
  version: Scalars['Int']['output'];
};

export type ServiceIdentityConnection = {
  __typename?: 'ServiceIdentityConnection';
  edges: Array<ServiceIdentityEdge>;
  nodes: Array<ServiceIdentity>;
  pageInfo: PageInfo;
};

export type ServiceIdentityCreateInput = {
  accountId: Scalars['ID']['input'];
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** 1 to 100 characters. */
  name: Scalars['String']['input'];
  /** Addresses and ranges, such as `192.0.2.0/24`, from which alone it is let in. Left out for all. */
  networks?: InputMaybe<Array<Scalars['String']['input']>>;
  /**
   * A public JWK (RFC 7517): Ed25519, P-256, or RSA of 2048 to 4096 bits with `alg` `PS256` or `RS256`. Without `kid` it is known by its
   * thumbprint (RFC 7638). A JWK with private members is refused.
   */
  publicKey: Scalars['JSON']['input'];
  /**
   * Permissions, such as `resources:read`. What takes a person, such as managing members, no program can have. Without `account:read` it
   * does not see the account, nor what hangs on it, such as its lists.
   */
  scopes: Array<Scalars['String']['input']>;
};

export type ServiceIdentityCreatePayload = {
  __typename?: 'ServiceIdentityCreatePayload';
  serviceIdentity?: Maybe<ServiceIdentity>;
  userErrors: Array<UserError>;
};

export type ServiceIdentityEdge = {
  __typename?: 'ServiceIdentityEdge';
  cursor: Scalars['Cursor']['output'];
  node: ServiceIdentity;
};

export type ServiceIdentityKey = {
  __typename?: 'ServiceIdentityKey';
  /** The one by which signatures are checked, whatever their headers say: `EdDSA`, `ES256`, `PS256` or `RS256`. */
  algorithm: Scalars['String']['output'];
  createdAt: Scalars['DateTime']['output'];
  /** Which the header of an assertion has to name. */
  kid: Scalars['String']['output'];
};

export type ServiceIdentityKeyAddInput = {
  /** As of `ServiceIdentityCreateInput`. */
  publicKey: Scalars['JSON']['input'];
  serviceIdentityId: Scalars['ID']['input'];
};

export type ServiceIdentityKeyAddPayload = {
  __typename?: 'ServiceIdentityKeyAddPayload';
  serviceIdentity?: Maybe<ServiceIdentity>;
  userErrors: Array<UserError>;
};

export type ServiceIdentityKeyRemoveInput = {
  kid: Scalars['String']['input'];
  serviceIdentityId: Scalars['ID']['input'];
};

export type ServiceIdentityKeyRemovePayload = {
  __typename?: 'ServiceIdentityKeyRemovePayload';
  serviceIdentity?: Maybe<ServiceIdentity>;
  userErrors: Array<UserError>;
};

export type ServiceIdentityRemoveInput = {
  serviceIdentityId: Scalars['ID']['input'];
};

export type ServiceIdentityRemovePayload = {
  __typename?: 'ServiceIdentityRemovePayload';
  /** Of the one that was removed. */
  serviceIdentityId?: Maybe<Scalars['ID']['output']>;
  userErrors: Array<UserError>;
};

export type ServiceIdentityUpdateInput = {
  /** The version that the editor has seen. */
  expectedVersion: Scalars['Int']['input'];
  /** Null for no end. */
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** What is left out stays as it is. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Empty for all. */
  networks?: InputMaybe<Array<Scalars['String']['input']>>;
  scopes?: InputMaybe<Array<Scalars['String']['input']>>;
  serviceIdentityId: Scalars['ID']['input'];
};

export type ServiceIdentityUpdatePayload = {
  __typename?: 'ServiceIdentityUpdatePayload';
  /** After a `VersionConflict` as it is now. */
  serviceIdentity?: Maybe<ServiceIdentity>;
  userErrors: Array<UserError>;
};

/** One sign-in of a person, on one device. Nobody else sees it. */
export type Session = Node & {
  __typename?: 'Session';
  /** The network address from which the session was last used. Null where it is not known. */
  address?: Maybe<Scalars['String']['output']>;
  /** The program that last used the session, as it calls itself: its `User-Agent`. Null where it is not known. */
  agent?: Maybe<Scalars['String']['output']>;
  /**
   * When the person last proved who he is: when he signed in, here or at his provider, or by `sessionReauthenticate`. Null where
   * his provider does not say, and of an administrator's.
   */
  authenticatedAt?: Maybe<Scalars['DateTime']['output']>;
  /** When the person signed in. */
  createdAt: Scalars['DateTime']['output'];
  /** When the session ends, however often it is refreshed. */
  expiresAt: Scalars['DateTime']['output'];
  id: Scalars['ID']['output'];
  /** When it ends unless it is refreshed before. Each refresh puts it off, and never beyond `expiresAt`. */
  idleExpiresAt: Scalars['DateTime']['output'];
  /** Whether this is the session that asks. */
  isCurrent: Scalars['Boolean']['output'];
  /** Whether it is an administrator's, who acts in the place of the person. He can end it, as any other. */
  isImpersonation: Scalars['Boolean']['output'];
  /** When it was last refreshed; at first, when the person signed in. */
  lastUsedAt: Scalars['DateTime']['output'];
};

/** What is asked of somebody who has shown a first factor, before he is let in. */
export type SessionChallenge = {
  __typename?: 'SessionChallenge';
  /** After five minutes. It is over before that when it has been tried five times. */
  expiresAt: Scalars['DateTime']['output'];
  /** One of these will do. */
  factors: Array<SecondFactor>;
  /** Opaque, for `sessionChallengeComplete`. */
  token: Scalars['String']['output'];
};

export type SessionChallengeCompleteInput = {
  /** As the challenge has it. */
  challengeToken: Scalars['String']['input'];
  /** The six digits that the authenticator shows. Each is good once. */
  code?: InputMaybe<Scalars['String']['input']>;
  /** What a passkey has made of `passkeyAuthenticationCreate`: see `SessionCreateWithPasskeyInput.response`. */
  passkey?: InputMaybe<Scalars['JSON']['input']>;
  /** Each is good once. */
  recoveryCode?: InputMaybe<Scalars['String']['input']>;
};

export type SessionChallengeCompletePayload = {
  __typename?: 'SessionChallengeCompletePayload';
  /** As of `sessionCreate`. */
  accessToken?: Maybe<Scalars['String']['output']>;
  /** When the access token expires. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** As of `sessionCreate`. */
  refreshToken?: Maybe<Scalars['String']['output']>;
  session?: Maybe<Session>;
  user?: Maybe<User>;
  userErrors: Array<UserError>;
};

export type SessionConnection = {
  __typename?: 'SessionConnection';
  edges: Array<SessionEdge>;
  nodes: Array<Session>;
  pageInfo: PageInfo;
};

export type SessionCreateInput = {
  email: Scalars['EmailAddress']['input'];
  password: Scalars['String']['input'];
};

export type SessionCreatePayload = {
  __typename?: 'SessionCreatePayload';
  /** A JWT for `Authorization: Bearer …`, good for ten minutes. */
  accessToken?: Maybe<Scalars['String']['output']>;
  /** What else the person has to show; null where he is in, or is refused. */
  challenge?: Maybe<SessionChallenge>;
  /** When the access token expires. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** Opaque, good for one `sessionRefresh`. */
  refreshToken?: Maybe<Scalars['String']['output']>;
  session?: Maybe<Session>;
  user?: Maybe<User>;
  userErrors: Array<UserError>;
};

export type SessionCreateWithPasskeyInput = {
  /** What `PublicKeyCredential.toJSON()` gives. */
  response: Scalars['JSON']['input'];
};

export type SessionCreateWithPasskeyPayload = {
  __typename?: 'SessionCreateWithPasskeyPayload';
  /** As of `sessionCreate`. */
  accessToken?: Maybe<Scalars['String']['output']>;
  /** When the access token expires. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** As of `sessionCreate`. */
  refreshToken?: Maybe<Scalars['String']['output']>;
  session?: Maybe<Session>;
  user?: Maybe<User>;
  userErrors: Array<UserError>;
};

export type SessionCreateWithProviderInput = {
  /** From the fragment of the URL that the browser came back to. Good for a minute, once. */
  code: Scalars['String']['input'];
  /** Whose SHA-256, in base64url, was the `codeChallenge` at the start (RFC 7636, S256). */
  codeVerifier: Scalars['String']['input'];
};

export type SessionEdge = {
  __typename?: 'SessionEdge';
  cursor: Scalars['Cursor']['output'];
  node: Session;
};

export type SessionImpersonateInput = {
  /** 1 to 500 characters, for other administrators. */
  reason: Scalars['String']['input'];
  /** Nobody who administers the platform himself. */
  userId: Scalars['ID']['input'];
};

export type SessionImpersonatePayload = {
  __typename?: 'SessionImpersonatePayload';
  /** As of `sessionCreate`. */
  accessToken?: Maybe<Scalars['String']['output']>;
  /** When the access token expires, and the session ends. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  session?: Maybe<Session>;
  user?: Maybe<User>;
  userErrors: Array<UserError>;
};

/** One proof. Whoever has set up an authenticator gives neither his password nor a provider: it is not enough. */
export type SessionReauthenticateInput = {
  /** The six digits that the authenticator shows. Each is good once. */
  code?: InputMaybe<Scalars['String']['input']>;
  /** What a passkey has made of `passkeyAuthenticationCreate`: see `SessionCreateWithPasskeyInput.response`. */
  passkey?: InputMaybe<Scalars['JSON']['input']>;
  password?: InputMaybe<Scalars['String']['input']>;
  /** Of a provider with which the viewer is linked, for whom a password would do. */
  provider?: InputMaybe<ProviderProofInput>;
  /** Each is good once. */
  recoveryCode?: InputMaybe<Scalars['String']['input']>;
};

export type SessionReauthenticatePayload = {
  __typename?: 'SessionReauthenticatePayload';
  /** As of `sessionCreate`; takes the place of the one before. */
  accessToken?: Maybe<Scalars['String']['output']>;
  /** When the access token expires. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  session?: Maybe<Session>;
  userErrors: Array<UserError>;
};

export type SessionRefreshInput = {
  refreshToken: Scalars['String']['input'];
};

export type SessionRefreshPayload = {
  __typename?: 'SessionRefreshPayload';
  accessToken?: Maybe<Scalars['String']['output']>;
  /** When the access token expires. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  refreshToken?: Maybe<Scalars['String']['output']>;
  session?: Maybe<Session>;
  user?: Maybe<User>;
  userErrors: Array<UserError>;
};

export type SessionRevokeAllPayload = {
  __typename?: 'SessionRevokeAllPayload';
  /** How many sessions this ended; those that had ended before are not counted. */
  revokedCount: Scalars['Int']['output'];
  userErrors: Array<UserError>;
};

export type SessionRevokeInput = {
  /** Of one of the viewer's own sessions. */
  sessionId: Scalars['ID']['input'];
};

export type SessionRevokeOthersPayload = {
  __typename?: 'SessionRevokeOthersPayload';
  /** How many sessions this ended; those that had ended before are not counted. */
  revokedCount: Scalars['Int']['output'];
  userErrors: Array<UserError>;
};

export type SessionRevokePayload = {
  __typename?: 'SessionRevokePayload';
  /** The session, which has ended. */
  session?: Maybe<Session>;
  userErrors: Array<UserError>;
};

export type Subscription = {
  __typename?: 'Subscription';
  /**
   * For routers: the sessions that were revoked of late, then each session and each API key that is, and nothing now and then
   * as a sign of life.
   */
  _sessionsRevoked: RevokedSessions;
};

export const Theme = {
  Dark: 'DARK',
  Light: 'LIGHT',
  /** As the device has it. */
  System: 'SYSTEM'
} as const;

export type Theme = typeof Theme[keyof typeof Theme];
export type TotpConfirmInput = {
  /** The six digits that the authenticator shows. */
  code: Scalars['String']['input'];
};

export type TotpConfirmPayload = {
  __typename?: 'TotpConfirmPayload';
  /** Ten, each good once in the place of a code of the authenticator. */
  recoveryCodes?: Maybe<Array<Scalars['String']['output']>>;
  user?: Maybe<User>;
  userErrors: Array<UserError>;
};

export type TotpEnrollPayload = {
  __typename?: 'TotpEnrollPayload';
  /** To be typed into an authenticator: base32. */
  secret?: Maybe<Scalars['String']['output']>;
  /** The same as `otpauth://totp/…`, of which authenticators read a picture. */
  uri?: Maybe<Scalars['String']['output']>;
  userErrors: Array<UserError>;
};

export type TotpRemovePayload = {
  __typename?: 'TotpRemovePayload';
  user?: Maybe<User>;
  userErrors: Array<UserError>;
};

/** A person who can sign in. */
export type User = Node & {
  __typename?: 'User';
  /** The accounts that the person belongs to, the oldest first. */
  accounts?: Maybe<AccountConnection>;
  /** The person's own keys, the oldest first. */
  apiKeys?: Maybe<ApiKeyConnection>;
  /** The URL of a picture, by `https`. Null where there is none. */
  avatar?: Maybe<Scalars['String']['output']>;
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** The last one that the person has asked for, as long as it is kept. */
  dataExport?: Maybe<DataExport>;
  /** What others call the person. Null where the person has been erased. */
  displayName?: Maybe<Scalars['String']['output']>;
  /** The address that the person signs in with. */
  email?: Maybe<Scalars['EmailAddress']['output']>;
  /** Whether the person has shown that the address is his. */
  emailVerified?: Maybe<Scalars['Boolean']['output']>;
  id: Scalars['ID']['output'];
  /** The providers with which the person can sign in, the first that was linked first. */
  identities?: Maybe<Array<Identity>>;
  /** The person's passkeys, the oldest first: twenty at most. */
  passkeys?: Maybe<Array<Passkey>>;
  /** The number at which the person gets text messages (E.164), which he has shown to be his. Nobody signs in by it. */
  phoneNumber?: Maybe<Scalars['String']['output']>;
  preferences?: Maybe<UserPreferences>;
  /** How many recovery codes the person has not used yet. */
  recoveryCodesLeft?: Maybe<Scalars['Int']['output']>;
  /** Where the person is signed in, the newest first. */
  sessions?: Maybe<SessionConnection>;
  /** Whether signing in as the person takes a code of an authenticator, or what will do in its place. */
  totpEnabled?: Maybe<Scalars['Boolean']['output']>;
  /** Of the person himself; `userUpdate` takes it. */
  version?: Maybe<Scalars['Int']['output']>;
};


/** A person who can sign in. */
export type UserAccountsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A person who can sign in. */
export type UserApiKeysArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A person who can sign in. */
export type UserSessionsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type UserErasePayload = {
  __typename?: 'UserErasePayload';
  /** With `LAST_OWNER`: the accounts in which there are others, and no other owner. Hand them over, or delete them, before. */
  accountsInTheWay: Array<Account>;
  /** By which others may still refer to who the viewer was. */
  erasedUserId?: Maybe<Scalars['ID']['output']>;
  userErrors: Array<UserError>;
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
  /** The address is invited to the account already. */
  AlreadyInvited: 'ALREADY_INVITED',
  /** The viewer belongs to the account already. */
  AlreadyMember: 'ALREADY_MEMBER',
  /** The viewer has not shown that his address is his: see `emailVerificationRequest`. */
  EmailNotVerified: 'EMAIL_NOT_VERIFIED',
  /** Somebody has registered with this address already. */
  EmailTaken: 'EMAIL_TAKEN',
  /** The `Idempotency-Key` was used for another request in the last 24 hours. */
  IdempotencyKeyReused: 'IDEMPOTENCY_KEY_REUSED',
  /** Whoever the viewer is at the provider is not linked with him. */
  IdentityNotLinked: 'IDENTITY_NOT_LINKED',
  /** Whoever the viewer is at the provider is linked with another person. */
  IdentityTaken: 'IDENTITY_TAKEN',
  /** The challenge is unknown, expired, or was tried too often. Sign in again. */
  InvalidChallenge: 'INVALID_CHALLENGE',
  /** The code is wrong, of another time, or was used before. */
  InvalidCode: 'INVALID_CODE',
  /** The address and the password do not belong together. */
  InvalidCredentials: 'INVALID_CREDENTIALS',
  /** The input is not acceptable; `path` says which part. */
  InvalidInput: 'INVALID_INPUT',
  /** The passkey is unknown here, was used for something else, or late, or twice. */
  InvalidPasskey: 'INVALID_PASSKEY',
  /** The code of a provider is unknown, was used, is older than a minute, or began with another verifier. Begin again. */
  InvalidProviderCode: 'INVALID_PROVIDER_CODE',
  /** The refresh token is unknown, expired, or was used before. Sign in again. */
  InvalidRefreshToken: 'INVALID_REFRESH_TOKEN',
  /** The token of a mail is unknown, expired, was used before, or is for something else. */
  InvalidToken: 'INVALID_TOKEN',
  /** The account would be left without an owner. */
  LastOwner: 'LAST_OWNER',
  /** The viewer could not sign in any more. Set a password, link another provider or make another passkey, first. */
  LastSignInMethod: 'LAST_SIGN_IN_METHOD',
  /** There is no such thing, or the viewer may not see it. */
  NotFound: 'NOT_FOUND',
  /** The viewer signs in without a password: there is none to change. */
  NoPassword: 'NO_PASSWORD',
  /** The passkey is registered already. */
  PasskeyRegistered: 'PASSKEY_REGISTERED',
  /** The password is known from a breach, or is a name of the person's. */
  PasswordTooCommon: 'PASSWORD_TOO_COMMON',
  /** The provider gives no address of the person's, and nobody can register without one. */
  ProviderEmailMissing: 'PROVIDER_EMAIL_MISSING',
  /** The viewer is linked with somebody else at this provider already. Unlink that first. */
  ProviderLinked: 'PROVIDER_LINKED',
  /**
   * This takes a proof of who the viewer is that is not older than ten minutes. Give one by `sessionReauthenticate`, and repeat
   * it with the access token that comes of it.
   */
  ReauthenticationRequired: 'REAUTHENTICATION_REQUIRED',
  /** Somebody has this role, or is invited to it. Give him another first. */
  RoleInUse: 'ROLE_IN_USE',
  /** The account has a role of this name already. */
  RoleNameTaken: 'ROLE_NAME_TAKEN',
  /**
   * A password or a provider alone is not enough: this person signs in with a second factor, or administers the platform, which
   * takes one.
   */
  SecondFactorRequired: 'SECOND_FACTOR_REQUIRED',
  /** The person has as many passkeys as he can have. */
  TooManyPasskeys: 'TOO_MANY_PASSKEYS',
  /** The account has as many roles of its own as it can have. */
  TooManyRoles: 'TOO_MANY_ROLES',
  /** An authenticator is set up already. */
  TotpEnabled: 'TOTP_ENABLED',
  /** An administrator has locked this person out. */
  UserLocked: 'USER_LOCKED',
  /** Somebody else changed it meanwhile. */
  VersionConflict: 'VERSION_CONFLICT'
} as const;

export type UserErrorCode = typeof UserErrorCode[keyof typeof UserErrorCode];
export type UserExportPayload = {
  __typename?: 'UserExportPayload';
  dataExport?: Maybe<DataExport>;
  userErrors: Array<UserError>;
};

export type UserForceSignOutInput = {
  /** 1 to 500 characters, for other administrators. */
  reason: Scalars['String']['input'];
  userId: Scalars['ID']['input'];
};

export type UserForceSignOutPayload = {
  __typename?: 'UserForceSignOutPayload';
  user?: Maybe<PlatformUser>;
  userErrors: Array<UserError>;
};

export type UserLockInput = {
  /** 1 to 500 characters, for other administrators. */
  reason: Scalars['String']['input'];
  userId: Scalars['ID']['input'];
};

export type UserLockPayload = {
  __typename?: 'UserLockPayload';
  user?: Maybe<PlatformUser>;
  userErrors: Array<UserError>;
};

/** How a person wants to be shown things. */
export type UserPreferences = {
  __typename?: 'UserPreferences';
  /** The tag of a language by BCP 47, such as `de-AT`; `en` where nothing was said. */
  locale: Scalars['String']['output'];
  theme: Theme;
  /** A name of the IANA time zone database, such as `Europe/Vienna`; `UTC` where nothing was said. */
  timeZone: Scalars['String']['output'];
};

export type UserRegisterInput = {
  /** 1 to 100 characters. */
  displayName: Scalars['String']['input'];
  email: Scalars['EmailAddress']['input'];
  /** 8 to 128 characters, and none of those that are tried first. */
  password: Scalars['String']['input'];
};

export type UserRegisterPayload = {
  __typename?: 'UserRegisterPayload';
  user?: Maybe<User>;
  userErrors: Array<UserError>;
};

export type UserUnlockInput = {
  /** 1 to 500 characters, for other administrators. */
  reason: Scalars['String']['input'];
  userId: Scalars['ID']['input'];
};

export type UserUnlockPayload = {
  __typename?: 'UserUnlockPayload';
  user?: Maybe<PlatformUser>;
  userErrors: Array<UserError>;
};

export type UserUpdateInput = {
  /** A URL by `https` of at most 2048 characters; null takes the picture away. Left as it is where this is left out. */
  avatar?: InputMaybe<Scalars['String']['input']>;
  /** 1 to 100 characters. */
  displayName: Scalars['String']['input'];
  expectedVersion: Scalars['Int']['input'];
};

export type UserUpdatePayload = {
  __typename?: 'UserUpdatePayload';
  /** The person, in case of a conflict as he is now. */
  user?: Maybe<User>;
  userErrors: Array<UserError>;
};

export type VerifiedApiKey = {
  __typename?: 'VerifiedApiKey';
  accountId?: Maybe<Scalars['ID']['output']>;
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** As viewers name it. */
  keyId: Scalars['ID']['output'];
  networks: Array<Scalars['String']['output']>;
  scopes: Array<Scalars['String']['output']>;
  userId?: Maybe<Scalars['ID']['output']>;
};

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
  ApiKey: ApiKey;
  AuditEntry: AuditEntry;
  DataExport: DataExport;
  Identity: Identity;
  Invitation: Invitation;
  Member: Member;
  Passkey: Passkey;
  Role: Role;
  ServiceIdentity: ServiceIdentity;
  Session: Session;
  User: User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Account:
    ( { __typename: 'Account' }
    & GraphQLRecursivePick<FederationTypes['Account'], {"id":true}> );
  ApiKey:
    ( { __typename: 'ApiKey' }
    & GraphQLRecursivePick<FederationTypes['ApiKey'], {"id":true}> );
  AuditEntry:
    ( { __typename: 'AuditEntry' }
    & GraphQLRecursivePick<FederationTypes['AuditEntry'], {"id":true}> );
  DataExport:
    ( { __typename: 'DataExport' }
    & GraphQLRecursivePick<FederationTypes['DataExport'], {"id":true}> );
  Identity:
    ( { __typename: 'Identity' }
    & GraphQLRecursivePick<FederationTypes['Identity'], {"id":true}> );
  Invitation:
    ( { __typename: 'Invitation' }
    & GraphQLRecursivePick<FederationTypes['Invitation'], {"id":true}> );
  Member:
    ( { __typename: 'Member' }
    & GraphQLRecursivePick<FederationTypes['Member'], {"id":true}> );
  Passkey:
    ( { __typename: 'Passkey' }
    & GraphQLRecursivePick<FederationTypes['Passkey'], {"id":true}> );
  Role:
    ( { __typename: 'Role' }
    & GraphQLRecursivePick<FederationTypes['Role'], {"id":true}> );
  ServiceIdentity:
    ( { __typename: 'ServiceIdentity' }
    & GraphQLRecursivePick<FederationTypes['ServiceIdentity'], {"id":true}> );
  Session:
    ( { __typename: 'Session' }
    & GraphQLRecursivePick<FederationTypes['Session'], {"id":true}> );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};


/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( AccountModel )
    | ( ApiKeyModel )
    | ( AuditEntryModel )
    | ( DataExportModel )
    | ( IdentityModel )
    | ( InvitationModel )
    | ( MemberModel )
    | ( PasskeyModel )
    | ( RoleModel )
    | ( ServiceIdentityModel )
    | ( SessionModel )
    | ( UserModel )
  ;
  UserError:
    | ( UserErrorModel )
    | ( UserErrorModel )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AccessExplanation: ResolverTypeWrapper<AccessExplanationModel>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  AccessReason: AccessReason;
  Account: ResolverTypeWrapper<AccountModel>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  AccountConnection: ResolverTypeWrapper<Omit<AccountConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['AccountEdge']>, nodes: Array<ResolversTypes['Account']> }>;
  AccountCreateInput: AccountCreateInput;
  AccountCreatePayload: ResolverTypeWrapper<Omit<AccountCreatePayload, 'account' | 'userErrors'> & { account?: Maybe<ResolversTypes['Account']>, userErrors: Array<ResolversTypes['UserError']> }>;
  AccountDeleteInput: AccountDeleteInput;
  AccountDeletePayload: ResolverTypeWrapper<Omit<AccountDeletePayload, 'account' | 'userErrors'> & { account?: Maybe<ResolversTypes['Account']>, userErrors: Array<ResolversTypes['UserError']> }>;
  AccountDeletion: ResolverTypeWrapper<AccountDeletionModel>;
  AccountDeletionCancelInput: AccountDeletionCancelInput;
  AccountDeletionCancelPayload: ResolverTypeWrapper<Omit<AccountDeletionCancelPayload, 'account' | 'userErrors'> & { account?: Maybe<ResolversTypes['Account']>, userErrors: Array<ResolversTypes['UserError']> }>;
  AccountEdge: ResolverTypeWrapper<Omit<AccountEdge, 'node'> & { node: ResolversTypes['Account'] }>;
  AccountEvent: ResolverTypeWrapper<AccountEventModel>;
  AccountEventConnection: ResolverTypeWrapper<Omit<AccountEventConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['AccountEventEdge']>, nodes: Array<ResolversTypes['AccountEvent']> }>;
  AccountEventEdge: ResolverTypeWrapper<Omit<AccountEventEdge, 'node'> & { node: ResolversTypes['AccountEvent'] }>;
  AccountTransferInput: AccountTransferInput;
  AccountTransferPayload: ResolverTypeWrapper<Omit<AccountTransferPayload, 'account' | 'userErrors'> & { account?: Maybe<ResolversTypes['Account']>, userErrors: Array<ResolversTypes['UserError']> }>;
  AccountUpdateInput: AccountUpdateInput;
  AccountUpdatePayload: ResolverTypeWrapper<Omit<AccountUpdatePayload, 'account' | 'userErrors'> & { account?: Maybe<ResolversTypes['Account']>, userErrors: Array<ResolversTypes['UserError']> }>;
  ApiKey: ResolverTypeWrapper<ApiKeyModel>;
  ApiKeyConnection: ResolverTypeWrapper<Omit<ApiKeyConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['ApiKeyEdge']>, nodes: Array<ResolversTypes['ApiKey']> }>;
  ApiKeyCreateInput: ApiKeyCreateInput;
  ApiKeyCreatePayload: ResolverTypeWrapper<Omit<ApiKeyCreatePayload, 'apiKey' | 'userErrors'> & { apiKey?: Maybe<ResolversTypes['ApiKey']>, userErrors: Array<ResolversTypes['UserError']> }>;
  ApiKeyEdge: ResolverTypeWrapper<Omit<ApiKeyEdge, 'node'> & { node: ResolversTypes['ApiKey'] }>;
  ApiKeyRevokeInput: ApiKeyRevokeInput;
  ApiKeyRevokePayload: ResolverTypeWrapper<Omit<ApiKeyRevokePayload, 'userErrors'> & { userErrors: Array<ResolversTypes['UserError']> }>;
  ApiKeyRotateInput: ApiKeyRotateInput;
  ApiKeyRotatePayload: ResolverTypeWrapper<Omit<ApiKeyRotatePayload, 'apiKey' | 'userErrors'> & { apiKey?: Maybe<ResolversTypes['ApiKey']>, userErrors: Array<ResolversTypes['UserError']> }>;
  AuditCredentialKind: AuditCredentialKind;
  AuditEntry: ResolverTypeWrapper<AuditEntryModel>;
  AuditEntryConnection: ResolverTypeWrapper<Omit<AuditEntryConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['AuditEntryEdge']>, nodes: Array<ResolversTypes['AuditEntry']> }>;
  AuditEntryEdge: ResolverTypeWrapper<Omit<AuditEntryEdge, 'node'> & { node: ResolversTypes['AuditEntry'] }>;
  AuditExportInput: AuditExportInput;
  AuditExportPayload: ResolverTypeWrapper<Omit<AuditExportPayload, 'userErrors'> & { userErrors: Array<ResolversTypes['UserError']> }>;
  AuditLogFilter: AuditLogFilter;
  Cursor: ResolverTypeWrapper<Scalars['Cursor']['output']>;
  DataExport: ResolverTypeWrapper<DataExportModel>;
  DataExportStatus: DataExportStatus;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  EmailAddress: ResolverTypeWrapper<Scalars['EmailAddress']['output']>;
  EmailChangeConfirmInput: EmailChangeConfirmInput;
  EmailChangeConfirmPayload: ResolverTypeWrapper<Omit<EmailChangeConfirmPayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversTypes['User']>, userErrors: Array<ResolversTypes['UserError']> }>;
  EmailChangeRequestInput: EmailChangeRequestInput;
  EmailChangeRequestPayload: ResolverTypeWrapper<Omit<EmailChangeRequestPayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversTypes['User']>, userErrors: Array<ResolversTypes['UserError']> }>;
  EmailVerificationRequestPayload: ResolverTypeWrapper<Omit<EmailVerificationRequestPayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversTypes['User']>, userErrors: Array<ResolversTypes['UserError']> }>;
  EmailVerifyInput: EmailVerifyInput;
  EmailVerifyPayload: ResolverTypeWrapper<Omit<EmailVerifyPayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversTypes['User']>, userErrors: Array<ResolversTypes['UserError']> }>;
  Identity: ResolverTypeWrapper<IdentityModel>;
  IdentityLinkInput: IdentityLinkInput;
  IdentityLinkPayload: ResolverTypeWrapper<Omit<IdentityLinkPayload, 'identity' | 'userErrors'> & { identity?: Maybe<ResolversTypes['Identity']>, userErrors: Array<ResolversTypes['UserError']> }>;
  IdentityProvider: ResolverTypeWrapper<IdentityProvider>;
  IdentityUnlinkInput: IdentityUnlinkInput;
  IdentityUnlinkPayload: ResolverTypeWrapper<Omit<IdentityUnlinkPayload, 'userErrors'> & { userErrors: Array<ResolversTypes['UserError']> }>;
  InputError: ResolverTypeWrapper<UserErrorModel>;
  Invitation: ResolverTypeWrapper<InvitationModel>;
  InvitationAcceptInput: InvitationAcceptInput;
  InvitationAcceptPayload: ResolverTypeWrapper<Omit<InvitationAcceptPayload, 'account' | 'member' | 'userErrors'> & { account?: Maybe<ResolversTypes['Account']>, member?: Maybe<ResolversTypes['Member']>, userErrors: Array<ResolversTypes['UserError']> }>;
  InvitationConnection: ResolverTypeWrapper<Omit<InvitationConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['InvitationEdge']>, nodes: Array<ResolversTypes['Invitation']> }>;
  InvitationEdge: ResolverTypeWrapper<Omit<InvitationEdge, 'node'> & { node: ResolversTypes['Invitation'] }>;
  InvitationResendInput: InvitationResendInput;
  InvitationResendPayload: ResolverTypeWrapper<Omit<InvitationResendPayload, 'invitation' | 'userErrors'> & { invitation?: Maybe<ResolversTypes['Invitation']>, userErrors: Array<ResolversTypes['UserError']> }>;
  InvitationRevokeInput: InvitationRevokeInput;
  InvitationRevokePayload: ResolverTypeWrapper<Omit<InvitationRevokePayload, 'userErrors'> & { userErrors: Array<ResolversTypes['UserError']> }>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  Member: ResolverTypeWrapper<MemberModel>;
  MemberConnection: ResolverTypeWrapper<Omit<MemberConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['MemberEdge']>, nodes: Array<ResolversTypes['Member']> }>;
  MemberEdge: ResolverTypeWrapper<Omit<MemberEdge, 'node'> & { node: ResolversTypes['Member'] }>;
  MemberInviteInput: MemberInviteInput;
  MemberInvitePayload: ResolverTypeWrapper<Omit<MemberInvitePayload, 'invitation' | 'userErrors'> & { invitation?: Maybe<ResolversTypes['Invitation']>, userErrors: Array<ResolversTypes['UserError']> }>;
  MemberRemoveInput: MemberRemoveInput;
  MemberRemovePayload: ResolverTypeWrapper<Omit<MemberRemovePayload, 'userErrors'> & { userErrors: Array<ResolversTypes['UserError']> }>;
  MemberRole: MemberRole;
  MemberUpdateInput: MemberUpdateInput;
  MemberUpdatePayload: ResolverTypeWrapper<Omit<MemberUpdatePayload, 'member' | 'userErrors'> & { member?: Maybe<ResolversTypes['Member']>, userErrors: Array<ResolversTypes['UserError']> }>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Passkey: ResolverTypeWrapper<PasskeyModel>;
  PasskeyAuthenticationCreatePayload: ResolverTypeWrapper<Omit<PasskeyAuthenticationCreatePayload, 'userErrors'> & { userErrors: Array<ResolversTypes['UserError']> }>;
  PasskeyRegisterInput: PasskeyRegisterInput;
  PasskeyRegisterPayload: ResolverTypeWrapper<Omit<PasskeyRegisterPayload, 'passkey' | 'userErrors'> & { passkey?: Maybe<ResolversTypes['Passkey']>, userErrors: Array<ResolversTypes['UserError']> }>;
  PasskeyRegistrationCreatePayload: ResolverTypeWrapper<Omit<PasskeyRegistrationCreatePayload, 'userErrors'> & { userErrors: Array<ResolversTypes['UserError']> }>;
  PasskeyRemoveInput: PasskeyRemoveInput;
  PasskeyRemovePayload: ResolverTypeWrapper<Omit<PasskeyRemovePayload, 'userErrors'> & { userErrors: Array<ResolversTypes['UserError']> }>;
  PasskeyRenameInput: PasskeyRenameInput;
  PasskeyRenamePayload: ResolverTypeWrapper<Omit<PasskeyRenamePayload, 'passkey' | 'userErrors'> & { passkey?: Maybe<ResolversTypes['Passkey']>, userErrors: Array<ResolversTypes['UserError']> }>;
  PasswordChangeInput: PasswordChangeInput;
  PasswordChangePayload: ResolverTypeWrapper<Omit<PasswordChangePayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversTypes['User']>, userErrors: Array<ResolversTypes['UserError']> }>;
  PasswordResetInput: PasswordResetInput;
  PasswordResetPayload: ResolverTypeWrapper<Omit<PasswordResetPayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversTypes['User']>, userErrors: Array<ResolversTypes['UserError']> }>;
  PasswordResetRequestInput: PasswordResetRequestInput;
  PasswordResetRequestPayload: ResolverTypeWrapper<Omit<PasswordResetRequestPayload, 'userErrors'> & { userErrors: Array<ResolversTypes['UserError']> }>;
  PhoneNumberChangeConfirmInput: PhoneNumberChangeConfirmInput;
  PhoneNumberChangeConfirmPayload: ResolverTypeWrapper<Omit<PhoneNumberChangeConfirmPayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversTypes['User']>, userErrors: Array<ResolversTypes['UserError']> }>;
  PhoneNumberChangeRequestInput: PhoneNumberChangeRequestInput;
  PhoneNumberChangeRequestPayload: ResolverTypeWrapper<Omit<PhoneNumberChangeRequestPayload, 'userErrors'> & { userErrors: Array<ResolversTypes['UserError']> }>;
  PhoneNumberRemovePayload: ResolverTypeWrapper<Omit<PhoneNumberRemovePayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversTypes['User']>, userErrors: Array<ResolversTypes['UserError']> }>;
  Platform: ResolverTypeWrapper<PlatformModel>;
  PlatformUser: ResolverTypeWrapper<PlatformUserModel>;
  PlatformUserConnection: ResolverTypeWrapper<Omit<PlatformUserConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['PlatformUserEdge']>, nodes: Array<ResolversTypes['PlatformUser']> }>;
  PlatformUserEdge: ResolverTypeWrapper<Omit<PlatformUserEdge, 'node'> & { node: ResolversTypes['PlatformUser'] }>;
  PreferencesUpdateInput: PreferencesUpdateInput;
  PreferencesUpdatePayload: ResolverTypeWrapper<Omit<PreferencesUpdatePayload, 'preferences' | 'userErrors'> & { preferences?: Maybe<ResolversTypes['UserPreferences']>, userErrors: Array<ResolversTypes['UserError']> }>;
  ProviderProofInput: ProviderProofInput;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RecoveryCodesRegeneratePayload: ResolverTypeWrapper<Omit<RecoveryCodesRegeneratePayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversTypes['User']>, userErrors: Array<ResolversTypes['UserError']> }>;
  RevokedSessions: ResolverTypeWrapper<RevokedSessionsModel>;
  Role: ResolverTypeWrapper<RoleModel>;
  RoleCreateInput: RoleCreateInput;
  RoleCreatePayload: ResolverTypeWrapper<Omit<RoleCreatePayload, 'role' | 'userErrors'> & { role?: Maybe<ResolversTypes['Role']>, userErrors: Array<ResolversTypes['UserError']> }>;
  RoleDeleteInput: RoleDeleteInput;
  RoleDeletePayload: ResolverTypeWrapper<Omit<RoleDeletePayload, 'userErrors'> & { userErrors: Array<ResolversTypes['UserError']> }>;
  RoleUpdateInput: RoleUpdateInput;
  RoleUpdatePayload: ResolverTypeWrapper<Omit<RoleUpdatePayload, 'role' | 'userErrors'> & { role?: Maybe<ResolversTypes['Role']>, userErrors: Array<ResolversTypes['UserError']> }>;
  SafeInt: ResolverTypeWrapper<Scalars['SafeInt']['output']>;
  SecondFactor: SecondFactor;
  SecurityAction: SecurityAction;
  SecurityEvent: ResolverTypeWrapper<SecurityEventModel>;
  SecurityEventConnection: ResolverTypeWrapper<Omit<SecurityEventConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['SecurityEventEdge']>, nodes: Array<ResolversTypes['SecurityEvent']> }>;
  SecurityEventEdge: ResolverTypeWrapper<Omit<SecurityEventEdge, 'node'> & { node: ResolversTypes['SecurityEvent'] }>;
  SecurityEventFilter: SecurityEventFilter;
  ServiceIdentity: ResolverTypeWrapper<ServiceIdentityModel>;
  ServiceIdentityConnection: ResolverTypeWrapper<Omit<ServiceIdentityConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['ServiceIdentityEdge']>, nodes: Array<ResolversTypes['ServiceIdentity']> }>;
  ServiceIdentityCreateInput: ServiceIdentityCreateInput;
  ServiceIdentityCreatePayload: ResolverTypeWrapper<Omit<ServiceIdentityCreatePayload, 'serviceIdentity' | 'userErrors'> & { serviceIdentity?: Maybe<ResolversTypes['ServiceIdentity']>, userErrors: Array<ResolversTypes['UserError']> }>;
  ServiceIdentityEdge: ResolverTypeWrapper<Omit<ServiceIdentityEdge, 'node'> & { node: ResolversTypes['ServiceIdentity'] }>;
  ServiceIdentityKey: ResolverTypeWrapper<ServiceIdentityKeyModel>;
  ServiceIdentityKeyAddInput: ServiceIdentityKeyAddInput;
  ServiceIdentityKeyAddPayload: ResolverTypeWrapper<Omit<ServiceIdentityKeyAddPayload, 'serviceIdentity' | 'userErrors'> & { serviceIdentity?: Maybe<ResolversTypes['ServiceIdentity']>, userErrors: Array<ResolversTypes['UserError']> }>;
  ServiceIdentityKeyRemoveInput: ServiceIdentityKeyRemoveInput;
  ServiceIdentityKeyRemovePayload: ResolverTypeWrapper<Omit<ServiceIdentityKeyRemovePayload, 'serviceIdentity' | 'userErrors'> & { serviceIdentity?: Maybe<ResolversTypes['ServiceIdentity']>, userErrors: Array<ResolversTypes['UserError']> }>;
  ServiceIdentityRemoveInput: ServiceIdentityRemoveInput;
  ServiceIdentityRemovePayload: ResolverTypeWrapper<Omit<ServiceIdentityRemovePayload, 'userErrors'> & { userErrors: Array<ResolversTypes['UserError']> }>;
  ServiceIdentityUpdateInput: ServiceIdentityUpdateInput;
  ServiceIdentityUpdatePayload: ResolverTypeWrapper<Omit<ServiceIdentityUpdatePayload, 'serviceIdentity' | 'userErrors'> & { serviceIdentity?: Maybe<ResolversTypes['ServiceIdentity']>, userErrors: Array<ResolversTypes['UserError']> }>;
  Session: ResolverTypeWrapper<SessionModel>;
  SessionChallenge: ResolverTypeWrapper<SessionChallenge>;
  SessionChallengeCompleteInput: SessionChallengeCompleteInput;
  SessionChallengeCompletePayload: ResolverTypeWrapper<Omit<SessionChallengeCompletePayload, 'session' | 'user' | 'userErrors'> & { session?: Maybe<ResolversTypes['Session']>, user?: Maybe<ResolversTypes['User']>, userErrors: Array<ResolversTypes['UserError']> }>;
  SessionConnection: ResolverTypeWrapper<Omit<SessionConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['SessionEdge']>, nodes: Array<ResolversTypes['Session']> }>;
  SessionCreateInput: SessionCreateInput;
  SessionCreatePayload: ResolverTypeWrapper<Omit<SessionCreatePayload, 'session' | 'user' | 'userErrors'> & { session?: Maybe<ResolversTypes['Session']>, user?: Maybe<ResolversTypes['User']>, userErrors: Array<ResolversTypes['UserError']> }>;
  SessionCreateWithPasskeyInput: SessionCreateWithPasskeyInput;
  SessionCreateWithPasskeyPayload: ResolverTypeWrapper<Omit<SessionCreateWithPasskeyPayload, 'session' | 'user' | 'userErrors'> & { session?: Maybe<ResolversTypes['Session']>, user?: Maybe<ResolversTypes['User']>, userErrors: Array<ResolversTypes['UserError']> }>;
  SessionCreateWithProviderInput: SessionCreateWithProviderInput;
  SessionEdge: ResolverTypeWrapper<Omit<SessionEdge, 'node'> & { node: ResolversTypes['Session'] }>;
  SessionImpersonateInput: SessionImpersonateInput;
  SessionImpersonatePayload: ResolverTypeWrapper<Omit<SessionImpersonatePayload, 'session' | 'user' | 'userErrors'> & { session?: Maybe<ResolversTypes['Session']>, user?: Maybe<ResolversTypes['User']>, userErrors: Array<ResolversTypes['UserError']> }>;
  SessionReauthenticateInput: SessionReauthenticateInput;
  SessionReauthenticatePayload: ResolverTypeWrapper<Omit<SessionReauthenticatePayload, 'session' | 'userErrors'> & { session?: Maybe<ResolversTypes['Session']>, userErrors: Array<ResolversTypes['UserError']> }>;
  SessionRefreshInput: SessionRefreshInput;
  SessionRefreshPayload: ResolverTypeWrapper<Omit<SessionRefreshPayload, 'session' | 'user' | 'userErrors'> & { session?: Maybe<ResolversTypes['Session']>, user?: Maybe<ResolversTypes['User']>, userErrors: Array<ResolversTypes['UserError']> }>;
  SessionRevokeAllPayload: ResolverTypeWrapper<Omit<SessionRevokeAllPayload, 'userErrors'> & { userErrors: Array<ResolversTypes['UserError']> }>;
  SessionRevokeInput: SessionRevokeInput;
  SessionRevokeOthersPayload: ResolverTypeWrapper<Omit<SessionRevokeOthersPayload, 'userErrors'> & { userErrors: Array<ResolversTypes['UserError']> }>;
  SessionRevokePayload: ResolverTypeWrapper<Omit<SessionRevokePayload, 'session' | 'userErrors'> & { session?: Maybe<ResolversTypes['Session']>, userErrors: Array<ResolversTypes['UserError']> }>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Theme: Theme;
  TotpConfirmInput: TotpConfirmInput;
  TotpConfirmPayload: ResolverTypeWrapper<Omit<TotpConfirmPayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversTypes['User']>, userErrors: Array<ResolversTypes['UserError']> }>;
  TotpEnrollPayload: ResolverTypeWrapper<Omit<TotpEnrollPayload, 'userErrors'> & { userErrors: Array<ResolversTypes['UserError']> }>;
  TotpRemovePayload: ResolverTypeWrapper<Omit<TotpRemovePayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversTypes['User']>, userErrors: Array<ResolversTypes['UserError']> }>;
  User: ResolverTypeWrapper<UserModel>;
  UserErasePayload: ResolverTypeWrapper<UserErasePayloadModel>;
  UserError: ResolverTypeWrapper<UserErrorModel>;
  UserErrorCode: UserErrorCode;
  UserExportPayload: ResolverTypeWrapper<Omit<UserExportPayload, 'dataExport' | 'userErrors'> & { dataExport?: Maybe<ResolversTypes['DataExport']>, userErrors: Array<ResolversTypes['UserError']> }>;
  UserForceSignOutInput: UserForceSignOutInput;
  UserForceSignOutPayload: ResolverTypeWrapper<Omit<UserForceSignOutPayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversTypes['PlatformUser']>, userErrors: Array<ResolversTypes['UserError']> }>;
  UserLockInput: UserLockInput;
  UserLockPayload: ResolverTypeWrapper<Omit<UserLockPayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversTypes['PlatformUser']>, userErrors: Array<ResolversTypes['UserError']> }>;
  UserPreferences: ResolverTypeWrapper<UserPreferencesModel>;
  UserRegisterInput: UserRegisterInput;
  UserRegisterPayload: ResolverTypeWrapper<Omit<UserRegisterPayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversTypes['User']>, userErrors: Array<ResolversTypes['UserError']> }>;
  UserUnlockInput: UserUnlockInput;
  UserUnlockPayload: ResolverTypeWrapper<Omit<UserUnlockPayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversTypes['PlatformUser']>, userErrors: Array<ResolversTypes['UserError']> }>;
  UserUpdateInput: UserUpdateInput;
  UserUpdatePayload: ResolverTypeWrapper<Omit<UserUpdatePayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversTypes['User']>, userErrors: Array<ResolversTypes['UserError']> }>;
  VerifiedApiKey: ResolverTypeWrapper<VerifiedApiKeyModel>;
  VersionConflict: ResolverTypeWrapper<UserErrorModel>;
  trivet__Classification: Trivet__Classification;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AccessExplanation: AccessExplanationModel;
  Boolean: Scalars['Boolean']['output'];
  Account: AccountModel;
  Int: Scalars['Int']['output'];
  ID: Scalars['ID']['output'];
  AccountConnection: Omit<AccountConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['AccountEdge']>, nodes: Array<ResolversParentTypes['Account']> };
  AccountCreateInput: AccountCreateInput;
  AccountCreatePayload: Omit<AccountCreatePayload, 'account' | 'userErrors'> & { account?: Maybe<ResolversParentTypes['Account']>, userErrors: Array<ResolversParentTypes['UserError']> };
  AccountDeleteInput: AccountDeleteInput;
  AccountDeletePayload: Omit<AccountDeletePayload, 'account' | 'userErrors'> & { account?: Maybe<ResolversParentTypes['Account']>, userErrors: Array<ResolversParentTypes['UserError']> };
  AccountDeletion: AccountDeletionModel;
  AccountDeletionCancelInput: AccountDeletionCancelInput;
  AccountDeletionCancelPayload: Omit<AccountDeletionCancelPayload, 'account' | 'userErrors'> & { account?: Maybe<ResolversParentTypes['Account']>, userErrors: Array<ResolversParentTypes['UserError']> };
  AccountEdge: Omit<AccountEdge, 'node'> & { node: ResolversParentTypes['Account'] };
  AccountEvent: AccountEventModel;
  AccountEventConnection: Omit<AccountEventConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['AccountEventEdge']>, nodes: Array<ResolversParentTypes['AccountEvent']> };
  AccountEventEdge: Omit<AccountEventEdge, 'node'> & { node: ResolversParentTypes['AccountEvent'] };
  AccountTransferInput: AccountTransferInput;
  AccountTransferPayload: Omit<AccountTransferPayload, 'account' | 'userErrors'> & { account?: Maybe<ResolversParentTypes['Account']>, userErrors: Array<ResolversParentTypes['UserError']> };
  AccountUpdateInput: AccountUpdateInput;
  AccountUpdatePayload: Omit<AccountUpdatePayload, 'account' | 'userErrors'> & { account?: Maybe<ResolversParentTypes['Account']>, userErrors: Array<ResolversParentTypes['UserError']> };
  ApiKey: ApiKeyModel;
  ApiKeyConnection: Omit<ApiKeyConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['ApiKeyEdge']>, nodes: Array<ResolversParentTypes['ApiKey']> };
  ApiKeyCreateInput: ApiKeyCreateInput;
  ApiKeyCreatePayload: Omit<ApiKeyCreatePayload, 'apiKey' | 'userErrors'> & { apiKey?: Maybe<ResolversParentTypes['ApiKey']>, userErrors: Array<ResolversParentTypes['UserError']> };
  ApiKeyEdge: Omit<ApiKeyEdge, 'node'> & { node: ResolversParentTypes['ApiKey'] };
  ApiKeyRevokeInput: ApiKeyRevokeInput;
  ApiKeyRevokePayload: Omit<ApiKeyRevokePayload, 'userErrors'> & { userErrors: Array<ResolversParentTypes['UserError']> };
  ApiKeyRotateInput: ApiKeyRotateInput;
  ApiKeyRotatePayload: Omit<ApiKeyRotatePayload, 'apiKey' | 'userErrors'> & { apiKey?: Maybe<ResolversParentTypes['ApiKey']>, userErrors: Array<ResolversParentTypes['UserError']> };
  AuditEntry: AuditEntryModel;
  AuditEntryConnection: Omit<AuditEntryConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['AuditEntryEdge']>, nodes: Array<ResolversParentTypes['AuditEntry']> };
  AuditEntryEdge: Omit<AuditEntryEdge, 'node'> & { node: ResolversParentTypes['AuditEntry'] };
  AuditExportInput: AuditExportInput;
  AuditExportPayload: Omit<AuditExportPayload, 'userErrors'> & { userErrors: Array<ResolversParentTypes['UserError']> };
  AuditLogFilter: AuditLogFilter;
  Cursor: Scalars['Cursor']['output'];
  DataExport: DataExportModel;
  DateTime: Scalars['DateTime']['output'];
  EmailAddress: Scalars['EmailAddress']['output'];
  EmailChangeConfirmInput: EmailChangeConfirmInput;
  EmailChangeConfirmPayload: Omit<EmailChangeConfirmPayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversParentTypes['User']>, userErrors: Array<ResolversParentTypes['UserError']> };
  EmailChangeRequestInput: EmailChangeRequestInput;
  EmailChangeRequestPayload: Omit<EmailChangeRequestPayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversParentTypes['User']>, userErrors: Array<ResolversParentTypes['UserError']> };
  EmailVerificationRequestPayload: Omit<EmailVerificationRequestPayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversParentTypes['User']>, userErrors: Array<ResolversParentTypes['UserError']> };
  EmailVerifyInput: EmailVerifyInput;
  EmailVerifyPayload: Omit<EmailVerifyPayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversParentTypes['User']>, userErrors: Array<ResolversParentTypes['UserError']> };
  Identity: IdentityModel;
  IdentityLinkInput: IdentityLinkInput;
  IdentityLinkPayload: Omit<IdentityLinkPayload, 'identity' | 'userErrors'> & { identity?: Maybe<ResolversParentTypes['Identity']>, userErrors: Array<ResolversParentTypes['UserError']> };
  IdentityProvider: IdentityProvider;
  IdentityUnlinkInput: IdentityUnlinkInput;
  IdentityUnlinkPayload: Omit<IdentityUnlinkPayload, 'userErrors'> & { userErrors: Array<ResolversParentTypes['UserError']> };
  InputError: UserErrorModel;
  Invitation: InvitationModel;
  InvitationAcceptInput: InvitationAcceptInput;
  InvitationAcceptPayload: Omit<InvitationAcceptPayload, 'account' | 'member' | 'userErrors'> & { account?: Maybe<ResolversParentTypes['Account']>, member?: Maybe<ResolversParentTypes['Member']>, userErrors: Array<ResolversParentTypes['UserError']> };
  InvitationConnection: Omit<InvitationConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['InvitationEdge']>, nodes: Array<ResolversParentTypes['Invitation']> };
  InvitationEdge: Omit<InvitationEdge, 'node'> & { node: ResolversParentTypes['Invitation'] };
  InvitationResendInput: InvitationResendInput;
  InvitationResendPayload: Omit<InvitationResendPayload, 'invitation' | 'userErrors'> & { invitation?: Maybe<ResolversParentTypes['Invitation']>, userErrors: Array<ResolversParentTypes['UserError']> };
  InvitationRevokeInput: InvitationRevokeInput;
  InvitationRevokePayload: Omit<InvitationRevokePayload, 'userErrors'> & { userErrors: Array<ResolversParentTypes['UserError']> };
  JSON: Scalars['JSON']['output'];
  Member: MemberModel;
  MemberConnection: Omit<MemberConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['MemberEdge']>, nodes: Array<ResolversParentTypes['Member']> };
  MemberEdge: Omit<MemberEdge, 'node'> & { node: ResolversParentTypes['Member'] };
  MemberInviteInput: MemberInviteInput;
  MemberInvitePayload: Omit<MemberInvitePayload, 'invitation' | 'userErrors'> & { invitation?: Maybe<ResolversParentTypes['Invitation']>, userErrors: Array<ResolversParentTypes['UserError']> };
  MemberRemoveInput: MemberRemoveInput;
  MemberRemovePayload: Omit<MemberRemovePayload, 'userErrors'> & { userErrors: Array<ResolversParentTypes['UserError']> };
  MemberUpdateInput: MemberUpdateInput;
  MemberUpdatePayload: Omit<MemberUpdatePayload, 'member' | 'userErrors'> & { member?: Maybe<ResolversParentTypes['Member']>, userErrors: Array<ResolversParentTypes['UserError']> };
  Mutation: Record<PropertyKey, never>;
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  PageInfo: PageInfo;
  Passkey: PasskeyModel;
  PasskeyAuthenticationCreatePayload: Omit<PasskeyAuthenticationCreatePayload, 'userErrors'> & { userErrors: Array<ResolversParentTypes['UserError']> };
  PasskeyRegisterInput: PasskeyRegisterInput;
  PasskeyRegisterPayload: Omit<PasskeyRegisterPayload, 'passkey' | 'userErrors'> & { passkey?: Maybe<ResolversParentTypes['Passkey']>, userErrors: Array<ResolversParentTypes['UserError']> };
  PasskeyRegistrationCreatePayload: Omit<PasskeyRegistrationCreatePayload, 'userErrors'> & { userErrors: Array<ResolversParentTypes['UserError']> };
  PasskeyRemoveInput: PasskeyRemoveInput;
  PasskeyRemovePayload: Omit<PasskeyRemovePayload, 'userErrors'> & { userErrors: Array<ResolversParentTypes['UserError']> };
  PasskeyRenameInput: PasskeyRenameInput;
  PasskeyRenamePayload: Omit<PasskeyRenamePayload, 'passkey' | 'userErrors'> & { passkey?: Maybe<ResolversParentTypes['Passkey']>, userErrors: Array<ResolversParentTypes['UserError']> };
  PasswordChangeInput: PasswordChangeInput;
  PasswordChangePayload: Omit<PasswordChangePayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversParentTypes['User']>, userErrors: Array<ResolversParentTypes['UserError']> };
  PasswordResetInput: PasswordResetInput;
  PasswordResetPayload: Omit<PasswordResetPayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversParentTypes['User']>, userErrors: Array<ResolversParentTypes['UserError']> };
  PasswordResetRequestInput: PasswordResetRequestInput;
  PasswordResetRequestPayload: Omit<PasswordResetRequestPayload, 'userErrors'> & { userErrors: Array<ResolversParentTypes['UserError']> };
  PhoneNumberChangeConfirmInput: PhoneNumberChangeConfirmInput;
  PhoneNumberChangeConfirmPayload: Omit<PhoneNumberChangeConfirmPayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversParentTypes['User']>, userErrors: Array<ResolversParentTypes['UserError']> };
  PhoneNumberChangeRequestInput: PhoneNumberChangeRequestInput;
  PhoneNumberChangeRequestPayload: Omit<PhoneNumberChangeRequestPayload, 'userErrors'> & { userErrors: Array<ResolversParentTypes['UserError']> };
  PhoneNumberRemovePayload: Omit<PhoneNumberRemovePayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversParentTypes['User']>, userErrors: Array<ResolversParentTypes['UserError']> };
  Platform: PlatformModel;
  PlatformUser: PlatformUserModel;
  PlatformUserConnection: Omit<PlatformUserConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['PlatformUserEdge']>, nodes: Array<ResolversParentTypes['PlatformUser']> };
  PlatformUserEdge: Omit<PlatformUserEdge, 'node'> & { node: ResolversParentTypes['PlatformUser'] };
  PreferencesUpdateInput: PreferencesUpdateInput;
  PreferencesUpdatePayload: Omit<PreferencesUpdatePayload, 'preferences' | 'userErrors'> & { preferences?: Maybe<ResolversParentTypes['UserPreferences']>, userErrors: Array<ResolversParentTypes['UserError']> };
  ProviderProofInput: ProviderProofInput;
  Query: Record<PropertyKey, never>;
  RecoveryCodesRegeneratePayload: Omit<RecoveryCodesRegeneratePayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversParentTypes['User']>, userErrors: Array<ResolversParentTypes['UserError']> };
  RevokedSessions: RevokedSessionsModel;
  Role: RoleModel;
  RoleCreateInput: RoleCreateInput;
  RoleCreatePayload: Omit<RoleCreatePayload, 'role' | 'userErrors'> & { role?: Maybe<ResolversParentTypes['Role']>, userErrors: Array<ResolversParentTypes['UserError']> };
  RoleDeleteInput: RoleDeleteInput;
  RoleDeletePayload: Omit<RoleDeletePayload, 'userErrors'> & { userErrors: Array<ResolversParentTypes['UserError']> };
  RoleUpdateInput: RoleUpdateInput;
  RoleUpdatePayload: Omit<RoleUpdatePayload, 'role' | 'userErrors'> & { role?: Maybe<ResolversParentTypes['Role']>, userErrors: Array<ResolversParentTypes['UserError']> };
  SafeInt: Scalars['SafeInt']['output'];
  SecurityEvent: SecurityEventModel;
  SecurityEventConnection: Omit<SecurityEventConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['SecurityEventEdge']>, nodes: Array<ResolversParentTypes['SecurityEvent']> };
  SecurityEventEdge: Omit<SecurityEventEdge, 'node'> & { node: ResolversParentTypes['SecurityEvent'] };
  SecurityEventFilter: SecurityEventFilter;
  ServiceIdentity: ServiceIdentityModel;
  ServiceIdentityConnection: Omit<ServiceIdentityConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['ServiceIdentityEdge']>, nodes: Array<ResolversParentTypes['ServiceIdentity']> };
  ServiceIdentityCreateInput: ServiceIdentityCreateInput;
  ServiceIdentityCreatePayload: Omit<ServiceIdentityCreatePayload, 'serviceIdentity' | 'userErrors'> & { serviceIdentity?: Maybe<ResolversParentTypes['ServiceIdentity']>, userErrors: Array<ResolversParentTypes['UserError']> };
  ServiceIdentityEdge: Omit<ServiceIdentityEdge, 'node'> & { node: ResolversParentTypes['ServiceIdentity'] };
  ServiceIdentityKey: ServiceIdentityKeyModel;
  ServiceIdentityKeyAddInput: ServiceIdentityKeyAddInput;
  ServiceIdentityKeyAddPayload: Omit<ServiceIdentityKeyAddPayload, 'serviceIdentity' | 'userErrors'> & { serviceIdentity?: Maybe<ResolversParentTypes['ServiceIdentity']>, userErrors: Array<ResolversParentTypes['UserError']> };
  ServiceIdentityKeyRemoveInput: ServiceIdentityKeyRemoveInput;
  ServiceIdentityKeyRemovePayload: Omit<ServiceIdentityKeyRemovePayload, 'serviceIdentity' | 'userErrors'> & { serviceIdentity?: Maybe<ResolversParentTypes['ServiceIdentity']>, userErrors: Array<ResolversParentTypes['UserError']> };
  ServiceIdentityRemoveInput: ServiceIdentityRemoveInput;
  ServiceIdentityRemovePayload: Omit<ServiceIdentityRemovePayload, 'userErrors'> & { userErrors: Array<ResolversParentTypes['UserError']> };
  ServiceIdentityUpdateInput: ServiceIdentityUpdateInput;
  ServiceIdentityUpdatePayload: Omit<ServiceIdentityUpdatePayload, 'serviceIdentity' | 'userErrors'> & { serviceIdentity?: Maybe<ResolversParentTypes['ServiceIdentity']>, userErrors: Array<ResolversParentTypes['UserError']> };
  Session: SessionModel;
  SessionChallenge: SessionChallenge;
  SessionChallengeCompleteInput: SessionChallengeCompleteInput;
  SessionChallengeCompletePayload: Omit<SessionChallengeCompletePayload, 'session' | 'user' | 'userErrors'> & { session?: Maybe<ResolversParentTypes['Session']>, user?: Maybe<ResolversParentTypes['User']>, userErrors: Array<ResolversParentTypes['UserError']> };
  SessionConnection: Omit<SessionConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['SessionEdge']>, nodes: Array<ResolversParentTypes['Session']> };
  SessionCreateInput: SessionCreateInput;
  SessionCreatePayload: Omit<SessionCreatePayload, 'session' | 'user' | 'userErrors'> & { session?: Maybe<ResolversParentTypes['Session']>, user?: Maybe<ResolversParentTypes['User']>, userErrors: Array<ResolversParentTypes['UserError']> };
  SessionCreateWithPasskeyInput: SessionCreateWithPasskeyInput;
  SessionCreateWithPasskeyPayload: Omit<SessionCreateWithPasskeyPayload, 'session' | 'user' | 'userErrors'> & { session?: Maybe<ResolversParentTypes['Session']>, user?: Maybe<ResolversParentTypes['User']>, userErrors: Array<ResolversParentTypes['UserError']> };
  SessionCreateWithProviderInput: SessionCreateWithProviderInput;
  SessionEdge: Omit<SessionEdge, 'node'> & { node: ResolversParentTypes['Session'] };
  SessionImpersonateInput: SessionImpersonateInput;
  SessionImpersonatePayload: Omit<SessionImpersonatePayload, 'session' | 'user' | 'userErrors'> & { session?: Maybe<ResolversParentTypes['Session']>, user?: Maybe<ResolversParentTypes['User']>, userErrors: Array<ResolversParentTypes['UserError']> };
  SessionReauthenticateInput: SessionReauthenticateInput;
  SessionReauthenticatePayload: Omit<SessionReauthenticatePayload, 'session' | 'userErrors'> & { session?: Maybe<ResolversParentTypes['Session']>, userErrors: Array<ResolversParentTypes['UserError']> };
  SessionRefreshInput: SessionRefreshInput;
  SessionRefreshPayload: Omit<SessionRefreshPayload, 'session' | 'user' | 'userErrors'> & { session?: Maybe<ResolversParentTypes['Session']>, user?: Maybe<ResolversParentTypes['User']>, userErrors: Array<ResolversParentTypes['UserError']> };
  SessionRevokeAllPayload: Omit<SessionRevokeAllPayload, 'userErrors'> & { userErrors: Array<ResolversParentTypes['UserError']> };
  SessionRevokeInput: SessionRevokeInput;
  SessionRevokeOthersPayload: Omit<SessionRevokeOthersPayload, 'userErrors'> & { userErrors: Array<ResolversParentTypes['UserError']> };
  SessionRevokePayload: Omit<SessionRevokePayload, 'session' | 'userErrors'> & { session?: Maybe<ResolversParentTypes['Session']>, userErrors: Array<ResolversParentTypes['UserError']> };
  Subscription: Record<PropertyKey, never>;
  TotpConfirmInput: TotpConfirmInput;
  TotpConfirmPayload: Omit<TotpConfirmPayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversParentTypes['User']>, userErrors: Array<ResolversParentTypes['UserError']> };
  TotpEnrollPayload: Omit<TotpEnrollPayload, 'userErrors'> & { userErrors: Array<ResolversParentTypes['UserError']> };
  TotpRemovePayload: Omit<TotpRemovePayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversParentTypes['User']>, userErrors: Array<ResolversParentTypes['UserError']> };
  User: UserModel;
  UserErasePayload: UserErasePayloadModel;
  UserError: UserErrorModel;
  UserExportPayload: Omit<UserExportPayload, 'dataExport' | 'userErrors'> & { dataExport?: Maybe<ResolversParentTypes['DataExport']>, userErrors: Array<ResolversParentTypes['UserError']> };
  UserForceSignOutInput: UserForceSignOutInput;
  UserForceSignOutPayload: Omit<UserForceSignOutPayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversParentTypes['PlatformUser']>, userErrors: Array<ResolversParentTypes['UserError']> };
  UserLockInput: UserLockInput;
  UserLockPayload: Omit<UserLockPayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversParentTypes['PlatformUser']>, userErrors: Array<ResolversParentTypes['UserError']> };
  UserPreferences: UserPreferencesModel;
  UserRegisterInput: UserRegisterInput;
  UserRegisterPayload: Omit<UserRegisterPayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversParentTypes['User']>, userErrors: Array<ResolversParentTypes['UserError']> };
  UserUnlockInput: UserUnlockInput;
  UserUnlockPayload: Omit<UserUnlockPayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversParentTypes['PlatformUser']>, userErrors: Array<ResolversParentTypes['UserError']> };
  UserUpdateInput: UserUpdateInput;
  UserUpdatePayload: Omit<UserUpdatePayload, 'user' | 'userErrors'> & { user?: Maybe<ResolversParentTypes['User']>, userErrors: Array<ResolversParentTypes['UserError']> };
  VerifiedApiKey: VerifiedApiKeyModel;
  VersionConflict: UserErrorModel;
  String: Scalars['String']['output'];
};

export type ClassifiedDirectiveArgs = {
  level: Trivet__Classification;
};

export type ClassifiedDirectiveResolver<Result, Parent, ContextType = UsersContext, Args = ClassifiedDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type NodeDirectiveArgs = {
  prefix: Scalars['String']['input'];
};

export type NodeDirectiveResolver<Result, Parent, ContextType = UsersContext, Args = NodeDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type PrivateDirectiveArgs = { };

export type PrivateDirectiveResolver<Result, Parent, ContextType = UsersContext, Args = PrivateDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AccessExplanationResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['AccessExplanation'] = ResolversParentTypes['AccessExplanation']> = {
  granted?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  member?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  permission?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['AccessReason'], ParentType, ContextType>;
};

export type AccountResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Account'] = ResolversParentTypes['Account'], FederationReferenceType extends FederationReferenceTypes['Account'] = FederationReferenceTypes['Account']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Account']> | FederationReferenceType, FederationReferenceType, ContextType>;
  apiKeys?: Resolver<Maybe<ResolversTypes['ApiKeyConnection']>, ParentType, ContextType, RequireFields<AccountApiKeysArgs, 'first'>>;
  auditLog?: Resolver<Maybe<ResolversTypes['AuditEntryConnection']>, ParentType, ContextType, RequireFields<AccountAuditLogArgs, 'first'>>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  deletion?: Resolver<Maybe<ResolversTypes['AccountDeletion']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  invitations?: Resolver<Maybe<ResolversTypes['InvitationConnection']>, ParentType, ContextType, RequireFields<AccountInvitationsArgs, 'first'>>;
  members?: Resolver<ResolversTypes['MemberConnection'], ParentType, ContextType, RequireFields<AccountMembersArgs, 'first'>>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  roles?: Resolver<Array<ResolversTypes['Role']>, ParentType, ContextType>;
  serviceIdentities?: Resolver<Maybe<ResolversTypes['ServiceIdentityConnection']>, ParentType, ContextType, RequireFields<AccountServiceIdentitiesArgs, 'first'>>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  viewerPermissions?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AccountConnectionResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['AccountConnection'] = ResolversParentTypes['AccountConnection']> = {
  edges?: Resolver<Array<ResolversTypes['AccountEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Account']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AccountCreatePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['AccountCreatePayload'] = ResolversParentTypes['AccountCreatePayload']> = {
  account?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type AccountDeletePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['AccountDeletePayload'] = ResolversParentTypes['AccountDeletePayload']> = {
  account?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type AccountDeletionResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['AccountDeletion'] = ResolversParentTypes['AccountDeletion']> = {
  effectiveAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  requestedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type AccountDeletionCancelPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['AccountDeletionCancelPayload'] = ResolversParentTypes['AccountDeletionCancelPayload']> = {
  account?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type AccountEdgeResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['AccountEdge'] = ResolversParentTypes['AccountEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
};

export type AccountEventResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['AccountEvent'] = ResolversParentTypes['AccountEvent']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  payload?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  subjectId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AccountEventConnectionResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['AccountEventConnection'] = ResolversParentTypes['AccountEventConnection']> = {
  edges?: Resolver<Array<ResolversTypes['AccountEventEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['AccountEvent']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AccountEventEdgeResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['AccountEventEdge'] = ResolversParentTypes['AccountEventEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['AccountEvent'], ParentType, ContextType>;
};

export type AccountTransferPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['AccountTransferPayload'] = ResolversParentTypes['AccountTransferPayload']> = {
  account?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type AccountUpdatePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['AccountUpdatePayload'] = ResolversParentTypes['AccountUpdatePayload']> = {
  account?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ApiKeyResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['ApiKey'] = ResolversParentTypes['ApiKey'], FederationReferenceType extends FederationReferenceTypes['ApiKey'] = FederationReferenceTypes['ApiKey']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['ApiKey']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  createdBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastUsedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  networks?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  scopes?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  start?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ApiKeyConnectionResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['ApiKeyConnection'] = ResolversParentTypes['ApiKeyConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ApiKeyEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['ApiKey']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ApiKeyCreatePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['ApiKeyCreatePayload'] = ResolversParentTypes['ApiKeyCreatePayload']> = {
  apiKey?: Resolver<Maybe<ResolversTypes['ApiKey']>, ParentType, ContextType>;
  secret?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ApiKeyEdgeResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['ApiKeyEdge'] = ResolversParentTypes['ApiKeyEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ApiKey'], ParentType, ContextType>;
};

export type ApiKeyRevokePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['ApiKeyRevokePayload'] = ResolversParentTypes['ApiKeyRevokePayload']> = {
  apiKeyId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ApiKeyRotatePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['ApiKeyRotatePayload'] = ResolversParentTypes['ApiKeyRotatePayload']> = {
  apiKey?: Resolver<Maybe<ResolversTypes['ApiKey']>, ParentType, ContextType>;
  secret?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type AuditEntryResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['AuditEntry'] = ResolversParentTypes['AuditEntry'], FederationReferenceType extends FederationReferenceTypes['AuditEntry'] = FederationReferenceTypes['AuditEntry']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['AuditEntry']> | FederationReferenceType, FederationReferenceType, ContextType>;
  action?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  actor?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  address?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  credentialId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  credentialKind?: Resolver<Maybe<ResolversTypes['AuditCredentialKind']>, ParentType, ContextType>;
  hash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  impersonatorId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  payload?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  previousHash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  recordedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  requestId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  subjectId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  subjectType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AuditEntryConnectionResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['AuditEntryConnection'] = ResolversParentTypes['AuditEntryConnection']> = {
  edges?: Resolver<Array<ResolversTypes['AuditEntryEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['AuditEntry']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AuditEntryEdgeResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['AuditEntryEdge'] = ResolversParentTypes['AuditEntryEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['AuditEntry'], ParentType, ContextType>;
};

export type AuditExportPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['AuditExportPayload'] = ResolversParentTypes['AuditExportPayload']> = {
  next?: Resolver<Maybe<ResolversTypes['Cursor']>, ParentType, ContextType>;
  text?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export interface CursorScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Cursor'], any> {
  name: 'Cursor';
}

export type DataExportResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['DataExport'] = ResolversParentTypes['DataExport'], FederationReferenceType extends FederationReferenceTypes['DataExport'] = FederationReferenceTypes['DataExport']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['DataExport']> | FederationReferenceType, FederationReferenceType, ContextType>;
  downloadUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  progress?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  requestedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['DataExportStatus'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface EmailAddressScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['EmailAddress'], any> {
  name: 'EmailAddress';
}

export type EmailChangeConfirmPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['EmailChangeConfirmPayload'] = ResolversParentTypes['EmailChangeConfirmPayload']> = {
  isComplete?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type EmailChangeRequestPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['EmailChangeRequestPayload'] = ResolversParentTypes['EmailChangeRequestPayload']> = {
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type EmailVerificationRequestPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['EmailVerificationRequestPayload'] = ResolversParentTypes['EmailVerificationRequestPayload']> = {
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type EmailVerifyPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['EmailVerifyPayload'] = ResolversParentTypes['EmailVerifyPayload']> = {
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type IdentityResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Identity'] = ResolversParentTypes['Identity'], FederationReferenceType extends FederationReferenceTypes['Identity'] = FederationReferenceTypes['Identity']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Identity']> | FederationReferenceType, FederationReferenceType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  linkedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  provider?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type IdentityLinkPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['IdentityLinkPayload'] = ResolversParentTypes['IdentityLinkPayload']> = {
  identity?: Resolver<Maybe<ResolversTypes['Identity']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type IdentityProviderResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['IdentityProvider'] = ResolversParentTypes['IdentityProvider']> = {
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type IdentityUnlinkPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['IdentityUnlinkPayload'] = ResolversParentTypes['IdentityUnlinkPayload']> = {
  identityId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type InputErrorResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['InputError'] = ResolversParentTypes['InputError']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvitationResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Invitation'] = ResolversParentTypes['Invitation'], FederationReferenceType extends FederationReferenceTypes['Invitation'] = FederationReferenceTypes['Invitation']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Invitation']> | FederationReferenceType, FederationReferenceType, ContextType>;
  assignedRole?: Resolver<Maybe<ResolversTypes['Role']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['EmailAddress']>, ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  invitedBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  role?: Resolver<ResolversTypes['MemberRole'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvitationAcceptPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['InvitationAcceptPayload'] = ResolversParentTypes['InvitationAcceptPayload']> = {
  account?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  member?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type InvitationConnectionResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['InvitationConnection'] = ResolversParentTypes['InvitationConnection']> = {
  edges?: Resolver<Array<ResolversTypes['InvitationEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Invitation']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type InvitationEdgeResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['InvitationEdge'] = ResolversParentTypes['InvitationEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Invitation'], ParentType, ContextType>;
};

export type InvitationResendPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['InvitationResendPayload'] = ResolversParentTypes['InvitationResendPayload']> = {
  invitation?: Resolver<Maybe<ResolversTypes['Invitation']>, ParentType, ContextType>;
  invitationUrlToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type InvitationRevokePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['InvitationRevokePayload'] = ResolversParentTypes['InvitationRevokePayload']> = {
  invitationId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type MemberResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Member'] = ResolversParentTypes['Member'], FederationReferenceType extends FederationReferenceTypes['Member'] = FederationReferenceTypes['Member']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Member']> | FederationReferenceType, FederationReferenceType, ContextType>;
  assignedRole?: Resolver<Maybe<ResolversTypes['Role']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  joinedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  permissions?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  role?: Resolver<ResolversTypes['MemberRole'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MemberConnectionResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['MemberConnection'] = ResolversParentTypes['MemberConnection']> = {
  edges?: Resolver<Array<ResolversTypes['MemberEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Member']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type MemberEdgeResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['MemberEdge'] = ResolversParentTypes['MemberEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Member'], ParentType, ContextType>;
};

export type MemberInvitePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['MemberInvitePayload'] = ResolversParentTypes['MemberInvitePayload']> = {
  invitation?: Resolver<Maybe<ResolversTypes['Invitation']>, ParentType, ContextType>;
  invitationUrlToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type MemberRemovePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['MemberRemovePayload'] = ResolversParentTypes['MemberRemovePayload']> = {
  memberId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type MemberUpdatePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['MemberUpdatePayload'] = ResolversParentTypes['MemberUpdatePayload']> = {
  member?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  accountCreate?: Resolver<ResolversTypes['AccountCreatePayload'], ParentType, ContextType, RequireFields<MutationAccountCreateArgs, 'input'>>;
  accountDelete?: Resolver<ResolversTypes['AccountDeletePayload'], ParentType, ContextType, RequireFields<MutationAccountDeleteArgs, 'input'>>;
  accountDeletionCancel?: Resolver<ResolversTypes['AccountDeletionCancelPayload'], ParentType, ContextType, RequireFields<MutationAccountDeletionCancelArgs, 'input'>>;
  accountTransfer?: Resolver<ResolversTypes['AccountTransferPayload'], ParentType, ContextType, RequireFields<MutationAccountTransferArgs, 'input'>>;
  accountUpdate?: Resolver<ResolversTypes['AccountUpdatePayload'], ParentType, ContextType, RequireFields<MutationAccountUpdateArgs, 'input'>>;
  apiKeyCreate?: Resolver<ResolversTypes['ApiKeyCreatePayload'], ParentType, ContextType, RequireFields<MutationApiKeyCreateArgs, 'input'>>;
  apiKeyRevoke?: Resolver<ResolversTypes['ApiKeyRevokePayload'], ParentType, ContextType, RequireFields<MutationApiKeyRevokeArgs, 'input'>>;
  apiKeyRotate?: Resolver<ResolversTypes['ApiKeyRotatePayload'], ParentType, ContextType, RequireFields<MutationApiKeyRotateArgs, 'input'>>;
  auditExport?: Resolver<ResolversTypes['AuditExportPayload'], ParentType, ContextType, RequireFields<MutationAuditExportArgs, 'input'>>;
  emailChangeConfirm?: Resolver<ResolversTypes['EmailChangeConfirmPayload'], ParentType, ContextType, RequireFields<MutationEmailChangeConfirmArgs, 'input'>>;
  emailChangeRequest?: Resolver<ResolversTypes['EmailChangeRequestPayload'], ParentType, ContextType, RequireFields<MutationEmailChangeRequestArgs, 'input'>>;
  emailVerificationRequest?: Resolver<ResolversTypes['EmailVerificationRequestPayload'], ParentType, ContextType>;
  emailVerify?: Resolver<ResolversTypes['EmailVerifyPayload'], ParentType, ContextType, RequireFields<MutationEmailVerifyArgs, 'input'>>;
  identityLink?: Resolver<ResolversTypes['IdentityLinkPayload'], ParentType, ContextType, RequireFields<MutationIdentityLinkArgs, 'input'>>;
  identityUnlink?: Resolver<ResolversTypes['IdentityUnlinkPayload'], ParentType, ContextType, RequireFields<MutationIdentityUnlinkArgs, 'input'>>;
  invitationAccept?: Resolver<ResolversTypes['InvitationAcceptPayload'], ParentType, ContextType, RequireFields<MutationInvitationAcceptArgs, 'input'>>;
  invitationResend?: Resolver<ResolversTypes['InvitationResendPayload'], ParentType, ContextType, RequireFields<MutationInvitationResendArgs, 'input'>>;
  invitationRevoke?: Resolver<ResolversTypes['InvitationRevokePayload'], ParentType, ContextType, RequireFields<MutationInvitationRevokeArgs, 'input'>>;
  memberInvite?: Resolver<ResolversTypes['MemberInvitePayload'], ParentType, ContextType, RequireFields<MutationMemberInviteArgs, 'input'>>;
  memberRemove?: Resolver<ResolversTypes['MemberRemovePayload'], ParentType, ContextType, RequireFields<MutationMemberRemoveArgs, 'input'>>;
  memberUpdate?: Resolver<ResolversTypes['MemberUpdatePayload'], ParentType, ContextType, RequireFields<MutationMemberUpdateArgs, 'input'>>;
  passkeyAuthenticationCreate?: Resolver<ResolversTypes['PasskeyAuthenticationCreatePayload'], ParentType, ContextType>;
  passkeyRegister?: Resolver<ResolversTypes['PasskeyRegisterPayload'], ParentType, ContextType, RequireFields<MutationPasskeyRegisterArgs, 'input'>>;
  passkeyRegistrationCreate?: Resolver<ResolversTypes['PasskeyRegistrationCreatePayload'], ParentType, ContextType>;
  passkeyRemove?: Resolver<ResolversTypes['PasskeyRemovePayload'], ParentType, ContextType, RequireFields<MutationPasskeyRemoveArgs, 'input'>>;
  passkeyRename?: Resolver<ResolversTypes['PasskeyRenamePayload'], ParentType, ContextType, RequireFields<MutationPasskeyRenameArgs, 'input'>>;
  passwordChange?: Resolver<ResolversTypes['PasswordChangePayload'], ParentType, ContextType, RequireFields<MutationPasswordChangeArgs, 'input'>>;
  passwordReset?: Resolver<ResolversTypes['PasswordResetPayload'], ParentType, ContextType, RequireFields<MutationPasswordResetArgs, 'input'>>;
  passwordResetRequest?: Resolver<ResolversTypes['PasswordResetRequestPayload'], ParentType, ContextType, RequireFields<MutationPasswordResetRequestArgs, 'input'>>;
  phoneNumberChangeConfirm?: Resolver<ResolversTypes['PhoneNumberChangeConfirmPayload'], ParentType, ContextType, RequireFields<MutationPhoneNumberChangeConfirmArgs, 'input'>>;
  phoneNumberChangeRequest?: Resolver<ResolversTypes['PhoneNumberChangeRequestPayload'], ParentType, ContextType, RequireFields<MutationPhoneNumberChangeRequestArgs, 'input'>>;
  phoneNumberRemove?: Resolver<ResolversTypes['PhoneNumberRemovePayload'], ParentType, ContextType>;
  preferencesUpdate?: Resolver<ResolversTypes['PreferencesUpdatePayload'], ParentType, ContextType, RequireFields<MutationPreferencesUpdateArgs, 'input'>>;
  recoveryCodesRegenerate?: Resolver<ResolversTypes['RecoveryCodesRegeneratePayload'], ParentType, ContextType>;
  roleCreate?: Resolver<ResolversTypes['RoleCreatePayload'], ParentType, ContextType, RequireFields<MutationRoleCreateArgs, 'input'>>;
  roleDelete?: Resolver<ResolversTypes['RoleDeletePayload'], ParentType, ContextType, RequireFields<MutationRoleDeleteArgs, 'input'>>;
  roleUpdate?: Resolver<ResolversTypes['RoleUpdatePayload'], ParentType, ContextType, RequireFields<MutationRoleUpdateArgs, 'input'>>;
  serviceIdentityCreate?: Resolver<ResolversTypes['ServiceIdentityCreatePayload'], ParentType, ContextType, RequireFields<MutationServiceIdentityCreateArgs, 'input'>>;
  serviceIdentityKeyAdd?: Resolver<ResolversTypes['ServiceIdentityKeyAddPayload'], ParentType, ContextType, RequireFields<MutationServiceIdentityKeyAddArgs, 'input'>>;
  serviceIdentityKeyRemove?: Resolver<ResolversTypes['ServiceIdentityKeyRemovePayload'], ParentType, ContextType, RequireFields<MutationServiceIdentityKeyRemoveArgs, 'input'>>;
  serviceIdentityRemove?: Resolver<ResolversTypes['ServiceIdentityRemovePayload'], ParentType, ContextType, RequireFields<MutationServiceIdentityRemoveArgs, 'input'>>;
  serviceIdentityUpdate?: Resolver<ResolversTypes['ServiceIdentityUpdatePayload'], ParentType, ContextType, RequireFields<MutationServiceIdentityUpdateArgs, 'input'>>;
  sessionChallengeComplete?: Resolver<ResolversTypes['SessionChallengeCompletePayload'], ParentType, ContextType, RequireFields<MutationSessionChallengeCompleteArgs, 'input'>>;
  sessionCreate?: Resolver<ResolversTypes['SessionCreatePayload'], ParentType, ContextType, RequireFields<MutationSessionCreateArgs, 'input'>>;
  sessionCreateWithPasskey?: Resolver<ResolversTypes['SessionCreateWithPasskeyPayload'], ParentType, ContextType, RequireFields<MutationSessionCreateWithPasskeyArgs, 'input'>>;
  sessionCreateWithProvider?: Resolver<ResolversTypes['SessionCreatePayload'], ParentType, ContextType, RequireFields<MutationSessionCreateWithProviderArgs, 'input'>>;
  sessionImpersonate?: Resolver<ResolversTypes['SessionImpersonatePayload'], ParentType, ContextType, RequireFields<MutationSessionImpersonateArgs, 'input'>>;
  sessionReauthenticate?: Resolver<ResolversTypes['SessionReauthenticatePayload'], ParentType, ContextType, RequireFields<MutationSessionReauthenticateArgs, 'input'>>;
  sessionRefresh?: Resolver<ResolversTypes['SessionRefreshPayload'], ParentType, ContextType, RequireFields<MutationSessionRefreshArgs, 'input'>>;
  sessionRevoke?: Resolver<ResolversTypes['SessionRevokePayload'], ParentType, ContextType, RequireFields<MutationSessionRevokeArgs, 'input'>>;
  sessionRevokeAll?: Resolver<ResolversTypes['SessionRevokeAllPayload'], ParentType, ContextType>;
  sessionRevokeOthers?: Resolver<ResolversTypes['SessionRevokeOthersPayload'], ParentType, ContextType>;
  totpConfirm?: Resolver<ResolversTypes['TotpConfirmPayload'], ParentType, ContextType, RequireFields<MutationTotpConfirmArgs, 'input'>>;
  totpEnroll?: Resolver<ResolversTypes['TotpEnrollPayload'], ParentType, ContextType>;
  totpRemove?: Resolver<ResolversTypes['TotpRemovePayload'], ParentType, ContextType>;
  userErase?: Resolver<ResolversTypes['UserErasePayload'], ParentType, ContextType>;
  userExport?: Resolver<ResolversTypes['UserExportPayload'], ParentType, ContextType>;
  userForceSignOut?: Resolver<ResolversTypes['UserForceSignOutPayload'], ParentType, ContextType, RequireFields<MutationUserForceSignOutArgs, 'input'>>;
  userLock?: Resolver<ResolversTypes['UserLockPayload'], ParentType, ContextType, RequireFields<MutationUserLockArgs, 'input'>>;
  userRegister?: Resolver<ResolversTypes['UserRegisterPayload'], ParentType, ContextType, RequireFields<MutationUserRegisterArgs, 'input'>>;
  userUnlock?: Resolver<ResolversTypes['UserUnlockPayload'], ParentType, ContextType, RequireFields<MutationUserUnlockArgs, 'input'>>;
  userUpdate?: Resolver<ResolversTypes['UserUpdatePayload'], ParentType, ContextType, RequireFields<MutationUserUpdateArgs, 'input'>>;
};

export type NodeResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'Account' | 'ApiKey' | 'AuditEntry' | 'DataExport' | 'Identity' | 'Invitation' | 'Member' | 'Passkey' | 'Role' | 'ServiceIdentity' | 'Session' | 'User', ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['Cursor']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['Cursor']>, ParentType, ContextType>;
};

export type PasskeyResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Passkey'] = ResolversParentTypes['Passkey'], FederationReferenceType extends FederationReferenceTypes['Passkey'] = FederationReferenceTypes['Passkey']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Passkey']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastUsedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  synced?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PasskeyAuthenticationCreatePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['PasskeyAuthenticationCreatePayload'] = ResolversParentTypes['PasskeyAuthenticationCreatePayload']> = {
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  options?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type PasskeyRegisterPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['PasskeyRegisterPayload'] = ResolversParentTypes['PasskeyRegisterPayload']> = {
  passkey?: Resolver<Maybe<ResolversTypes['Passkey']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type PasskeyRegistrationCreatePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['PasskeyRegistrationCreatePayload'] = ResolversParentTypes['PasskeyRegistrationCreatePayload']> = {
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  options?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type PasskeyRemovePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['PasskeyRemovePayload'] = ResolversParentTypes['PasskeyRemovePayload']> = {
  passkeyId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type PasskeyRenamePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['PasskeyRenamePayload'] = ResolversParentTypes['PasskeyRenamePayload']> = {
  passkey?: Resolver<Maybe<ResolversTypes['Passkey']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type PasswordChangePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['PasswordChangePayload'] = ResolversParentTypes['PasswordChangePayload']> = {
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type PasswordResetPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['PasswordResetPayload'] = ResolversParentTypes['PasswordResetPayload']> = {
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type PasswordResetRequestPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['PasswordResetRequestPayload'] = ResolversParentTypes['PasswordResetRequestPayload']> = {
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type PhoneNumberChangeConfirmPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['PhoneNumberChangeConfirmPayload'] = ResolversParentTypes['PhoneNumberChangeConfirmPayload']> = {
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type PhoneNumberChangeRequestPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['PhoneNumberChangeRequestPayload'] = ResolversParentTypes['PhoneNumberChangeRequestPayload']> = {
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type PhoneNumberRemovePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['PhoneNumberRemovePayload'] = ResolversParentTypes['PhoneNumberRemovePayload']> = {
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type PlatformResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Platform'] = ResolversParentTypes['Platform']> = {
  securityEvents?: Resolver<ResolversTypes['SecurityEventConnection'], ParentType, ContextType, RequireFields<PlatformSecurityEventsArgs, 'first'>>;
  user?: Resolver<Maybe<ResolversTypes['PlatformUser']>, ParentType, ContextType, Partial<PlatformUserArgs>>;
  users?: Resolver<ResolversTypes['PlatformUserConnection'], ParentType, ContextType, RequireFields<PlatformUsersArgs, 'first'>>;
};

export type PlatformUserResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['PlatformUser'] = ResolversParentTypes['PlatformUser']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['EmailAddress']>, ParentType, ContextType>;
  emailVerified?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isAdministrator?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  lock?: Resolver<Maybe<ResolversTypes['SecurityEvent']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type PlatformUserConnectionResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['PlatformUserConnection'] = ResolversParentTypes['PlatformUserConnection']> = {
  edges?: Resolver<Array<ResolversTypes['PlatformUserEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['PlatformUser']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PlatformUserEdgeResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['PlatformUserEdge'] = ResolversParentTypes['PlatformUserEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['PlatformUser'], ParentType, ContextType>;
};

export type PreferencesUpdatePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['PreferencesUpdatePayload'] = ResolversParentTypes['PreferencesUpdatePayload']> = {
  preferences?: Resolver<Maybe<ResolversTypes['UserPreferences']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  _apiKeys?: Resolver<Array<Maybe<ResolversTypes['VerifiedApiKey']>>, ParentType, ContextType, RequireFields<Query_ApiKeysArgs, 'hashes'>>;
  _serviceGrantIsActive?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<Query_ServiceGrantIsActiveArgs, 'accountId' | 'grantId'>>;
  _sessionIsActive?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<Query_SessionIsActiveArgs, 'sessionId' | 'userId'>>;
  _usersNodes?: Resolver<Array<Maybe<ResolversTypes['Node']>>, ParentType, ContextType, RequireFields<Query_UsersNodesArgs, 'ids'>>;
  accessExplain?: Resolver<Maybe<ResolversTypes['AccessExplanation']>, ParentType, ContextType, RequireFields<QueryAccessExplainArgs, 'accountId' | 'permission'>>;
  account?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType, RequireFields<QueryAccountArgs, 'id'>>;
  events?: Resolver<Maybe<ResolversTypes['AccountEventConnection']>, ParentType, ContextType, RequireFields<QueryEventsArgs, 'accountId' | 'first'>>;
  identityProviders?: Resolver<Array<ResolversTypes['IdentityProvider']>, ParentType, ContextType>;
  platform?: Resolver<Maybe<ResolversTypes['Platform']>, ParentType, ContextType>;
  viewer?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type RecoveryCodesRegeneratePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['RecoveryCodesRegeneratePayload'] = ResolversParentTypes['RecoveryCodesRegeneratePayload']> = {
  recoveryCodes?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type RevokedSessionsResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['RevokedSessions'] = ResolversParentTypes['RevokedSessions']> = {
  keyIds?: Resolver<Array<ResolversTypes['ID']>, ParentType, ContextType>;
  sessionIds?: Resolver<Array<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type RoleResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Role'] = ResolversParentTypes['Role'], FederationReferenceType extends FederationReferenceTypes['Role'] = FederationReferenceTypes['Role']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Role']> | FederationReferenceType, FederationReferenceType, ContextType>;
  builtIn?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  permissions?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RoleCreatePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['RoleCreatePayload'] = ResolversParentTypes['RoleCreatePayload']> = {
  role?: Resolver<Maybe<ResolversTypes['Role']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type RoleDeletePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['RoleDeletePayload'] = ResolversParentTypes['RoleDeletePayload']> = {
  roleId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type RoleUpdatePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['RoleUpdatePayload'] = ResolversParentTypes['RoleUpdatePayload']> = {
  role?: Resolver<Maybe<ResolversTypes['Role']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export interface SafeIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['SafeInt'], any> {
  name: 'SafeInt';
}

export type SecurityEventResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['SecurityEvent'] = ResolversParentTypes['SecurityEvent']> = {
  action?: Resolver<ResolversTypes['SecurityAction'], ParentType, ContextType>;
  administrator?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  requestId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type SecurityEventConnectionResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['SecurityEventConnection'] = ResolversParentTypes['SecurityEventConnection']> = {
  edges?: Resolver<Array<ResolversTypes['SecurityEventEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['SecurityEvent']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type SecurityEventEdgeResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['SecurityEventEdge'] = ResolversParentTypes['SecurityEventEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['SecurityEvent'], ParentType, ContextType>;
};

export type ServiceIdentityResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['ServiceIdentity'] = ResolversParentTypes['ServiceIdentity'], FederationReferenceType extends FederationReferenceTypes['ServiceIdentity'] = FederationReferenceTypes['ServiceIdentity']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['ServiceIdentity']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  createdBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  keys?: Resolver<Array<ResolversTypes['ServiceIdentityKey']>, ParentType, ContextType>;
  lastUsedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  networks?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  scopes?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ServiceIdentityConnectionResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['ServiceIdentityConnection'] = ResolversParentTypes['ServiceIdentityConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ServiceIdentityEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['ServiceIdentity']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ServiceIdentityCreatePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['ServiceIdentityCreatePayload'] = ResolversParentTypes['ServiceIdentityCreatePayload']> = {
  serviceIdentity?: Resolver<Maybe<ResolversTypes['ServiceIdentity']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ServiceIdentityEdgeResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['ServiceIdentityEdge'] = ResolversParentTypes['ServiceIdentityEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ServiceIdentity'], ParentType, ContextType>;
};

export type ServiceIdentityKeyResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['ServiceIdentityKey'] = ResolversParentTypes['ServiceIdentityKey']> = {
  algorithm?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  kid?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ServiceIdentityKeyAddPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['ServiceIdentityKeyAddPayload'] = ResolversParentTypes['ServiceIdentityKeyAddPayload']> = {
  serviceIdentity?: Resolver<Maybe<ResolversTypes['ServiceIdentity']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ServiceIdentityKeyRemovePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['ServiceIdentityKeyRemovePayload'] = ResolversParentTypes['ServiceIdentityKeyRemovePayload']> = {
  serviceIdentity?: Resolver<Maybe<ResolversTypes['ServiceIdentity']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ServiceIdentityRemovePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['ServiceIdentityRemovePayload'] = ResolversParentTypes['ServiceIdentityRemovePayload']> = {
  serviceIdentityId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ServiceIdentityUpdatePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['ServiceIdentityUpdatePayload'] = ResolversParentTypes['ServiceIdentityUpdatePayload']> = {
  serviceIdentity?: Resolver<Maybe<ResolversTypes['ServiceIdentity']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SessionResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Session'] = ResolversParentTypes['Session'], FederationReferenceType extends FederationReferenceTypes['Session'] = FederationReferenceTypes['Session']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Session']> | FederationReferenceType, FederationReferenceType, ContextType>;
  address?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  agent?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  authenticatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  idleExpiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  isCurrent?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isImpersonation?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  lastUsedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SessionChallengeResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['SessionChallenge'] = ResolversParentTypes['SessionChallenge']> = {
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  factors?: Resolver<Array<ResolversTypes['SecondFactor']>, ParentType, ContextType>;
  token?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type SessionChallengeCompletePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['SessionChallengeCompletePayload'] = ResolversParentTypes['SessionChallengeCompletePayload']> = {
  accessToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  refreshToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  session?: Resolver<Maybe<ResolversTypes['Session']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SessionConnectionResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['SessionConnection'] = ResolversParentTypes['SessionConnection']> = {
  edges?: Resolver<Array<ResolversTypes['SessionEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Session']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type SessionCreatePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['SessionCreatePayload'] = ResolversParentTypes['SessionCreatePayload']> = {
  accessToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  challenge?: Resolver<Maybe<ResolversTypes['SessionChallenge']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  refreshToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  session?: Resolver<Maybe<ResolversTypes['Session']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SessionCreateWithPasskeyPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['SessionCreateWithPasskeyPayload'] = ResolversParentTypes['SessionCreateWithPasskeyPayload']> = {
  accessToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  refreshToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  session?: Resolver<Maybe<ResolversTypes['Session']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SessionEdgeResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['SessionEdge'] = ResolversParentTypes['SessionEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Session'], ParentType, ContextType>;
};

export type SessionImpersonatePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['SessionImpersonatePayload'] = ResolversParentTypes['SessionImpersonatePayload']> = {
  accessToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  session?: Resolver<Maybe<ResolversTypes['Session']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SessionReauthenticatePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['SessionReauthenticatePayload'] = ResolversParentTypes['SessionReauthenticatePayload']> = {
  accessToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  session?: Resolver<Maybe<ResolversTypes['Session']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SessionRefreshPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['SessionRefreshPayload'] = ResolversParentTypes['SessionRefreshPayload']> = {
  accessToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  refreshToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  session?: Resolver<Maybe<ResolversTypes['Session']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SessionRevokeAllPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['SessionRevokeAllPayload'] = ResolversParentTypes['SessionRevokeAllPayload']> = {
  revokedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SessionRevokeOthersPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['SessionRevokeOthersPayload'] = ResolversParentTypes['SessionRevokeOthersPayload']> = {
  revokedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SessionRevokePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['SessionRevokePayload'] = ResolversParentTypes['SessionRevokePayload']> = {
  session?: Resolver<Maybe<ResolversTypes['Session']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  _sessionsRevoked?: SubscriptionResolver<ResolversTypes['RevokedSessions'], "_sessionsRevoked", ParentType, ContextType>;
};

export type TotpConfirmPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['TotpConfirmPayload'] = ResolversParentTypes['TotpConfirmPayload']> = {
  recoveryCodes?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type TotpEnrollPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['TotpEnrollPayload'] = ResolversParentTypes['TotpEnrollPayload']> = {
  secret?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  uri?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type TotpRemovePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['TotpRemovePayload'] = ResolversParentTypes['TotpRemovePayload']> = {
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type UserResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  accounts?: Resolver<Maybe<ResolversTypes['AccountConnection']>, ParentType, ContextType, RequireFields<UserAccountsArgs, 'first'>>;
  apiKeys?: Resolver<Maybe<ResolversTypes['ApiKeyConnection']>, ParentType, ContextType, RequireFields<UserApiKeysArgs, 'first'>>;
  avatar?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  dataExport?: Resolver<Maybe<ResolversTypes['DataExport']>, ParentType, ContextType>;
  displayName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['EmailAddress']>, ParentType, ContextType>;
  emailVerified?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identities?: Resolver<Maybe<Array<ResolversTypes['Identity']>>, ParentType, ContextType>;
  passkeys?: Resolver<Maybe<Array<ResolversTypes['Passkey']>>, ParentType, ContextType>;
  phoneNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  preferences?: Resolver<Maybe<ResolversTypes['UserPreferences']>, ParentType, ContextType>;
  recoveryCodesLeft?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  sessions?: Resolver<Maybe<ResolversTypes['SessionConnection']>, ParentType, ContextType, RequireFields<UserSessionsArgs, 'first'>>;
  totpEnabled?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserErasePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['UserErasePayload'] = ResolversParentTypes['UserErasePayload']> = {
  accountsInTheWay?: Resolver<Array<ResolversTypes['Account']>, ParentType, ContextType>;
  erasedUserId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  __resolveType: TypeResolveFn<'InputError' | 'VersionConflict', ParentType, ContextType>;
};

export type UserExportPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['UserExportPayload'] = ResolversParentTypes['UserExportPayload']> = {
  dataExport?: Resolver<Maybe<ResolversTypes['DataExport']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type UserForceSignOutPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['UserForceSignOutPayload'] = ResolversParentTypes['UserForceSignOutPayload']> = {
  user?: Resolver<Maybe<ResolversTypes['PlatformUser']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type UserLockPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['UserLockPayload'] = ResolversParentTypes['UserLockPayload']> = {
  user?: Resolver<Maybe<ResolversTypes['PlatformUser']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type UserPreferencesResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['UserPreferences'] = ResolversParentTypes['UserPreferences']> = {
  locale?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  theme?: Resolver<ResolversTypes['Theme'], ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type UserRegisterPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['UserRegisterPayload'] = ResolversParentTypes['UserRegisterPayload']> = {
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type UserUnlockPayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['UserUnlockPayload'] = ResolversParentTypes['UserUnlockPayload']> = {
  user?: Resolver<Maybe<ResolversTypes['PlatformUser']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type UserUpdatePayloadResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['UserUpdatePayload'] = ResolversParentTypes['UserUpdatePayload']> = {
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type VerifiedApiKeyResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['VerifiedApiKey'] = ResolversParentTypes['VerifiedApiKey']> = {
  accountId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  keyId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  networks?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  scopes?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  userId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type VersionConflictResolvers<ContextType = UsersContext, ParentType extends ResolversParentTypes['VersionConflict'] = ResolversParentTypes['VersionConflict']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  currentVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type Resolvers<ContextType = UsersContext> = {
  AccessExplanation?: AccessExplanationResolvers<ContextType>;
  Account?: AccountResolvers<ContextType>;
  AccountConnection?: AccountConnectionResolvers<ContextType>;
  AccountCreatePayload?: AccountCreatePayloadResolvers<ContextType>;
  AccountDeletePayload?: AccountDeletePayloadResolvers<ContextType>;
  AccountDeletion?: AccountDeletionResolvers<ContextType>;
  AccountDeletionCancelPayload?: AccountDeletionCancelPayloadResolvers<ContextType>;
  AccountEdge?: AccountEdgeResolvers<ContextType>;
  AccountEvent?: AccountEventResolvers<ContextType>;
  AccountEventConnection?: AccountEventConnectionResolvers<ContextType>;
  AccountEventEdge?: AccountEventEdgeResolvers<ContextType>;
  AccountTransferPayload?: AccountTransferPayloadResolvers<ContextType>;
  AccountUpdatePayload?: AccountUpdatePayloadResolvers<ContextType>;
  ApiKey?: ApiKeyResolvers<ContextType>;
  ApiKeyConnection?: ApiKeyConnectionResolvers<ContextType>;
  ApiKeyCreatePayload?: ApiKeyCreatePayloadResolvers<ContextType>;
  ApiKeyEdge?: ApiKeyEdgeResolvers<ContextType>;
  ApiKeyRevokePayload?: ApiKeyRevokePayloadResolvers<ContextType>;
  ApiKeyRotatePayload?: ApiKeyRotatePayloadResolvers<ContextType>;
  AuditEntry?: AuditEntryResolvers<ContextType>;
  AuditEntryConnection?: AuditEntryConnectionResolvers<ContextType>;
  AuditEntryEdge?: AuditEntryEdgeResolvers<ContextType>;
  AuditExportPayload?: AuditExportPayloadResolvers<ContextType>;
  Cursor?: GraphQLScalarType;
  DataExport?: DataExportResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  EmailAddress?: GraphQLScalarType;
  EmailChangeConfirmPayload?: EmailChangeConfirmPayloadResolvers<ContextType>;
  EmailChangeRequestPayload?: EmailChangeRequestPayloadResolvers<ContextType>;
  EmailVerificationRequestPayload?: EmailVerificationRequestPayloadResolvers<ContextType>;
  EmailVerifyPayload?: EmailVerifyPayloadResolvers<ContextType>;
  Identity?: IdentityResolvers<ContextType>;
  IdentityLinkPayload?: IdentityLinkPayloadResolvers<ContextType>;
  IdentityProvider?: IdentityProviderResolvers<ContextType>;
  IdentityUnlinkPayload?: IdentityUnlinkPayloadResolvers<ContextType>;
  InputError?: InputErrorResolvers<ContextType>;
  Invitation?: InvitationResolvers<ContextType>;
  InvitationAcceptPayload?: InvitationAcceptPayloadResolvers<ContextType>;
  InvitationConnection?: InvitationConnectionResolvers<ContextType>;
  InvitationEdge?: InvitationEdgeResolvers<ContextType>;
  InvitationResendPayload?: InvitationResendPayloadResolvers<ContextType>;
  InvitationRevokePayload?: InvitationRevokePayloadResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  Member?: MemberResolvers<ContextType>;
  MemberConnection?: MemberConnectionResolvers<ContextType>;
  MemberEdge?: MemberEdgeResolvers<ContextType>;
  MemberInvitePayload?: MemberInvitePayloadResolvers<ContextType>;
  MemberRemovePayload?: MemberRemovePayloadResolvers<ContextType>;
  MemberUpdatePayload?: MemberUpdatePayloadResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Passkey?: PasskeyResolvers<ContextType>;
  PasskeyAuthenticationCreatePayload?: PasskeyAuthenticationCreatePayloadResolvers<ContextType>;
  PasskeyRegisterPayload?: PasskeyRegisterPayloadResolvers<ContextType>;
  PasskeyRegistrationCreatePayload?: PasskeyRegistrationCreatePayloadResolvers<ContextType>;
  PasskeyRemovePayload?: PasskeyRemovePayloadResolvers<ContextType>;
  PasskeyRenamePayload?: PasskeyRenamePayloadResolvers<ContextType>;
  PasswordChangePayload?: PasswordChangePayloadResolvers<ContextType>;
  PasswordResetPayload?: PasswordResetPayloadResolvers<ContextType>;
  PasswordResetRequestPayload?: PasswordResetRequestPayloadResolvers<ContextType>;
  PhoneNumberChangeConfirmPayload?: PhoneNumberChangeConfirmPayloadResolvers<ContextType>;
  PhoneNumberChangeRequestPayload?: PhoneNumberChangeRequestPayloadResolvers<ContextType>;
  PhoneNumberRemovePayload?: PhoneNumberRemovePayloadResolvers<ContextType>;
  Platform?: PlatformResolvers<ContextType>;
  PlatformUser?: PlatformUserResolvers<ContextType>;
  PlatformUserConnection?: PlatformUserConnectionResolvers<ContextType>;
  PlatformUserEdge?: PlatformUserEdgeResolvers<ContextType>;
  PreferencesUpdatePayload?: PreferencesUpdatePayloadResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RecoveryCodesRegeneratePayload?: RecoveryCodesRegeneratePayloadResolvers<ContextType>;
  RevokedSessions?: RevokedSessionsResolvers<ContextType>;
  Role?: RoleResolvers<ContextType>;
  RoleCreatePayload?: RoleCreatePayloadResolvers<ContextType>;
  RoleDeletePayload?: RoleDeletePayloadResolvers<ContextType>;
  RoleUpdatePayload?: RoleUpdatePayloadResolvers<ContextType>;
  SafeInt?: GraphQLScalarType;
  SecurityEvent?: SecurityEventResolvers<ContextType>;
  SecurityEventConnection?: SecurityEventConnectionResolvers<ContextType>;
  SecurityEventEdge?: SecurityEventEdgeResolvers<ContextType>;
  ServiceIdentity?: ServiceIdentityResolvers<ContextType>;
  ServiceIdentityConnection?: ServiceIdentityConnectionResolvers<ContextType>;
  ServiceIdentityCreatePayload?: ServiceIdentityCreatePayloadResolvers<ContextType>;
  ServiceIdentityEdge?: ServiceIdentityEdgeResolvers<ContextType>;
  ServiceIdentityKey?: ServiceIdentityKeyResolvers<ContextType>;
  ServiceIdentityKeyAddPayload?: ServiceIdentityKeyAddPayloadResolvers<ContextType>;
  ServiceIdentityKeyRemovePayload?: ServiceIdentityKeyRemovePayloadResolvers<ContextType>;
  ServiceIdentityRemovePayload?: ServiceIdentityRemovePayloadResolvers<ContextType>;
  ServiceIdentityUpdatePayload?: ServiceIdentityUpdatePayloadResolvers<ContextType>;
  Session?: SessionResolvers<ContextType>;
  SessionChallenge?: SessionChallengeResolvers<ContextType>;
  SessionChallengeCompletePayload?: SessionChallengeCompletePayloadResolvers<ContextType>;
  SessionConnection?: SessionConnectionResolvers<ContextType>;
  SessionCreatePayload?: SessionCreatePayloadResolvers<ContextType>;
  SessionCreateWithPasskeyPayload?: SessionCreateWithPasskeyPayloadResolvers<ContextType>;
  SessionEdge?: SessionEdgeResolvers<ContextType>;
  SessionImpersonatePayload?: SessionImpersonatePayloadResolvers<ContextType>;
  SessionReauthenticatePayload?: SessionReauthenticatePayloadResolvers<ContextType>;
  SessionRefreshPayload?: SessionRefreshPayloadResolvers<ContextType>;
  SessionRevokeAllPayload?: SessionRevokeAllPayloadResolvers<ContextType>;
  SessionRevokeOthersPayload?: SessionRevokeOthersPayloadResolvers<ContextType>;
  SessionRevokePayload?: SessionRevokePayloadResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  TotpConfirmPayload?: TotpConfirmPayloadResolvers<ContextType>;
  TotpEnrollPayload?: TotpEnrollPayloadResolvers<ContextType>;
  TotpRemovePayload?: TotpRemovePayloadResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserErasePayload?: UserErasePayloadResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
  UserExportPayload?: UserExportPayloadResolvers<ContextType>;
  UserForceSignOutPayload?: UserForceSignOutPayloadResolvers<ContextType>;
  UserLockPayload?: UserLockPayloadResolvers<ContextType>;
  UserPreferences?: UserPreferencesResolvers<ContextType>;
  UserRegisterPayload?: UserRegisterPayloadResolvers<ContextType>;
  UserUnlockPayload?: UserUnlockPayloadResolvers<ContextType>;
  UserUpdatePayload?: UserUpdatePayloadResolvers<ContextType>;
  VerifiedApiKey?: VerifiedApiKeyResolvers<ContextType>;
  VersionConflict?: VersionConflictResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = UsersContext> = {
  classified?: ClassifiedDirectiveResolver<any, any, ContextType>;
  node?: NodeDirectiveResolver<any, any, ContextType>;
  private?: PrivateDirectiveResolver<any, any, ContextType>;
};
