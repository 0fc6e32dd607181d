import type { GlobalId } from './context.ts';
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { UserErrorModel } from '@trivet/subgraph';
import type { Reference as AccountModel, Reference as UserModel } from '../api/context.ts';
import type { ShownAnnouncement as AnnouncementModel } from '../modules/announcements/announcement.service.ts';
import type { DeliveryExplanation as DeliveryExplanationModel, Step as DeliveryStepModel, Explanation as NotificationExplanationModel, UnusedChannel as UnusedChannelModel } from '../modules/explanations/explanation.service.ts';
import type { MailboxMail as DevelopmentMessageModel } from '../modules/mailbox/mailbox.model.ts';
import type { Device as DeviceModel } from '../modules/devices/device.model.ts';
import type { ShownDelivery as DeliveryModel } from '../modules/deliveries/delivery.service.ts';
import type { InboxChanged as InboxChangedModel, NotificationReceived as NotificationReceivedModel } from '../modules/inbox/inbox.resolvers.ts';
import type { Notification as NotificationModel } from '../modules/inbox/notification.model.ts';
import type { EffectiveDigest as NotificationDigestModel } from '../modules/preferences/timing.service.ts';
import type { EffectivePreference as NotificationPreferenceModel } from '../modules/preferences/preference.service.ts';
import type { Suppression as NotificationSuppressionModel } from '../modules/suppressions/suppression.model.ts';
import type { AccountBranding as AccountBrandingModel } from '../modules/templates/account-branding.model.ts';
import type { NotificationTemplate as NotificationTemplateModel, NotificationTemplateVersion as NotificationTemplateVersionModel } from '../modules/templates/notification-template.model.ts';
import type { TemplateForm as NotificationTemplateFormModel } from '../modules/templates/template-form.service.ts';
import type { NotificationsContext } from './context.ts';
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
  /** What was announced to its members, the newest first; null without `announcements:send`. */
  announcements?: Maybe<AnnouncementConnection>;
  /** Null without `templates:manage`. */
  branding?: Maybe<AccountBranding>;
  /** What was told of the account to whom, the newest first, for 90 days after it was settled; null without `deliveries:read`. */
  deliveries?: Maybe<DeliveryConnection>;
  id: Scalars['ID']['output'];
  /** By which ways members are told of the account who have not chosen themselves; every category by every channel. */
  notificationDefaults?: Maybe<Array<NotificationPreference>>;
  /** How what is told of the account is gathered for members who have not chosen themselves; every category by every channel. */
  notificationDigestDefaults?: Maybe<Array<NotificationDigest>>;
  /** What it can write, and how that reads by itself; null without `templates:manage`. */
  notificationTemplateForms?: Maybe<Array<NotificationTemplateForm>>;
  /** What the account has written itself, by kind and language; null without `templates:manage`. */
  notificationTemplates?: Maybe<Array<NotificationTemplate>>;
};


export type AccountAnnouncementsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type AccountDeliveriesArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** How an account is shown in mails that are told in its name. Mails about security are the service's own, and look like that. */
export type AccountBranding = {
  __typename?: 'AccountBranding';
  /** Of buttons, such as `#4338ca`; null for that of the service. */
  color?: Maybe<Scalars['String']['output']>;
  /** A line below each mail, such as an address. */
  footer?: Maybe<Scalars['String']['output']>;
  /** BCP 47. In which language somebody is written to whose own is not known, or not to be had. */
  locale?: Maybe<Scalars['String']['output']>;
  /** A picture in the place of the name, 32 points high. Whoever opens a mail loads it from there, unless his program does not. */
  logoUrl?: Maybe<Scalars['String']['output']>;
  /** Null for the account's own name. */
  name?: Maybe<Scalars['String']['output']>;
  /** Grows by one with each change; 0 where nothing was ever said. */
  version: Scalars['Int']['output'];
};

/** All that is to be so. What is not given is as it is for everybody. */
export type AccountBrandingUpdateInput = {
  accountId: Scalars['ID']['input'];
  /** `#` and six hexadecimal digits. A colour that is hardly seen on white is refused. */
  color?: InputMaybe<Scalars['String']['input']>;
  /** The version that the editor has seen. */
  expectedVersion: Scalars['Int']['input'];
  /** At most 200 characters. */
  footer?: InputMaybe<Scalars['String']['input']>;
  /** BCP 47. */
  locale?: InputMaybe<Scalars['String']['input']>;
  /** A URL that begins with https://. */
  logoUrl?: InputMaybe<Scalars['String']['input']>;
  /** At most 60 characters. */
  name?: InputMaybe<Scalars['String']['input']>;
};

export type AccountBrandingUpdatePayload = {
  __typename?: 'AccountBrandingUpdatePayload';
  /** After a `VersionConflict` as it is now. */
  branding?: Maybe<AccountBranding>;
  userErrors: Array<UserError>;
};

/** What somebody had to say to members of an account, and how far it has been told. */
export type Announcement = Node & {
  __typename?: 'Announcement';
  account?: Maybe<Account>;
  body: Scalars['String']['output'];
  /** When it was taken back, before anybody was told. */
  cancelledAt?: Maybe<Scalars['DateTime']['output']>;
  /** Null until it is told to all, and where it was taken back. */
  completedAt?: Maybe<Scalars['DateTime']['output']>;
  createdAt: Scalars['DateTime']['output'];
  id: Scalars['ID']['output'];
  /** Where it leads to. */
  link?: Maybe<Scalars['String']['output']>;
  /** How many it was told to by now. By which ways, each of them has chosen. */
  recipientCount: Scalars['Int']['output'];
  /** When it begins to be told; null where that was at once. */
  scheduledAt?: Maybe<Scalars['DateTime']['output']>;
  /** Null for a program, and for a person who was erased. */
  sentBy?: Maybe<User>;
  title: Scalars['String']['output'];
};

export type AnnouncementConnection = {
  __typename?: 'AnnouncementConnection';
  edges: Array<AnnouncementEdge>;
  nodes: Array<Announcement>;
  pageInfo: PageInfo;
};

export type AnnouncementEdge = {
  __typename?: 'AnnouncementEdge';
  cursor: Scalars['Cursor']['output'];
  node: Announcement;
};

/** Built-in roles, as `MemberRole`. */
export const AnnouncementRole = {
  Admin: 'ADMIN',
  Member: 'MEMBER',
  Owner: 'OWNER',
  Viewer: 'VIEWER'
} as const;

export type AnnouncementRole = typeof AnnouncementRole[keyof typeof AnnouncementRole];
export type BuiltInTemplate = {
  __typename?: 'BuiltInTemplate';
  body: Scalars['String']['output'];
  locale: Scalars['String']['output'];
  subject: Scalars['String']['output'];
};

/** That somebody was told something by a channel, and what has become of it. Where a mail went, nobody is shown. */
export type Delivery = Node & {
  __typename?: 'Delivery';
  /** How often it was handed to whoever carries it. */
  attempts: Scalars['Int']['output'];
  category: NotificationCategory;
  channel: NotificationChannel;
  createdAt: Scalars['DateTime']['output'];
  /** Why it has failed or was given up; null where it was not. */
  failure?: Maybe<Scalars['String']['output']>;
  id: Scalars['ID']['output'];
  /** What kind of thing happened, such as `resource.created`. */
  kind: Scalars['String']['output'];
  /** Who was asked last to carry it, such as `smtp`; null where nobody was. */
  provider?: Maybe<Scalars['String']['output']>;
  /** By which id he knows it. */
  providerMessageId?: Maybe<Scalars['String']['output']>;
  /** Who is told; null for who is no person here, such as somebody who is invited, or no more. */
  recipient?: Maybe<User>;
  /** When it became known what has become of it. */
  settledAt?: Maybe<Scalars['DateTime']['output']>;
  status: DeliveryStatus;
};

export const DeliveryChoice = {
  /** His account, for those who have not chosen themselves. */
  Account: 'ACCOUNT',
  /** Nobody: it is so for everybody. */
  Nobody: 'NOBODY',
  /** It is told whatever anybody has chosen: what he asked for himself, or his security. */
  Owed: 'OWED',
  /** The person himself. */
  Person: 'PERSON'
} as const;

export type DeliveryChoice = typeof DeliveryChoice[keyof typeof DeliveryChoice];
export type DeliveryConnection = {
  __typename?: 'DeliveryConnection';
  edges: Array<DeliveryEdge>;
  nodes: Array<Delivery>;
  pageInfo: PageInfo;
};

export type DeliveryEdge = {
  __typename?: 'DeliveryEdge';
  cursor: Scalars['Cursor']['output'];
  node: Delivery;
};

/** What has become of one way to tell it, and why. */
export type DeliveryExplanation = {
  __typename?: 'DeliveryExplanation';
  channel: NotificationChannel;
  status: DeliveryStatus;
  /** The oldest first; of what was gathered also those of the digest that told it. A hundred of each at most. */
  steps: Array<DeliveryStep>;
};

export const DeliveryStatus = {
  /** Was sent back. */
  Bounced: 'BOUNCED',
  /** Was given up before: there was nobody to be told by then, he does not want to be, or takes nothing. */
  Cancelled: 'CANCELLED',
  /** Has arrived. */
  Delivered: 'DELIVERED',
  /** Was told together with other things. */
  Digested: 'DIGESTED',
  /** Was refused, or too late. */
  Failed: 'FAILED',
  /** Is to be sent, or under way. */
  Queued: 'QUEUED',
  /** Was taken by whoever carries it. */
  Sent: 'SENT',
  /** May have been sent: nobody can tell, and it is not sent again. */
  Unknown: 'UNKNOWN'
} as const;

export type DeliveryStatus = typeof DeliveryStatus[keyof typeof DeliveryStatus];
/** What was decided of a delivery, or has happened to it. */
export type DeliveryStep = {
  __typename?: 'DeliveryStep';
  at: Scalars['DateTime']['output'];
  /** Of an attempt which it was, from 1 on. */
  attempt?: Maybe<Scalars['Int']['output']>;
  /** Of `QUEUED`: who has chosen this way. */
  chosenBy?: Maybe<DeliveryChoice>;
  code: DeliveryStepCode;
  /** A code that says more, such as of a refusal; `CHANNEL_OFF` where nobody sends by this way any more. */
  detail?: Maybe<Scalars['String']['output']>;
  /** Who was to carry it. */
  provider?: Maybe<Scalars['String']['output']>;
  /** Until when it was to wait; for the person himself. */
  until?: Maybe<Scalars['DateTime']['output']>;
};

export const DeliveryStepCode = {
  /** It was handed to a provider. */
  Attempted: 'ATTEMPTED',
  /** It was sent back. */
  Bounced: 'BOUNCED',
  /** There was nobody to be told by then, or he wanted it no more: `detail` says which. */
  Cancelled: 'CANCELLED',
  /** It has arrived. */
  Delivered: 'DELIVERED',
  /** It was gathered, and told with other things. The steps after this are those of the digest. */
  Digested: 'DIGESTED',
  /** It was refused, or too late. */
  Failed: 'FAILED',
  /** Another provider was asked. */
  FailedOver: 'FAILED_OVER',
  /** It was to be told by this way. */
  Queued: 'QUEUED',
  /** Its person was not to be disturbed. */
  QuietHours: 'QUIET_HOURS',
  /** The provider has refused it. */
  Refused: 'REFUSED',
  /** It was taken by who carries it. */
  Sent: 'SENT',
  /** Nothing is sent to where it was to go. */
  Suppressed: 'SUPPRESSED',
  /** He had been told so much that it was gathered. */
  Throttled: 'THROTTLED',
  /** It may have been sent: nobody can tell. */
  Unknown: 'UNKNOWN'
} as const;

export type DeliveryStepCode = typeof DeliveryStepCode[keyof typeof DeliveryStepCode];
export type DevelopmentMailboxFilter = {
  channel?: InputMaybe<NotificationChannel>;
  /** The whole of it, whether it is written in capitals or not. */
  recipient?: InputMaybe<Scalars['String']['input']>;
};

/** What would have been sent to somebody. */
export type DevelopmentMessage = {
  __typename?: 'DevelopmentMessage';
  /** By which it would have left. */
  channel: NotificationChannel;
  createdAt: Scalars['DateTime']['output'];
  /** Null for what is no mail. */
  html?: Maybe<Scalars['String']['output']>;
  id: Scalars['ID']['output'];
  /** An address, a telephone number, or the name of a device. */
  recipient: Scalars['String']['output'];
  subject: Scalars['String']['output'];
  text: Scalars['String']['output'];
  /** Where mail programs unsubscribe (RFC 8058); null where one cannot. */
  unsubscribeUrl?: Maybe<Scalars['String']['output']>;
};

export type DevelopmentMessageConnection = {
  __typename?: 'DevelopmentMessageConnection';
  edges: Array<DevelopmentMessageEdge>;
  nodes: Array<DevelopmentMessage>;
  pageInfo: PageInfo;
};

export type DevelopmentMessageEdge = {
  __typename?: 'DevelopmentMessageEdge';
  cursor: Scalars['Cursor']['output'];
  node: DevelopmentMessage;
};

/**
 * A browser or an application to which a person's notifications are pushed. It goes with the session that registered it. Nobody else
 * sees it.
 */
export type Device = Node & {
  __typename?: 'Device';
  createdAt: Scalars['DateTime']['output'];
  id: Scalars['ID']['output'];
  /** As the person knows it. */
  name: Scalars['String']['output'];
  platform: DevicePlatform;
  /** When it was last registered. It is forgotten 30 days later. */
  registeredAt: Scalars['DateTime']['output'];
};

export const DevicePlatform = {
  /** An application with Firebase Cloud Messaging. */
  Android: 'ANDROID',
  /** An application with the Apple Push Notification service. */
  Ios: 'IOS',
  /** A browser (Web Push). */
  Web: 'WEB'
} as const;

export type DevicePlatform = typeof DevicePlatform[keyof typeof DevicePlatform];
export type DeviceRegisterInput = {
  /** 1 to 100 characters, for the person to know it again. */
  name: Scalars['String']['input'];
  platform: DevicePlatform;
  /** Of `WEB`: what `PushSubscription.toJSON()` gives. */
  subscription?: InputMaybe<WebPushSubscriptionInput>;
  /** Of `ANDROID` and `IOS`: what the push service calls the device. */
  token?: InputMaybe<Scalars['String']['input']>;
};

export type DeviceRegisterPayload = {
  __typename?: 'DeviceRegisterPayload';
  device?: Maybe<Device>;
  userErrors: Array<UserError>;
};

export type DeviceRemoveInput = {
  deviceId: Scalars['ID']['input'];
};

export type DeviceRemovePayload = {
  __typename?: 'DeviceRemovePayload';
  /** Of the device that was removed. */
  removedDeviceId?: Maybe<Scalars['ID']['output']>;
  userErrors: Array<UserError>;
};

export const DigestFrequency = {
  /** All of a day together. */
  Daily: 'DAILY',
  /** All of an hour together. */
  Hourly: 'HOURLY',
  /** Each is told at once. */
  Off: 'OFF',
  /** All of a week together. */
  Weekly: 'WEEKLY'
} as const;

export type DigestFrequency = typeof DigestFrequency[keyof typeof DigestFrequency];
export type DigestInput = {
  /** Of `DAILY` and `WEEKLY`: hours and minutes, such as `08:00`. */
  at?: InputMaybe<Scalars['String']['input']>;
  frequency: DigestFrequency;
  /** Of `WEEKLY`. */
  weekday?: InputMaybe<Weekday>;
};

export type InboxChanged = {
  __typename?: 'InboxChanged';
  cursor: Scalars['Cursor']['output'];
  /** As `User.unreadCount`. */
  unreadCount?: Maybe<Scalars['Int']['output']>;
  /** As `User.unseenCount`. */
  unseenCount?: Maybe<Scalars['Int']['output']>;
};

/** Which notifications are wanted; both conditions hold. */
export type InboxFilter = {
  category?: InputMaybe<NotificationCategory>;
  state?: InputMaybe<InboxState>;
};

export const InboxState = {
  /** What is archived, and nothing else. */
  Archived: 'ARCHIVED',
  /** What is not archived. */
  Inbox: 'INBOX',
  /** What is not read. */
  Unread: 'UNREAD'
} as const;

export type InboxState = typeof InboxState[keyof typeof InboxState];
/** An input that cannot be accepted as it is. */
export type InputError = UserError & {
  __typename?: 'InputError';
  code: UserErrorCode;
  message: Scalars['String']['output'];
  path?: Maybe<Array<Scalars['String']['output']>>;
};

export type Mutation = {
  __typename?: 'Mutation';
  /** Says how the account is shown in mails. Takes `templates:manage`. */
  accountBrandingUpdate: AccountBrandingUpdatePayload;
  /**
   * Pushes the viewer's notifications to this device, where he has chosen to be told by `PUSH`. To be repeated whenever the
   * application starts: it changes nothing then, and keeps the device from being forgotten. Who was told there before is not any more.
   * Of more than twenty the one goes that was not registered for longest.
   */
  deviceRegister: DeviceRegisterPayload;
  /** Pushes nothing there any more. */
  deviceRemove: DeviceRemovePayload;
  /** Takes notifications of the viewer out of his inbox. They are read, and kept in the archive. */
  notificationArchive: NotificationArchivePayload;
  /**
   * Takes back what is announced for later, as long as nobody was told: then it is `ANNOUNCEMENT_BEGUN`. Takes
   * `announcements:send`. Repeating it changes nothing.
   */
  notificationCancel: NotificationCancelPayload;
  /** Chooses it for the members of an account who have not chosen themselves. Takes `account:update`; not for `SECURITY`, `SMS` and `PUSH`. */
  notificationDefaultUpdate: NotificationDefaultUpdatePayload;
  /**
   * Chooses it for the members of an account who have not chosen themselves. What is gathered already goes by it when it is due, and not
   * before. Takes `account:update`.
   */
  notificationDigestDefaultUpdate: NotificationDigestDefaultUpdatePayload;
  /**
   * Chooses for the viewer how what he is told of a category by a channel is gathered. What is gathered already goes by what is
   * chosen now.
   */
  notificationDigestUpdate: NotificationDigestUpdatePayload;
  /** Marks everything as read that the viewer has been told until now. */
  notificationMarkAllRead: NotificationMarkAllReadPayload;
  /** The viewer has looked: whatever he has been told until now counts as seen, and stays unread. */
  notificationMarkAllSeen: NotificationMarkAllSeenPayload;
  /** Marks notifications of the viewer as read. Those that are read already keep their time. */
  notificationMarkRead: NotificationMarkReadPayload;
  /** Takes that back, for whoever wants to come back to them. What was archived is in the inbox again. */
  notificationMarkUnread: NotificationMarkUnreadPayload;
  /**
   * Chooses for the viewer whether he is told of a category by a channel. `IN_APP` or `EMAIL` remains for `SECURITY`, and to be told less of it
   * takes a recent proof of who he is. What he has asked for himself, such as a new password, is mailed in any case.
   */
  notificationPreferenceUpdate: NotificationPreferenceUpdatePayload;
  /**
   * Tells members of an account something: in their inboxes, and by mail, as each of them has chosen for `ANNOUNCEMENT`. Takes
   * `announcements:send`. It is told to one after the other, after this has answered.
   */
  notificationSend: NotificationSendPayload;
  /** Has something sent to the viewer's own address again that came back, five times a day at most. Where there was nothing, nothing changes. */
  notificationSuppressionRemove: NotificationSuppressionRemovePayload;
  /** Brings archived notifications of the viewer back to his inbox. */
  notificationUnarchive: NotificationUnarchivePayload;
  /** Chooses when the viewer is not to be disturbed. What waits for the end of the last ones goes by the new ones. */
  quietHoursUpdate: QuietHoursUpdatePayload;
  /** What a mail would look like, with samples. Nothing is kept. Takes `templates:manage`. */
  templatePreview: TemplatePreviewPayload;
  /** Removes a template with its versions: mails read again as they do for everybody. Takes `templates:manage`. */
  templateRemove: TemplateRemovePayload;
  /** Makes what a template was before what it is. Takes `templates:manage`. */
  templateRestore: TemplateRestorePayload;
  /** Sends what a mail would look like to the viewer's own verified address. Takes `templates:manage`. */
  templateTestSend: TemplateTestSendPayload;
  /**
   * Says how mails of one kind read in one language. What is no template, or puts in what there is not, is refused
   * (`TEMPLATE_INVALID`). Takes `templates:manage`.
   */
  templateUpsert: TemplateUpsertPayload;
};


export type MutationAccountBrandingUpdateArgs = {
  input: AccountBrandingUpdateInput;
};


export type MutationDeviceRegisterArgs = {
  input: DeviceRegisterInput;
};


export type MutationDeviceRemoveArgs = {
  input: DeviceRemoveInput;
};


export type MutationNotificationArchiveArgs = {
  input: NotificationArchiveInput;
};


export type MutationNotificationCancelArgs = {
  input: NotificationCancelInput;
};


export type MutationNotificationDefaultUpdateArgs = {
  input: NotificationDefaultUpdateInput;
};


export type MutationNotificationDigestDefaultUpdateArgs = {
  input: NotificationDigestDefaultUpdateInput;
};


export type MutationNotificationDigestUpdateArgs = {
  input: NotificationDigestUpdateInput;
};


export type MutationNotificationMarkReadArgs = {
  input: NotificationMarkReadInput;
};


export type MutationNotificationMarkUnreadArgs = {
  input: NotificationMarkUnreadInput;
};


export type MutationNotificationPreferenceUpdateArgs = {
  input: NotificationPreferenceUpdateInput;
};


export type MutationNotificationSendArgs = {
  input: NotificationSendInput;
};


export type MutationNotificationSuppressionRemoveArgs = {
  input: NotificationSuppressionRemoveInput;
};


export type MutationNotificationUnarchiveArgs = {
  input: NotificationUnarchiveInput;
};


export type MutationQuietHoursUpdateArgs = {
  input: QuietHoursUpdateInput;
};


export type MutationTemplatePreviewArgs = {
  input: TemplatePreviewInput;
};


export type MutationTemplateRemoveArgs = {
  input: TemplateRemoveInput;
};


export type MutationTemplateRestoreArgs = {
  input: TemplateRestoreInput;
};


export type MutationTemplateTestSendArgs = {
  input: TemplateTestSendInput;
};


export type MutationTemplateUpsertArgs = {
  input: TemplateUpsertInput;
};

/** An object with an id that is unique in the whole graph. */
export type Node = {
  /** Opaque, stable, and sortable by time of creation. */
  id: Scalars['ID']['output'];
};

/** Something that a person was told. */
export type Notification = Node & {
  __typename?: 'Notification';
  /** The account that it is about. */
  account?: Maybe<Account>;
  archivedAt?: Maybe<Scalars['DateTime']['output']>;
  /** In the same language as the title. */
  body: Scalars['String']['output'];
  category: NotificationCategory;
  createdAt: Scalars['DateTime']['output'];
  id: Scalars['ID']['output'];
  /** What kind of thing happened, such as `resource.created`. */
  kind: Scalars['String']['output'];
  /** Where the application shows what it is about; null where there is nothing in particular. */
  link?: Maybe<Scalars['String']['output']>;
  /** When the person marked it as read, or archived it. */
  readAt?: Maybe<Scalars['DateTime']['output']>;
  /** When the person saw that there is something, read or not. */
  seenAt?: Maybe<Scalars['DateTime']['output']>;
  /** In the language of its reader, English or German; of an announcement as it was written. */
  title: Scalars['String']['output'];
};

export type NotificationArchiveInput = {
  /** At most 100. */
  ids: Array<Scalars['ID']['input']>;
};

export type NotificationArchivePayload = {
  __typename?: 'NotificationArchivePayload';
  /** In the order of `ids`. */
  notifications?: Maybe<Array<Notification>>;
  userErrors: Array<UserError>;
};

export type NotificationCancelInput = {
  /** Of the announcement. */
  id: Scalars['ID']['input'];
};

export type NotificationCancelPayload = {
  __typename?: 'NotificationCancelPayload';
  announcement?: Maybe<Announcement>;
  userErrors: Array<UserError>;
};

/** What persons choose by what they are told, and how. */
export const NotificationCategory = {
  /** What others do in the person's accounts. */
  Activity: 'ACTIVITY',
  /** What somebody has to say to many. */
  Announcement: 'ANNOUNCEMENT',
  /** What costs something, and what was paid. */
  Billing: 'BILLING',
  /** Who signs in as the person, and by what. */
  Security: 'SECURITY'
} as const;

export type NotificationCategory = typeof NotificationCategory[keyof typeof NotificationCategory];
/** By what way somebody is told. */
export const NotificationChannel = {
  /** By mail, to a verified address. */
  Email: 'EMAIL',
  /** In his inbox. */
  InApp: 'IN_APP',
  /** On his devices. Nobody is who has not chosen it. */
  Push: 'PUSH',
  /** By a text message. Nobody is who has not chosen it. */
  Sms: 'SMS'
} as const;

export type NotificationChannel = typeof NotificationChannel[keyof typeof NotificationChannel];
export type NotificationConnection = {
  __typename?: 'NotificationConnection';
  edges: Array<NotificationEdge>;
  nodes: Array<Notification>;
  pageInfo: PageInfo;
};

export type NotificationDefaultUpdateInput = {
  accountId: Scalars['ID']['input'];
  category: NotificationCategory;
  channel: NotificationChannel;
  /** Null takes back what was chosen. */
  enabled?: InputMaybe<Scalars['Boolean']['input']>;
};

export type NotificationDefaultUpdatePayload = {
  __typename?: 'NotificationDefaultUpdatePayload';
  /** As they are then: every category by every channel. */
  defaults?: Maybe<Array<NotificationPreference>>;
  userErrors: Array<UserError>;
};

/** How what is told of a category by a channel is gathered. What concerns security is not, nor is what stands in an inbox. */
export type NotificationDigest = {
  __typename?: 'NotificationDigest';
  /** By the clocks of where the person is, such as `08:00`; null unless it is `DAILY` or `WEEKLY`. */
  at?: Maybe<Scalars['String']['output']>;
  category: NotificationCategory;
  channel: NotificationChannel;
  frequency: DigestFrequency;
  /** False where nobody has chosen, and nothing is gathered. */
  isChosen: Scalars['Boolean']['output'];
  /** Null unless it is `WEEKLY`. */
  weekday?: Maybe<Weekday>;
};

export type NotificationDigestDefaultUpdateInput = {
  accountId: Scalars['ID']['input'];
  /** Not `SECURITY`. */
  category: NotificationCategory;
  /** Not `IN_APP`. */
  channel: NotificationChannel;
  /** Null takes back what was chosen. */
  digest?: InputMaybe<DigestInput>;
};

export type NotificationDigestDefaultUpdatePayload = {
  __typename?: 'NotificationDigestDefaultUpdatePayload';
  /** As they are then. */
  digestDefaults?: Maybe<Array<NotificationDigest>>;
  userErrors: Array<UserError>;
};

export type NotificationDigestUpdateInput = {
  /** Not `SECURITY`. */
  category: NotificationCategory;
  /** Not `IN_APP`. */
  channel: NotificationChannel;
  /** Null takes back what was chosen. */
  digest?: InputMaybe<DigestInput>;
};

export type NotificationDigestUpdatePayload = {
  __typename?: 'NotificationDigestUpdatePayload';
  /** As they are then. */
  digests?: Maybe<Array<NotificationDigest>>;
  userErrors: Array<UserError>;
};

export type NotificationEdge = {
  __typename?: 'NotificationEdge';
  cursor: Scalars['Cursor']['output'];
  node: Notification;
};

/** Why a person was told something in the ways he was, when, and by whose choice. */
export type NotificationExplanation = {
  __typename?: 'NotificationExplanation';
  category: NotificationCategory;
  /** One for each way by which it was to be told. */
  deliveries: Array<DeliveryExplanation>;
  /** What kind of thing happened, such as `resource.created`. */
  kind: Scalars['String']['output'];
  /** When it happened. */
  occurredAt: Scalars['DateTime']['output'];
  /** The ways by which it was not told, and who had chosen that when it happened. */
  unusedChannels: Array<UnusedChannel>;
};

export type NotificationMarkAllReadPayload = {
  __typename?: 'NotificationMarkAllReadPayload';
  /** How many were not read. */
  markedCount?: Maybe<Scalars['Int']['output']>;
  userErrors: Array<UserError>;
};

export type NotificationMarkAllSeenPayload = {
  __typename?: 'NotificationMarkAllSeenPayload';
  /** How many were not seen. */
  markedCount?: Maybe<Scalars['Int']['output']>;
  userErrors: Array<UserError>;
};

export type NotificationMarkReadInput = {
  /** At most 100. */
  ids: Array<Scalars['ID']['input']>;
};

export type NotificationMarkReadPayload = {
  __typename?: 'NotificationMarkReadPayload';
  /** In the order of `ids`. */
  notifications?: Maybe<Array<Notification>>;
  userErrors: Array<UserError>;
};

export type NotificationMarkUnreadInput = {
  /** At most 100. */
  ids: Array<Scalars['ID']['input']>;
};

export type NotificationMarkUnreadPayload = {
  __typename?: 'NotificationMarkUnreadPayload';
  /** In the order of `ids`. */
  notifications?: Maybe<Array<Notification>>;
  userErrors: Array<UserError>;
};

/** Whether somebody is told of a category by a channel. */
export type NotificationPreference = {
  __typename?: 'NotificationPreference';
  category: NotificationCategory;
  channel: NotificationChannel;
  enabled: Scalars['Boolean']['output'];
  /** False where nobody has chosen, and what holds is so for everybody. */
  isChosen: Scalars['Boolean']['output'];
  /** Whether it cannot be turned off, because it is the last way by which a person is told of his security. */
  isLast: Scalars['Boolean']['output'];
};

export type NotificationPreferenceUpdateInput = {
  category: NotificationCategory;
  channel: NotificationChannel;
  /** Null takes back what was chosen. */
  enabled?: InputMaybe<Scalars['Boolean']['input']>;
};

export type NotificationPreferenceUpdatePayload = {
  __typename?: 'NotificationPreferenceUpdatePayload';
  /** As they are then: every category by every channel. */
  preferences?: Maybe<Array<NotificationPreference>>;
  userErrors: Array<UserError>;
};

export type NotificationReceived = {
  __typename?: 'NotificationReceived';
  cursor: Scalars['Cursor']['output'];
  notification?: Maybe<Notification>;
  notificationId: Scalars['ID']['output'];
};

/** Either `userId`, `role` or `roleId`; without any all members. */
export type NotificationSendInput = {
  accountId: Scalars['ID']['input'];
  /** Plain text of at most 4,000 characters. */
  body: Scalars['String']['input'];
  /** A URL that begins with https://. */
  link?: InputMaybe<Scalars['String']['input']>;
  /** Members with a built-in role. */
  role?: InputMaybe<AnnouncementRole>;
  /** Members with a role of the account's `roles`. */
  roleId?: InputMaybe<Scalars['ID']['input']>;
  /** When to begin, within a year; at once without it. Who belongs to the account is looked at then. */
  scheduledAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** A line of at most 100 characters. */
  title: Scalars['String']['input'];
  /** One member. Who is none is not told, and not counted. */
  userId?: InputMaybe<Scalars['ID']['input']>;
};

export type NotificationSendPayload = {
  __typename?: 'NotificationSendPayload';
  announcement?: Maybe<Announcement>;
  userErrors: Array<UserError>;
};

/** Why nothing is sent to somebody by a channel any more. */
export type NotificationSuppression = {
  __typename?: 'NotificationSuppression';
  channel: NotificationChannel;
  reason: SuppressionReason;
  suppressedAt: Scalars['DateTime']['output'];
};

export type NotificationSuppressionRemoveInput = {
  channel: NotificationChannel;
};

export type NotificationSuppressionRemovePayload = {
  __typename?: 'NotificationSuppressionRemovePayload';
  /** Those that are left. */
  suppressions?: Maybe<Array<NotificationSuppression>>;
  userErrors: Array<UserError>;
};

/** How mails of one kind read that are told in the account's name, in one language. Without one they read as they do for everybody. */
export type NotificationTemplate = Node & {
  __typename?: 'NotificationTemplate';
  account?: Maybe<Account>;
  /**
   * Liquid, in blocks with an empty line between: `# heading`, lines of `- list`, lines of `> note`, `[label](url)` alone as a button,
   * and paragraphs with `**strong**` and links. HTML is shown as it is written.
   */
  body: Scalars['String']['output'];
  id: Scalars['ID']['output'];
  kind: NotificationTemplateKind;
  /** BCP 47, such as `de` or `pt-BR`. Who reads another language gets another template: his own language comes first. */
  locale: Scalars['String']['output'];
  /** Liquid. A mail's subject begins with the name of the account, or says that it is an announcement. */
  subject: Scalars['String']['output'];
  updatedAt: Scalars['DateTime']['output'];
  /** Null for a program, and for a person who was erased. */
  updatedBy?: Maybe<User>;
  /** Grows by one with each change. */
  version: Scalars['Int']['output'];
  /** What it was before, the newest first: the last 20. */
  versions: Array<NotificationTemplateVersion>;
};

/** What a template can be made of. */
export type NotificationTemplateForm = {
  __typename?: 'NotificationTemplateForm';
  /** How mails of this kind read where nothing else is said, in each language that the service speaks. */
  builtIn: Array<BuiltInTemplate>;
  kind: NotificationTemplateKind;
  /** What it can put in. */
  variables: Array<NotificationTemplateVariable>;
};

/** A kind of mail that an account can write itself: what is told in its name. Nobody but the service writes mails about security. */
export const NotificationTemplateKind = {
  Announcement: 'ANNOUNCEMENT',
  Invitation: 'INVITATION',
  ResourceCreated: 'RESOURCE_CREATED'
} as const;

export type NotificationTemplateKind = typeof NotificationTemplateKind[keyof typeof NotificationTemplateKind];
/** A value that a template can put in, as `{{ account.name }}`. */
export type NotificationTemplateVariable = {
  __typename?: 'NotificationTemplateVariable';
  /** Such as `account.name`. */
  path: Scalars['String']['output'];
  /** As previews show it. */
  sample: Scalars['String']['output'];
};

/** What a template was before somebody changed it. */
export type NotificationTemplateVersion = {
  __typename?: 'NotificationTemplateVersion';
  body: Scalars['String']['output'];
  subject: Scalars['String']['output'];
  updatedAt: Scalars['DateTime']['output'];
  updatedBy?: Maybe<User>;
  version: Scalars['Int']['output'];
};

export type NotificationUnarchiveInput = {
  /** At most 100. */
  ids: Array<Scalars['ID']['input']>;
};

export type NotificationUnarchivePayload = {
  __typename?: 'NotificationUnarchivePayload';
  /** In the order of `ids`. */
  notifications?: Maybe<Array<Notification>>;
  userErrors: Array<UserError>;
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

export type Query = {
  __typename?: 'Query';
  /** What the viewer may see of this subgraph's things, for `node` and `nodes`. */
  _notificationsNodes: Array<Maybe<Node>>;
  /**
   * What would have been sent, the newest first: mails, text messages and pushes, with the secrets in them, to whoever asks. There is
   * such a field only on the machine of who develops, where nothing is sent and nobody else is listened to; the newest 200 of a week.
   */
  developmentMailbox?: Maybe<DevelopmentMessageConnection>;
  /**
   * Why something was told, or was not, and when. By the id of a notification for whom it is; by the id of a delivery also for who
   * has `deliveries:read` on its account. Null for everybody else, and where there is no such thing.
   */
  notificationExplain?: Maybe<NotificationExplanation>;
  /** By which browsers subscribe, as `applicationServerKey`; null where nothing is pushed to browsers. */
  webPushPublicKey?: Maybe<Scalars['String']['output']>;
};


export type Query_NotificationsNodesArgs = {
  ids: Array<Scalars['ID']['input']>;
};


export type QueryDevelopmentMailboxArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  filter?: InputMaybe<DevelopmentMailboxFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryNotificationExplainArgs = {
  id: Scalars['ID']['input'];
};

/** When a person is told nothing but what concerns his security and what stands in his inbox, by the clocks of where he is. */
export type QuietHours = {
  __typename?: 'QuietHours';
  /** Such as `22:00`. */
  from: Scalars['String']['output'];
  /** Such as `07:00`: on the next day where it is earlier than `from`. */
  until: Scalars['String']['output'];
};

export type QuietHoursInput = {
  /** Hours and minutes, such as `22:00`. */
  from: Scalars['String']['input'];
  /** Hours and minutes, such as `07:00`. */
  until: Scalars['String']['input'];
};

export type QuietHoursUpdateInput = {
  /** Null: at any time. */
  quietHours?: InputMaybe<QuietHoursInput>;
};

export type QuietHoursUpdatePayload = {
  __typename?: 'QuietHoursUpdatePayload';
  quietHours?: Maybe<QuietHours>;
  userErrors: Array<UserError>;
};

export type Subscription = {
  __typename?: 'Subscription';
  /**
   * Whenever something has come to the viewer's inbox, or he has read, seen or archived something, on whichever device. The counts
   * are those of when it is delivered.
   */
  inboxChanged: InboxChanged;
  /** What the viewer is told. With `after`, first everything that came later than that cursor, then what comes. */
  notificationReceived: NotificationReceived;
};


export type SubscriptionInboxChangedArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
};


export type SubscriptionNotificationReceivedArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
};

export const SuppressionReason = {
  /** What was sent there came back: there is no such address. */
  Bounce: 'BOUNCE',
  /** What was sent there was called spam. What concerns security is sent all the same. */
  Complaint: 'COMPLAINT',
  /** It was answered with STOP. */
  Stop: 'STOP'
} as const;

export type SuppressionReason = typeof SuppressionReason[keyof typeof SuppressionReason];
export type TemplatePreview = {
  __typename?: 'TemplatePreview';
  /** A whole page, without scripts. It is the account's own: show it apart from others, such as in a sandboxed frame. */
  html: Scalars['String']['output'];
  subject: Scalars['String']['output'];
  text: Scalars['String']['output'];
};

export type TemplatePreviewInput = {
  accountId: Scalars['ID']['input'];
  body: Scalars['String']['input'];
  kind: NotificationTemplateKind;
  locale: Scalars['String']['input'];
  subject: Scalars['String']['input'];
};

export type TemplatePreviewPayload = {
  __typename?: 'TemplatePreviewPayload';
  preview?: Maybe<TemplatePreview>;
  userErrors: Array<UserError>;
};

export type TemplateRemoveInput = {
  id: Scalars['ID']['input'];
};

export type TemplateRemovePayload = {
  __typename?: 'TemplateRemovePayload';
  templateId?: Maybe<Scalars['ID']['output']>;
  userErrors: Array<UserError>;
};

export type TemplateRestoreInput = {
  /** The version that the editor has seen. */
  expectedVersion: Scalars['Int']['input'];
  id: Scalars['ID']['input'];
  /** One of `versions`. */
  version: Scalars['Int']['input'];
};

export type TemplateRestorePayload = {
  __typename?: 'TemplateRestorePayload';
  /** After a `VersionConflict` as it is now. */
  template?: Maybe<NotificationTemplate>;
  userErrors: Array<UserError>;
};

export type TemplateTestSendInput = {
  accountId: Scalars['ID']['input'];
  body: Scalars['String']['input'];
  kind: NotificationTemplateKind;
  locale: Scalars['String']['input'];
  subject: Scalars['String']['input'];
};

export type TemplateTestSendPayload = {
  __typename?: 'TemplateTestSendPayload';
  /** It is sent in a moment. */
  queuedAt?: Maybe<Scalars['DateTime']['output']>;
  userErrors: Array<UserError>;
};

export type TemplateUpsertInput = {
  accountId: Scalars['ID']['input'];
  /** At most 16,384 characters. */
  body: Scalars['String']['input'];
  /** The version that the editor has seen; null where there is none yet. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  kind: NotificationTemplateKind;
  locale: Scalars['String']['input'];
  /** At most 300 characters. */
  subject: Scalars['String']['input'];
};

export type TemplateUpsertPayload = {
  __typename?: 'TemplateUpsertPayload';
  /** After a `VersionConflict` as it is now. */
  template?: Maybe<NotificationTemplate>;
  userErrors: Array<UserError>;
};

/** A way by which something was not told, and why. */
export type UnusedChannel = {
  __typename?: 'UnusedChannel';
  channel: NotificationChannel;
  reason: UnusedChannelReason;
};

export const UnusedChannelReason = {
  /** His account had, for those who have not chosen themselves. */
  Account: 'ACCOUNT',
  /** Nobody had turned it on: it is so for everybody. */
  Nobody: 'NOBODY',
  /** The person himself had turned it off. */
  Person: 'PERSON',
  /** It was chosen, but nobody sends by it here. */
  Unavailable: 'UNAVAILABLE'
} as const;

export type UnusedChannelReason = typeof UnusedChannelReason[keyof typeof UnusedChannelReason];
export type User = {
  __typename?: 'User';
  /** Where the person's notifications are pushed, the oldest first: twenty at most. */
  devices?: Maybe<Array<Device>>;
  id: Scalars['ID']['output'];
  /** What the person was told, the newest first; without a filter what he has not archived. */
  inbox?: Maybe<NotificationConnection>;
  /** Every category by every channel that can be gathered. What the person has not chosen, his account may have: `notificationDigestDefaults`. */
  notificationDigests?: Maybe<Array<NotificationDigest>>;
  /**
   * Every category by every channel. What the person has not chosen, his account may have: of what is told of an account, its
   * `notificationDefaults` hold then.
   */
  notificationPreferences?: Maybe<Array<NotificationPreference>>;
  /** By which channels nothing reaches the person where he is by now, for it came back. He takes it back by `notificationSuppressionRemove`. */
  notificationSuppressions?: Maybe<Array<NotificationSuppression>>;
  /** Null where he may be told at any time. */
  quietHours?: Maybe<QuietHours>;
  /** How many notifications are not read; 100 stands for 100 and more. */
  unreadCount?: Maybe<Scalars['Int']['output']>;
  /** How many notifications have come since the person last looked; 100 stands for 100 and more. */
  unseenCount?: Maybe<Scalars['Int']['output']>;
};


export type UserInboxArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  filter?: InputMaybe<InboxFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
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
  /** It is being told already, or was. */
  AnnouncementBegun: 'ANNOUNCEMENT_BEGUN',
  /** The viewer has not shown that his address is his: see `emailVerificationRequest`. */
  EmailNotVerified: 'EMAIL_NOT_VERIFIED',
  /** The `Idempotency-Key` was used for another request in the last 24 hours. */
  IdempotencyKeyReused: 'IDEMPOTENCY_KEY_REUSED',
  /** The input is not acceptable; `path` says which part. */
  InvalidInput: 'INVALID_INPUT',
  /** It is the last way by which the viewer is told of his security. */
  LastSecurityChannel: 'LAST_SECURITY_CHANNEL',
  /** There is no such thing, or the viewer may not see it. */
  NotFound: 'NOT_FOUND',
  /**
   * This takes a proof of who the viewer is that is not older than ten minutes. Give one by `sessionReauthenticate`, and repeat
   * it with the access token that comes of it.
   */
  ReauthenticationRequired: 'REAUTHENTICATION_REQUIRED',
  /** It is no template, or it cannot be used for this: the message says where and why. */
  TemplateInvalid: 'TEMPLATE_INVALID',
  /** The account has as many templates as it can have. */
  TooManyTemplates: 'TOO_MANY_TEMPLATES',
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

export type WebPushKeysInput = {
  /** The browser's secret, in base64url. */
  auth: Scalars['String']['input'];
  /** The browser's public key, in base64url. */
  p256dh: Scalars['String']['input'];
};

export type WebPushSubscriptionInput = {
  /** Of a push service that is known here. */
  endpoint: Scalars['String']['input'];
  keys: WebPushKeysInput;
};

export const Weekday = {
  Friday: 'FRIDAY',
  Monday: 'MONDAY',
  Saturday: 'SATURDAY',
  Sunday: 'SUNDAY',
  Thursday: 'THURSDAY',
  Tuesday: 'TUESDAY',
  Wednesday: 'WEDNESDAY'
} as const;

export type Weekday = typeof Weekday[keyof typeof Weekday];
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
  Announcement: Announcement;
  Delivery: Delivery;
  Device: Device;
  Notification: Notification;
  NotificationTemplate: NotificationTemplate;
  User: User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Account:
    ( { __typename: 'Account' }
    & GraphQLRecursivePick<FederationTypes['Account'], {"id":true}> );
  Announcement:
    ( { __typename: 'Announcement' }
    & GraphQLRecursivePick<FederationTypes['Announcement'], {"id":true}> );
  Delivery:
    ( { __typename: 'Delivery' }
    & GraphQLRecursivePick<FederationTypes['Delivery'], {"id":true}> );
  Device:
    ( { __typename: 'Device' }
    & GraphQLRecursivePick<FederationTypes['Device'], {"id":true}> );
  Notification:
    ( { __typename: 'Notification' }
    & GraphQLRecursivePick<FederationTypes['Notification'], {"id":true}> );
  NotificationTemplate:
    ( { __typename: 'NotificationTemplate' }
    & GraphQLRecursivePick<FederationTypes['NotificationTemplate'], {"id":true}> );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};


/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( AnnouncementModel )
    | ( DeliveryModel )
    | ( DeviceModel )
    | ( NotificationModel )
    | ( NotificationTemplateModel )
  ;
  UserError:
    | ( UserErrorModel )
    | ( UserErrorModel )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Account: ResolverTypeWrapper<AccountModel>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  AccountBranding: ResolverTypeWrapper<AccountBrandingModel>;
  AccountBrandingUpdateInput: AccountBrandingUpdateInput;
  AccountBrandingUpdatePayload: ResolverTypeWrapper<Omit<AccountBrandingUpdatePayload, 'branding' | 'userErrors'> & { branding?: Maybe<ResolversTypes['AccountBranding']>, userErrors: Array<ResolversTypes['UserError']> }>;
  Announcement: ResolverTypeWrapper<AnnouncementModel>;
  AnnouncementConnection: ResolverTypeWrapper<Omit<AnnouncementConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['AnnouncementEdge']>, nodes: Array<ResolversTypes['Announcement']> }>;
  AnnouncementEdge: ResolverTypeWrapper<Omit<AnnouncementEdge, 'node'> & { node: ResolversTypes['Announcement'] }>;
  AnnouncementRole: AnnouncementRole;
  BuiltInTemplate: ResolverTypeWrapper<BuiltInTemplate>;
  Cursor: ResolverTypeWrapper<Scalars['Cursor']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Delivery: ResolverTypeWrapper<DeliveryModel>;
  DeliveryChoice: DeliveryChoice;
  DeliveryConnection: ResolverTypeWrapper<Omit<DeliveryConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['DeliveryEdge']>, nodes: Array<ResolversTypes['Delivery']> }>;
  DeliveryEdge: ResolverTypeWrapper<Omit<DeliveryEdge, 'node'> & { node: ResolversTypes['Delivery'] }>;
  DeliveryExplanation: ResolverTypeWrapper<DeliveryExplanationModel>;
  DeliveryStatus: DeliveryStatus;
  DeliveryStep: ResolverTypeWrapper<DeliveryStepModel>;
  DeliveryStepCode: DeliveryStepCode;
  DevelopmentMailboxFilter: DevelopmentMailboxFilter;
  DevelopmentMessage: ResolverTypeWrapper<DevelopmentMessageModel>;
  DevelopmentMessageConnection: ResolverTypeWrapper<Omit<DevelopmentMessageConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['DevelopmentMessageEdge']>, nodes: Array<ResolversTypes['DevelopmentMessage']> }>;
  DevelopmentMessageEdge: ResolverTypeWrapper<Omit<DevelopmentMessageEdge, 'node'> & { node: ResolversTypes['DevelopmentMessage'] }>;
  Device: ResolverTypeWrapper<DeviceModel>;
  DevicePlatform: DevicePlatform;
  DeviceRegisterInput: DeviceRegisterInput;
  DeviceRegisterPayload: ResolverTypeWrapper<Omit<DeviceRegisterPayload, 'device' | 'userErrors'> & { device?: Maybe<ResolversTypes['Device']>, userErrors: Array<ResolversTypes['UserError']> }>;
  DeviceRemoveInput: DeviceRemoveInput;
  DeviceRemovePayload: ResolverTypeWrapper<Omit<DeviceRemovePayload, 'userErrors'> & { userErrors: Array<ResolversTypes['UserError']> }>;
  DigestFrequency: DigestFrequency;
  DigestInput: DigestInput;
  EmailAddress: ResolverTypeWrapper<Scalars['EmailAddress']['output']>;
  InboxChanged: ResolverTypeWrapper<InboxChangedModel>;
  InboxFilter: InboxFilter;
  InboxState: InboxState;
  InputError: ResolverTypeWrapper<UserErrorModel>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  Notification: ResolverTypeWrapper<NotificationModel>;
  NotificationArchiveInput: NotificationArchiveInput;
  NotificationArchivePayload: ResolverTypeWrapper<Omit<NotificationArchivePayload, 'notifications' | 'userErrors'> & { notifications?: Maybe<Array<ResolversTypes['Notification']>>, userErrors: Array<ResolversTypes['UserError']> }>;
  NotificationCancelInput: NotificationCancelInput;
  NotificationCancelPayload: ResolverTypeWrapper<Omit<NotificationCancelPayload, 'announcement' | 'userErrors'> & { announcement?: Maybe<ResolversTypes['Announcement']>, userErrors: Array<ResolversTypes['UserError']> }>;
  NotificationCategory: NotificationCategory;
  NotificationChannel: NotificationChannel;
  NotificationConnection: ResolverTypeWrapper<Omit<NotificationConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['NotificationEdge']>, nodes: Array<ResolversTypes['Notification']> }>;
  NotificationDefaultUpdateInput: NotificationDefaultUpdateInput;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  NotificationDefaultUpdatePayload: ResolverTypeWrapper<Omit<NotificationDefaultUpdatePayload, 'defaults' | 'userErrors'> & { defaults?: Maybe<Array<ResolversTypes['NotificationPreference']>>, userErrors: Array<ResolversTypes['UserError']> }>;
  NotificationDigest: ResolverTypeWrapper<NotificationDigestModel>;
  NotificationDigestDefaultUpdateInput: NotificationDigestDefaultUpdateInput;
  NotificationDigestDefaultUpdatePayload: ResolverTypeWrapper<Omit<NotificationDigestDefaultUpdatePayload, 'digestDefaults' | 'userErrors'> & { digestDefaults?: Maybe<Array<ResolversTypes['NotificationDigest']>>, userErrors: Array<ResolversTypes['UserError']> }>;
  NotificationDigestUpdateInput: NotificationDigestUpdateInput;
  NotificationDigestUpdatePayload: ResolverTypeWrapper<Omit<NotificationDigestUpdatePayload, 'digests' | 'userErrors'> & { digests?: Maybe<Array<ResolversTypes['NotificationDigest']>>, userErrors: Array<ResolversTypes['UserError']> }>;
  NotificationEdge: ResolverTypeWrapper<Omit<NotificationEdge, 'node'> & { node: ResolversTypes['Notification'] }>;
  NotificationExplanation: ResolverTypeWrapper<NotificationExplanationModel>;
  NotificationMarkAllReadPayload: ResolverTypeWrapper<Omit<NotificationMarkAllReadPayload, 'userErrors'> & { userErrors: Array<ResolversTypes['UserError']> }>;
  NotificationMarkAllSeenPayload: ResolverTypeWrapper<Omit<NotificationMarkAllSeenPayload, 'userErrors'> & { userErrors: Array<ResolversTypes['UserError']> }>;
  NotificationMarkReadInput: NotificationMarkReadInput;
  NotificationMarkReadPayload: ResolverTypeWrapper<Omit<NotificationMarkReadPayload, 'notifications' | 'userErrors'> & { notifications?: Maybe<Array<ResolversTypes['Notification']>>, userErrors: Array<ResolversTypes['UserError']> }>;
  NotificationMarkUnreadInput: NotificationMarkUnreadInput;
  NotificationMarkUnreadPayload: ResolverTypeWrapper<Omit<NotificationMarkUnreadPayload, 'notifications' | 'userErrors'> & { notifications?: Maybe<Array<ResolversTypes['Notification']>>, userErrors: Array<ResolversTypes['UserError']> }>;
  NotificationPreference: ResolverTypeWrapper<NotificationPreferenceModel>;
  NotificationPreferenceUpdateInput: NotificationPreferenceUpdateInput;
  NotificationPreferenceUpdatePayload: ResolverTypeWrapper<Omit<NotificationPreferenceUpdatePayload, 'preferences' | 'userErrors'> & { preferences?: Maybe<Array<ResolversTypes['NotificationPreference']>>, userErrors: Array<ResolversTypes['UserError']> }>;
  NotificationReceived: ResolverTypeWrapper<NotificationReceivedModel>;
  NotificationSendInput: NotificationSendInput;
  NotificationSendPayload: ResolverTypeWrapper<Omit<NotificationSendPayload, 'announcement' | 'userErrors'> & { announcement?: Maybe<ResolversTypes['Announcement']>, userErrors: Array<ResolversTypes['UserError']> }>;
  NotificationSuppression: ResolverTypeWrapper<NotificationSuppressionModel>;
  NotificationSuppressionRemoveInput: NotificationSuppressionRemoveInput;
  NotificationSuppressionRemovePayload: ResolverTypeWrapper<Omit<NotificationSuppressionRemovePayload, 'suppressions' | 'userErrors'> & { suppressions?: Maybe<Array<ResolversTypes['NotificationSuppression']>>, userErrors: Array<ResolversTypes['UserError']> }>;
  NotificationTemplate: ResolverTypeWrapper<NotificationTemplateModel>;
  NotificationTemplateForm: ResolverTypeWrapper<NotificationTemplateFormModel>;
  NotificationTemplateKind: NotificationTemplateKind;
  NotificationTemplateVariable: ResolverTypeWrapper<NotificationTemplateVariable>;
  NotificationTemplateVersion: ResolverTypeWrapper<NotificationTemplateVersionModel>;
  NotificationUnarchiveInput: NotificationUnarchiveInput;
  NotificationUnarchivePayload: ResolverTypeWrapper<Omit<NotificationUnarchivePayload, 'notifications' | 'userErrors'> & { notifications?: Maybe<Array<ResolversTypes['Notification']>>, userErrors: Array<ResolversTypes['UserError']> }>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  QuietHours: ResolverTypeWrapper<QuietHours>;
  QuietHoursInput: QuietHoursInput;
  QuietHoursUpdateInput: QuietHoursUpdateInput;
  QuietHoursUpdatePayload: ResolverTypeWrapper<Omit<QuietHoursUpdatePayload, 'userErrors'> & { userErrors: Array<ResolversTypes['UserError']> }>;
  SafeInt: ResolverTypeWrapper<Scalars['SafeInt']['output']>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  SuppressionReason: SuppressionReason;
  TemplatePreview: ResolverTypeWrapper<TemplatePreview>;
  TemplatePreviewInput: TemplatePreviewInput;
  TemplatePreviewPayload: ResolverTypeWrapper<Omit<TemplatePreviewPayload, 'userErrors'> & { userErrors: Array<ResolversTypes['UserError']> }>;
  TemplateRemoveInput: TemplateRemoveInput;
  TemplateRemovePayload: ResolverTypeWrapper<Omit<TemplateRemovePayload, 'userErrors'> & { userErrors: Array<ResolversTypes['UserError']> }>;
  TemplateRestoreInput: TemplateRestoreInput;
  TemplateRestorePayload: ResolverTypeWrapper<Omit<TemplateRestorePayload, 'template' | 'userErrors'> & { template?: Maybe<ResolversTypes['NotificationTemplate']>, userErrors: Array<ResolversTypes['UserError']> }>;
  TemplateTestSendInput: TemplateTestSendInput;
  TemplateTestSendPayload: ResolverTypeWrapper<Omit<TemplateTestSendPayload, 'userErrors'> & { userErrors: Array<ResolversTypes['UserError']> }>;
  TemplateUpsertInput: TemplateUpsertInput;
  TemplateUpsertPayload: ResolverTypeWrapper<Omit<TemplateUpsertPayload, 'template' | 'userErrors'> & { template?: Maybe<ResolversTypes['NotificationTemplate']>, userErrors: Array<ResolversTypes['UserError']> }>;
  UnusedChannel: ResolverTypeWrapper<UnusedChannelModel>;
  UnusedChannelReason: UnusedChannelReason;
  User: ResolverTypeWrapper<UserModel>;
  UserError: ResolverTypeWrapper<UserErrorModel>;
  UserErrorCode: UserErrorCode;
  VersionConflict: ResolverTypeWrapper<UserErrorModel>;
  WebPushKeysInput: WebPushKeysInput;
  WebPushSubscriptionInput: WebPushSubscriptionInput;
  Weekday: Weekday;
  trivet__Classification: Trivet__Classification;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Account: AccountModel;
  Int: Scalars['Int']['output'];
  ID: Scalars['ID']['output'];
  AccountBranding: AccountBrandingModel;
  AccountBrandingUpdateInput: AccountBrandingUpdateInput;
  AccountBrandingUpdatePayload: Omit<AccountBrandingUpdatePayload, 'branding' | 'userErrors'> & { branding?: Maybe<ResolversParentTypes['AccountBranding']>, userErrors: Array<ResolversParentTypes['UserError']> };
  Announcement: AnnouncementModel;
  AnnouncementConnection: Omit<AnnouncementConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['AnnouncementEdge']>, nodes: Array<ResolversParentTypes['Announcement']> };
  AnnouncementEdge: Omit<AnnouncementEdge, 'node'> & { node: ResolversParentTypes['Announcement'] };
  BuiltInTemplate: BuiltInTemplate;
  Cursor: Scalars['Cursor']['output'];
  DateTime: Scalars['DateTime']['output'];
  Delivery: DeliveryModel;
  DeliveryConnection: Omit<DeliveryConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['DeliveryEdge']>, nodes: Array<ResolversParentTypes['Delivery']> };
  DeliveryEdge: Omit<DeliveryEdge, 'node'> & { node: ResolversParentTypes['Delivery'] };
  DeliveryExplanation: DeliveryExplanationModel;
  DeliveryStep: DeliveryStepModel;
  DevelopmentMailboxFilter: DevelopmentMailboxFilter;
  DevelopmentMessage: DevelopmentMessageModel;
  DevelopmentMessageConnection: Omit<DevelopmentMessageConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['DevelopmentMessageEdge']>, nodes: Array<ResolversParentTypes['DevelopmentMessage']> };
  DevelopmentMessageEdge: Omit<DevelopmentMessageEdge, 'node'> & { node: ResolversParentTypes['DevelopmentMessage'] };
  Device: DeviceModel;
  DeviceRegisterInput: DeviceRegisterInput;
  DeviceRegisterPayload: Omit<DeviceRegisterPayload, 'device' | 'userErrors'> & { device?: Maybe<ResolversParentTypes['Device']>, userErrors: Array<ResolversParentTypes['UserError']> };
  DeviceRemoveInput: DeviceRemoveInput;
  DeviceRemovePayload: Omit<DeviceRemovePayload, 'userErrors'> & { userErrors: Array<ResolversParentTypes['UserError']> };
  DigestInput: DigestInput;
  EmailAddress: Scalars['EmailAddress']['output'];
  InboxChanged: InboxChangedModel;
  InboxFilter: InboxFilter;
  InputError: UserErrorModel;
  JSON: Scalars['JSON']['output'];
  Mutation: Record<PropertyKey, never>;
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  Notification: NotificationModel;
  NotificationArchiveInput: NotificationArchiveInput;
  NotificationArchivePayload: Omit<NotificationArchivePayload, 'notifications' | 'userErrors'> & { notifications?: Maybe<Array<ResolversParentTypes['Notification']>>, userErrors: Array<ResolversParentTypes['UserError']> };
  NotificationCancelInput: NotificationCancelInput;
  NotificationCancelPayload: Omit<NotificationCancelPayload, 'announcement' | 'userErrors'> & { announcement?: Maybe<ResolversParentTypes['Announcement']>, userErrors: Array<ResolversParentTypes['UserError']> };
  NotificationConnection: Omit<NotificationConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['NotificationEdge']>, nodes: Array<ResolversParentTypes['Notification']> };
  NotificationDefaultUpdateInput: NotificationDefaultUpdateInput;
  Boolean: Scalars['Boolean']['output'];
  NotificationDefaultUpdatePayload: Omit<NotificationDefaultUpdatePayload, 'defaults' | 'userErrors'> & { defaults?: Maybe<Array<ResolversParentTypes['NotificationPreference']>>, userErrors: Array<ResolversParentTypes['UserError']> };
  NotificationDigest: NotificationDigestModel;
  NotificationDigestDefaultUpdateInput: NotificationDigestDefaultUpdateInput;
  NotificationDigestDefaultUpdatePayload: Omit<NotificationDigestDefaultUpdatePayload, 'digestDefaults' | 'userErrors'> & { digestDefaults?: Maybe<Array<ResolversParentTypes['NotificationDigest']>>, userErrors: Array<ResolversParentTypes['UserError']> };
  NotificationDigestUpdateInput: NotificationDigestUpdateInput;
  NotificationDigestUpdatePayload: Omit<NotificationDigestUpdatePayload, 'digests' | 'userErrors'> & { digests?: Maybe<Array<ResolversParentTypes['NotificationDigest']>>, userErrors: Array<ResolversParentTypes['UserError']> };
  NotificationEdge: Omit<NotificationEdge, 'node'> & { node: ResolversParentTypes['Notification'] };
  NotificationExplanation: NotificationExplanationModel;
  NotificationMarkAllReadPayload: Omit<NotificationMarkAllReadPayload, 'userErrors'> & { userErrors: Array<ResolversParentTypes['UserError']> };
  NotificationMarkAllSeenPayload: Omit<NotificationMarkAllSeenPayload, 'userErrors'> & { userErrors: Array<ResolversParentTypes['UserError']> };
  NotificationMarkReadInput: NotificationMarkReadInput;
  NotificationMarkReadPayload: Omit<NotificationMarkReadPayload, 'notifications' | 'userErrors'> & { notifications?: Maybe<Array<ResolversParentTypes['Notification']>>, userErrors: Array<ResolversParentTypes['UserError']> };
  NotificationMarkUnreadInput: NotificationMarkUnreadInput;
  NotificationMarkUnreadPayload: Omit<NotificationMarkUnreadPayload, 'notifications' | 'userErrors'> & { notifications?: Maybe<Array<ResolversParentTypes['Notification']>>, userErrors: Array<ResolversParentTypes['UserError']> };
  NotificationPreference: NotificationPreferenceModel;
  NotificationPreferenceUpdateInput: NotificationPreferenceUpdateInput;
  NotificationPreferenceUpdatePayload: Omit<NotificationPreferenceUpdatePayload, 'preferences' | 'userErrors'> & { preferences?: Maybe<Array<ResolversParentTypes['NotificationPreference']>>, userErrors: Array<ResolversParentTypes['UserError']> };
  NotificationReceived: NotificationReceivedModel;
  NotificationSendInput: NotificationSendInput;
  NotificationSendPayload: Omit<NotificationSendPayload, 'announcement' | 'userErrors'> & { announcement?: Maybe<ResolversParentTypes['Announcement']>, userErrors: Array<ResolversParentTypes['UserError']> };
  NotificationSuppression: NotificationSuppressionModel;
  NotificationSuppressionRemoveInput: NotificationSuppressionRemoveInput;
  NotificationSuppressionRemovePayload: Omit<NotificationSuppressionRemovePayload, 'suppressions' | 'userErrors'> & { suppressions?: Maybe<Array<ResolversParentTypes['NotificationSuppression']>>, userErrors: Array<ResolversParentTypes['UserError']> };
  NotificationTemplate: NotificationTemplateModel;
  NotificationTemplateForm: NotificationTemplateFormModel;
  NotificationTemplateVariable: NotificationTemplateVariable;
  NotificationTemplateVersion: NotificationTemplateVersionModel;
  NotificationUnarchiveInput: NotificationUnarchiveInput;
  NotificationUnarchivePayload: Omit<NotificationUnarchivePayload, 'notifications' | 'userErrors'> & { notifications?: Maybe<Array<ResolversParentTypes['Notification']>>, userErrors: Array<ResolversParentTypes['UserError']> };
  PageInfo: PageInfo;
  Query: Record<PropertyKey, never>;
  QuietHours: QuietHours;
  QuietHoursInput: QuietHoursInput;
  QuietHoursUpdateInput: QuietHoursUpdateInput;
  QuietHoursUpdatePayload: Omit<QuietHoursUpdatePayload, 'userErrors'> & { userErrors: Array<ResolversParentTypes['UserError']> };
  SafeInt: Scalars['SafeInt']['output'];
  Subscription: Record<PropertyKey, never>;
  TemplatePreview: TemplatePreview;
  TemplatePreviewInput: TemplatePreviewInput;
  TemplatePreviewPayload: Omit<TemplatePreviewPayload, 'userErrors'> & { userErrors: Array<ResolversParentTypes['UserError']> };
  TemplateRemoveInput: TemplateRemoveInput;
  TemplateRemovePayload: Omit<TemplateRemovePayload, 'userErrors'> & { userErrors: Array<ResolversParentTypes['UserError']> };
  TemplateRestoreInput: TemplateRestoreInput;
  TemplateRestorePayload: Omit<TemplateRestorePayload, 'template' | 'userErrors'> & { template?: Maybe<ResolversParentTypes['NotificationTemplate']>, userErrors: Array<ResolversParentTypes['UserError']> };
  TemplateTestSendInput: TemplateTestSendInput;
  TemplateTestSendPayload: Omit<TemplateTestSendPayload, 'userErrors'> & { userErrors: Array<ResolversParentTypes['UserError']> };
  TemplateUpsertInput: TemplateUpsertInput;
  TemplateUpsertPayload: Omit<TemplateUpsertPayload, 'template' | 'userErrors'> & { template?: Maybe<ResolversParentTypes['NotificationTemplate']>, userErrors: Array<ResolversParentTypes['UserError']> };
  UnusedChannel: UnusedChannelModel;
  User: UserModel;
  UserError: UserErrorModel;
  VersionConflict: UserErrorModel;
  WebPushKeysInput: WebPushKeysInput;
  WebPushSubscriptionInput: WebPushSubscriptionInput;
  String: Scalars['String']['output'];
};

export type ClassifiedDirectiveArgs = {
  level: Trivet__Classification;
};

export type ClassifiedDirectiveResolver<Result, Parent, ContextType = NotificationsContext, Args = ClassifiedDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type NodeDirectiveArgs = {
  prefix: Scalars['String']['input'];
};

export type NodeDirectiveResolver<Result, Parent, ContextType = NotificationsContext, Args = NodeDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type PrivateDirectiveArgs = { };

export type PrivateDirectiveResolver<Result, Parent, ContextType = NotificationsContext, Args = PrivateDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AccountResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['Account'] = ResolversParentTypes['Account'], FederationReferenceType extends FederationReferenceTypes['Account'] = FederationReferenceTypes['Account']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Account']> | FederationReferenceType, FederationReferenceType, ContextType>;
  announcements?: Resolver<Maybe<ResolversTypes['AnnouncementConnection']>, ParentType, ContextType, RequireFields<AccountAnnouncementsArgs, 'first'>>;
  branding?: Resolver<Maybe<ResolversTypes['AccountBranding']>, ParentType, ContextType>;
  deliveries?: Resolver<Maybe<ResolversTypes['DeliveryConnection']>, ParentType, ContextType, RequireFields<AccountDeliveriesArgs, 'first'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  notificationDefaults?: Resolver<Maybe<Array<ResolversTypes['NotificationPreference']>>, ParentType, ContextType>;
  notificationDigestDefaults?: Resolver<Maybe<Array<ResolversTypes['NotificationDigest']>>, ParentType, ContextType>;
  notificationTemplateForms?: Resolver<Maybe<Array<ResolversTypes['NotificationTemplateForm']>>, ParentType, ContextType>;
  notificationTemplates?: Resolver<Maybe<Array<ResolversTypes['NotificationTemplate']>>, ParentType, ContextType>;
};

export type AccountBrandingResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['AccountBranding'] = ResolversParentTypes['AccountBranding']> = {
  color?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  footer?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  locale?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  logoUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type AccountBrandingUpdatePayloadResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['AccountBrandingUpdatePayload'] = ResolversParentTypes['AccountBrandingUpdatePayload']> = {
  branding?: Resolver<Maybe<ResolversTypes['AccountBranding']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type AnnouncementResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['Announcement'] = ResolversParentTypes['Announcement'], FederationReferenceType extends FederationReferenceTypes['Announcement'] = FederationReferenceTypes['Announcement']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Announcement']> | FederationReferenceType, FederationReferenceType, ContextType>;
  account?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  body?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  cancelledAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  completedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  link?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  recipientCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  scheduledAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  sentBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AnnouncementConnectionResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['AnnouncementConnection'] = ResolversParentTypes['AnnouncementConnection']> = {
  edges?: Resolver<Array<ResolversTypes['AnnouncementEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Announcement']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AnnouncementEdgeResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['AnnouncementEdge'] = ResolversParentTypes['AnnouncementEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Announcement'], ParentType, ContextType>;
};

export type BuiltInTemplateResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['BuiltInTemplate'] = ResolversParentTypes['BuiltInTemplate']> = {
  body?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  locale?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export interface CursorScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Cursor'], any> {
  name: 'Cursor';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DeliveryResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['Delivery'] = ResolversParentTypes['Delivery'], FederationReferenceType extends FederationReferenceTypes['Delivery'] = FederationReferenceTypes['Delivery']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Delivery']> | FederationReferenceType, FederationReferenceType, ContextType>;
  attempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  category?: Resolver<ResolversTypes['NotificationCategory'], ParentType, ContextType>;
  channel?: Resolver<ResolversTypes['NotificationChannel'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  failure?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  provider?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  providerMessageId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  recipient?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  settledAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['DeliveryStatus'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DeliveryConnectionResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['DeliveryConnection'] = ResolversParentTypes['DeliveryConnection']> = {
  edges?: Resolver<Array<ResolversTypes['DeliveryEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Delivery']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DeliveryEdgeResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['DeliveryEdge'] = ResolversParentTypes['DeliveryEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Delivery'], ParentType, ContextType>;
};

export type DeliveryExplanationResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['DeliveryExplanation'] = ResolversParentTypes['DeliveryExplanation']> = {
  channel?: Resolver<ResolversTypes['NotificationChannel'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['DeliveryStatus'], ParentType, ContextType>;
  steps?: Resolver<Array<ResolversTypes['DeliveryStep']>, ParentType, ContextType>;
};

export type DeliveryStepResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['DeliveryStep'] = ResolversParentTypes['DeliveryStep']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  attempt?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  chosenBy?: Resolver<Maybe<ResolversTypes['DeliveryChoice']>, ParentType, ContextType>;
  code?: Resolver<ResolversTypes['DeliveryStepCode'], ParentType, ContextType>;
  detail?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  provider?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  until?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type DevelopmentMessageResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['DevelopmentMessage'] = ResolversParentTypes['DevelopmentMessage']> = {
  channel?: Resolver<ResolversTypes['NotificationChannel'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  html?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  recipient?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  unsubscribeUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type DevelopmentMessageConnectionResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['DevelopmentMessageConnection'] = ResolversParentTypes['DevelopmentMessageConnection']> = {
  edges?: Resolver<Array<ResolversTypes['DevelopmentMessageEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['DevelopmentMessage']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DevelopmentMessageEdgeResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['DevelopmentMessageEdge'] = ResolversParentTypes['DevelopmentMessageEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['DevelopmentMessage'], ParentType, ContextType>;
};

export type DeviceResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['Device'] = ResolversParentTypes['Device'], FederationReferenceType extends FederationReferenceTypes['Device'] = FederationReferenceTypes['Device']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Device']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  platform?: Resolver<ResolversTypes['DevicePlatform'], ParentType, ContextType>;
  registeredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DeviceRegisterPayloadResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['DeviceRegisterPayload'] = ResolversParentTypes['DeviceRegisterPayload']> = {
  device?: Resolver<Maybe<ResolversTypes['Device']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type DeviceRemovePayloadResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['DeviceRemovePayload'] = ResolversParentTypes['DeviceRemovePayload']> = {
  removedDeviceId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export interface EmailAddressScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['EmailAddress'], any> {
  name: 'EmailAddress';
}

export type InboxChangedResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['InboxChanged'] = ResolversParentTypes['InboxChanged']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  unreadCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  unseenCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type InputErrorResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['InputError'] = ResolversParentTypes['InputError']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type MutationResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  accountBrandingUpdate?: Resolver<ResolversTypes['AccountBrandingUpdatePayload'], ParentType, ContextType, RequireFields<MutationAccountBrandingUpdateArgs, 'input'>>;
  deviceRegister?: Resolver<ResolversTypes['DeviceRegisterPayload'], ParentType, ContextType, RequireFields<MutationDeviceRegisterArgs, 'input'>>;
  deviceRemove?: Resolver<ResolversTypes['DeviceRemovePayload'], ParentType, ContextType, RequireFields<MutationDeviceRemoveArgs, 'input'>>;
  notificationArchive?: Resolver<ResolversTypes['NotificationArchivePayload'], ParentType, ContextType, RequireFields<MutationNotificationArchiveArgs, 'input'>>;
  notificationCancel?: Resolver<ResolversTypes['NotificationCancelPayload'], ParentType, ContextType, RequireFields<MutationNotificationCancelArgs, 'input'>>;
  notificationDefaultUpdate?: Resolver<ResolversTypes['NotificationDefaultUpdatePayload'], ParentType, ContextType, RequireFields<MutationNotificationDefaultUpdateArgs, 'input'>>;
  notificationDigestDefaultUpdate?: Resolver<ResolversTypes['NotificationDigestDefaultUpdatePayload'], ParentType, ContextType, RequireFields<MutationNotificationDigestDefaultUpdateArgs, 'input'>>;
  notificationDigestUpdate?: Resolver<ResolversTypes['NotificationDigestUpdatePayload'], ParentType, ContextType, RequireFields<MutationNotificationDigestUpdateArgs, 'input'>>;
  notificationMarkAllRead?: Resolver<ResolversTypes['NotificationMarkAllReadPayload'], ParentType, ContextType>;
  notificationMarkAllSeen?: Resolver<ResolversTypes['NotificationMarkAllSeenPayload'], ParentType, ContextType>;
  notificationMarkRead?: Resolver<ResolversTypes['NotificationMarkReadPayload'], ParentType, ContextType, RequireFields<MutationNotificationMarkReadArgs, 'input'>>;
  notificationMarkUnread?: Resolver<ResolversTypes['NotificationMarkUnreadPayload'], ParentType, ContextType, RequireFields<MutationNotificationMarkUnreadArgs, 'input'>>;
  notificationPreferenceUpdate?: Resolver<ResolversTypes['NotificationPreferenceUpdatePayload'], ParentType, ContextType, RequireFields<MutationNotificationPreferenceUpdateArgs, 'input'>>;
  notificationSend?: Resolver<ResolversTypes['NotificationSendPayload'], ParentType, ContextType, RequireFields<MutationNotificationSendArgs, 'input'>>;
  notificationSuppressionRemove?: Resolver<ResolversTypes['NotificationSuppressionRemovePayload'], ParentType, ContextType, RequireFields<MutationNotificationSuppressionRemoveArgs, 'input'>>;
  notificationUnarchive?: Resolver<ResolversTypes['NotificationUnarchivePayload'], ParentType, ContextType, RequireFields<MutationNotificationUnarchiveArgs, 'input'>>;
  quietHoursUpdate?: Resolver<ResolversTypes['QuietHoursUpdatePayload'], ParentType, ContextType, RequireFields<MutationQuietHoursUpdateArgs, 'input'>>;
  templatePreview?: Resolver<ResolversTypes['TemplatePreviewPayload'], ParentType, ContextType, RequireFields<MutationTemplatePreviewArgs, 'input'>>;
  templateRemove?: Resolver<ResolversTypes['TemplateRemovePayload'], ParentType, ContextType, RequireFields<MutationTemplateRemoveArgs, 'input'>>;
  templateRestore?: Resolver<ResolversTypes['TemplateRestorePayload'], ParentType, ContextType, RequireFields<MutationTemplateRestoreArgs, 'input'>>;
  templateTestSend?: Resolver<ResolversTypes['TemplateTestSendPayload'], ParentType, ContextType, RequireFields<MutationTemplateTestSendArgs, 'input'>>;
  templateUpsert?: Resolver<ResolversTypes['TemplateUpsertPayload'], ParentType, ContextType, RequireFields<MutationTemplateUpsertArgs, 'input'>>;
};

export type NodeResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'Announcement' | 'Delivery' | 'Device' | 'Notification' | 'NotificationTemplate', ParentType, ContextType>;
};

export type NotificationResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['Notification'] = ResolversParentTypes['Notification'], FederationReferenceType extends FederationReferenceTypes['Notification'] = FederationReferenceTypes['Notification']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Notification']> | FederationReferenceType, FederationReferenceType, ContextType>;
  account?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  archivedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  body?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  category?: Resolver<ResolversTypes['NotificationCategory'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  link?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  readAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  seenAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type NotificationArchivePayloadResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['NotificationArchivePayload'] = ResolversParentTypes['NotificationArchivePayload']> = {
  notifications?: Resolver<Maybe<Array<ResolversTypes['Notification']>>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type NotificationCancelPayloadResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['NotificationCancelPayload'] = ResolversParentTypes['NotificationCancelPayload']> = {
  announcement?: Resolver<Maybe<ResolversTypes['Announcement']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type NotificationConnectionResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['NotificationConnection'] = ResolversParentTypes['NotificationConnection']> = {
  edges?: Resolver<Array<ResolversTypes['NotificationEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Notification']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type NotificationDefaultUpdatePayloadResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['NotificationDefaultUpdatePayload'] = ResolversParentTypes['NotificationDefaultUpdatePayload']> = {
  defaults?: Resolver<Maybe<Array<ResolversTypes['NotificationPreference']>>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type NotificationDigestResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['NotificationDigest'] = ResolversParentTypes['NotificationDigest']> = {
  at?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  category?: Resolver<ResolversTypes['NotificationCategory'], ParentType, ContextType>;
  channel?: Resolver<ResolversTypes['NotificationChannel'], ParentType, ContextType>;
  frequency?: Resolver<ResolversTypes['DigestFrequency'], ParentType, ContextType>;
  isChosen?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  weekday?: Resolver<Maybe<ResolversTypes['Weekday']>, ParentType, ContextType>;
};

export type NotificationDigestDefaultUpdatePayloadResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['NotificationDigestDefaultUpdatePayload'] = ResolversParentTypes['NotificationDigestDefaultUpdatePayload']> = {
  digestDefaults?: Resolver<Maybe<Array<ResolversTypes['NotificationDigest']>>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type NotificationDigestUpdatePayloadResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['NotificationDigestUpdatePayload'] = ResolversParentTypes['NotificationDigestUpdatePayload']> = {
  digests?: Resolver<Maybe<Array<ResolversTypes['NotificationDigest']>>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type NotificationEdgeResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['NotificationEdge'] = ResolversParentTypes['NotificationEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Notification'], ParentType, ContextType>;
};

export type NotificationExplanationResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['NotificationExplanation'] = ResolversParentTypes['NotificationExplanation']> = {
  category?: Resolver<ResolversTypes['NotificationCategory'], ParentType, ContextType>;
  deliveries?: Resolver<Array<ResolversTypes['DeliveryExplanation']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  unusedChannels?: Resolver<Array<ResolversTypes['UnusedChannel']>, ParentType, ContextType>;
};

export type NotificationMarkAllReadPayloadResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['NotificationMarkAllReadPayload'] = ResolversParentTypes['NotificationMarkAllReadPayload']> = {
  markedCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type NotificationMarkAllSeenPayloadResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['NotificationMarkAllSeenPayload'] = ResolversParentTypes['NotificationMarkAllSeenPayload']> = {
  markedCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type NotificationMarkReadPayloadResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['NotificationMarkReadPayload'] = ResolversParentTypes['NotificationMarkReadPayload']> = {
  notifications?: Resolver<Maybe<Array<ResolversTypes['Notification']>>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type NotificationMarkUnreadPayloadResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['NotificationMarkUnreadPayload'] = ResolversParentTypes['NotificationMarkUnreadPayload']> = {
  notifications?: Resolver<Maybe<Array<ResolversTypes['Notification']>>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type NotificationPreferenceResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['NotificationPreference'] = ResolversParentTypes['NotificationPreference']> = {
  category?: Resolver<ResolversTypes['NotificationCategory'], ParentType, ContextType>;
  channel?: Resolver<ResolversTypes['NotificationChannel'], ParentType, ContextType>;
  enabled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isChosen?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isLast?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type NotificationPreferenceUpdatePayloadResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['NotificationPreferenceUpdatePayload'] = ResolversParentTypes['NotificationPreferenceUpdatePayload']> = {
  preferences?: Resolver<Maybe<Array<ResolversTypes['NotificationPreference']>>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type NotificationReceivedResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['NotificationReceived'] = ResolversParentTypes['NotificationReceived']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  notification?: Resolver<Maybe<ResolversTypes['Notification']>, ParentType, ContextType>;
  notificationId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type NotificationSendPayloadResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['NotificationSendPayload'] = ResolversParentTypes['NotificationSendPayload']> = {
  announcement?: Resolver<Maybe<ResolversTypes['Announcement']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type NotificationSuppressionResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['NotificationSuppression'] = ResolversParentTypes['NotificationSuppression']> = {
  channel?: Resolver<ResolversTypes['NotificationChannel'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['SuppressionReason'], ParentType, ContextType>;
  suppressedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type NotificationSuppressionRemovePayloadResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['NotificationSuppressionRemovePayload'] = ResolversParentTypes['NotificationSuppressionRemovePayload']> = {
  suppressions?: Resolver<Maybe<Array<ResolversTypes['NotificationSuppression']>>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type NotificationTemplateResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['NotificationTemplate'] = ResolversParentTypes['NotificationTemplate'], FederationReferenceType extends FederationReferenceTypes['NotificationTemplate'] = FederationReferenceTypes['NotificationTemplate']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['NotificationTemplate']> | FederationReferenceType, FederationReferenceType, ContextType>;
  account?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  body?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['NotificationTemplateKind'], ParentType, ContextType>;
  locale?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  versions?: Resolver<Array<ResolversTypes['NotificationTemplateVersion']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type NotificationTemplateFormResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['NotificationTemplateForm'] = ResolversParentTypes['NotificationTemplateForm']> = {
  builtIn?: Resolver<Array<ResolversTypes['BuiltInTemplate']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['NotificationTemplateKind'], ParentType, ContextType>;
  variables?: Resolver<Array<ResolversTypes['NotificationTemplateVariable']>, ParentType, ContextType>;
};

export type NotificationTemplateVariableResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['NotificationTemplateVariable'] = ResolversParentTypes['NotificationTemplateVariable']> = {
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sample?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type NotificationTemplateVersionResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['NotificationTemplateVersion'] = ResolversParentTypes['NotificationTemplateVersion']> = {
  body?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type NotificationUnarchivePayloadResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['NotificationUnarchivePayload'] = ResolversParentTypes['NotificationUnarchivePayload']> = {
  notifications?: Resolver<Maybe<Array<ResolversTypes['Notification']>>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['Cursor']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['Cursor']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  _notificationsNodes?: Resolver<Array<Maybe<ResolversTypes['Node']>>, ParentType, ContextType, RequireFields<Query_NotificationsNodesArgs, 'ids'>>;
  developmentMailbox?: Resolver<Maybe<ResolversTypes['DevelopmentMessageConnection']>, ParentType, ContextType, RequireFields<QueryDevelopmentMailboxArgs, 'first'>>;
  notificationExplain?: Resolver<Maybe<ResolversTypes['NotificationExplanation']>, ParentType, ContextType, RequireFields<QueryNotificationExplainArgs, 'id'>>;
  webPushPublicKey?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QuietHoursResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['QuietHours'] = ResolversParentTypes['QuietHours']> = {
  from?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  until?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type QuietHoursUpdatePayloadResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['QuietHoursUpdatePayload'] = ResolversParentTypes['QuietHoursUpdatePayload']> = {
  quietHours?: Resolver<Maybe<ResolversTypes['QuietHours']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export interface SafeIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['SafeInt'], any> {
  name: 'SafeInt';
}

export type SubscriptionResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  inboxChanged?: SubscriptionResolver<ResolversTypes['InboxChanged'], "inboxChanged", ParentType, ContextType, Partial<SubscriptionInboxChangedArgs>>;
  notificationReceived?: SubscriptionResolver<ResolversTypes['NotificationReceived'], "notificationReceived", ParentType, ContextType, Partial<SubscriptionNotificationReceivedArgs>>;
};

export type TemplatePreviewResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['TemplatePreview'] = ResolversParentTypes['TemplatePreview']> = {
  html?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type TemplatePreviewPayloadResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['TemplatePreviewPayload'] = ResolversParentTypes['TemplatePreviewPayload']> = {
  preview?: Resolver<Maybe<ResolversTypes['TemplatePreview']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type TemplateRemovePayloadResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['TemplateRemovePayload'] = ResolversParentTypes['TemplateRemovePayload']> = {
  templateId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type TemplateRestorePayloadResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['TemplateRestorePayload'] = ResolversParentTypes['TemplateRestorePayload']> = {
  template?: Resolver<Maybe<ResolversTypes['NotificationTemplate']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type TemplateTestSendPayloadResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['TemplateTestSendPayload'] = ResolversParentTypes['TemplateTestSendPayload']> = {
  queuedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type TemplateUpsertPayloadResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['TemplateUpsertPayload'] = ResolversParentTypes['TemplateUpsertPayload']> = {
  template?: Resolver<Maybe<ResolversTypes['NotificationTemplate']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type UnusedChannelResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['UnusedChannel'] = ResolversParentTypes['UnusedChannel']> = {
  channel?: Resolver<ResolversTypes['NotificationChannel'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['UnusedChannelReason'], ParentType, ContextType>;
};

export type UserResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  devices?: Resolver<Maybe<Array<ResolversTypes['Device']>>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  inbox?: Resolver<Maybe<ResolversTypes['NotificationConnection']>, ParentType, ContextType, RequireFields<UserInboxArgs, 'first'>>;
  notificationDigests?: Resolver<Maybe<Array<ResolversTypes['NotificationDigest']>>, ParentType, ContextType>;
  notificationPreferences?: Resolver<Maybe<Array<ResolversTypes['NotificationPreference']>>, ParentType, ContextType>;
  notificationSuppressions?: Resolver<Maybe<Array<ResolversTypes['NotificationSuppression']>>, ParentType, ContextType>;
  quietHours?: Resolver<Maybe<ResolversTypes['QuietHours']>, ParentType, ContextType>;
  unreadCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  unseenCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  __resolveType: TypeResolveFn<'InputError' | 'VersionConflict', ParentType, ContextType>;
};

export type VersionConflictResolvers<ContextType = NotificationsContext, ParentType extends ResolversParentTypes['VersionConflict'] = ResolversParentTypes['VersionConflict']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  currentVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type Resolvers<ContextType = NotificationsContext> = {
  Account?: AccountResolvers<ContextType>;
  AccountBranding?: AccountBrandingResolvers<ContextType>;
  AccountBrandingUpdatePayload?: AccountBrandingUpdatePayloadResolvers<ContextType>;
  Announcement?: AnnouncementResolvers<ContextType>;
  AnnouncementConnection?: AnnouncementConnectionResolvers<ContextType>;
  AnnouncementEdge?: AnnouncementEdgeResolvers<ContextType>;
  BuiltInTemplate?: BuiltInTemplateResolvers<ContextType>;
  Cursor?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  Delivery?: DeliveryResolvers<ContextType>;
  DeliveryConnection?: DeliveryConnectionResolvers<ContextType>;
  DeliveryEdge?: DeliveryEdgeResolvers<ContextType>;
  DeliveryExplanation?: DeliveryExplanationResolvers<ContextType>;
  DeliveryStep?: DeliveryStepResolvers<ContextType>;
  DevelopmentMessage?: DevelopmentMessageResolvers<ContextType>;
  DevelopmentMessageConnection?: DevelopmentMessageConnectionResolvers<ContextType>;
  DevelopmentMessageEdge?: DevelopmentMessageEdgeResolvers<ContextType>;
  Device?: DeviceResolvers<ContextType>;
  DeviceRegisterPayload?: DeviceRegisterPayloadResolvers<ContextType>;
  DeviceRemovePayload?: DeviceRemovePayloadResolvers<ContextType>;
  EmailAddress?: GraphQLScalarType;
  InboxChanged?: InboxChangedResolvers<ContextType>;
  InputError?: InputErrorResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  Mutation?: MutationResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  Notification?: NotificationResolvers<ContextType>;
  NotificationArchivePayload?: NotificationArchivePayloadResolvers<ContextType>;
  NotificationCancelPayload?: NotificationCancelPayloadResolvers<ContextType>;
  NotificationConnection?: NotificationConnectionResolvers<ContextType>;
  NotificationDefaultUpdatePayload?: NotificationDefaultUpdatePayloadResolvers<ContextType>;
  NotificationDigest?: NotificationDigestResolvers<ContextType>;
  NotificationDigestDefaultUpdatePayload?: NotificationDigestDefaultUpdatePayloadResolvers<ContextType>;
  NotificationDigestUpdatePayload?: NotificationDigestUpdatePayloadResolvers<ContextType>;
  NotificationEdge?: NotificationEdgeResolvers<ContextType>;
  NotificationExplanation?: NotificationExplanationResolvers<ContextType>;
  NotificationMarkAllReadPayload?: NotificationMarkAllReadPayloadResolvers<ContextType>;
  NotificationMarkAllSeenPayload?: NotificationMarkAllSeenPayloadResolvers<ContextType>;
  NotificationMarkReadPayload?: NotificationMarkReadPayloadResolvers<ContextType>;
  NotificationMarkUnreadPayload?: NotificationMarkUnreadPayloadResolvers<ContextType>;
  NotificationPreference?: NotificationPreferenceResolvers<ContextType>;
  NotificationPreferenceUpdatePayload?: NotificationPreferenceUpdatePayloadResolvers<ContextType>;
  NotificationReceived?: NotificationReceivedResolvers<ContextType>;
  NotificationSendPayload?: NotificationSendPayloadResolvers<ContextType>;
  NotificationSuppression?: NotificationSuppressionResolvers<ContextType>;
  NotificationSuppressionRemovePayload?: NotificationSuppressionRemovePayloadResolvers<ContextType>;
  NotificationTemplate?: NotificationTemplateResolvers<ContextType>;
  NotificationTemplateForm?: NotificationTemplateFormResolvers<ContextType>;
  NotificationTemplateVariable?: NotificationTemplateVariableResolvers<ContextType>;
  NotificationTemplateVersion?: NotificationTemplateVersionResolvers<ContextType>;
  NotificationUnarchivePayload?: NotificationUnarchivePayloadResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  QuietHours?: QuietHoursResolvers<ContextType>;
  QuietHoursUpdatePayload?: QuietHoursUpdatePayloadResolvers<ContextType>;
  SafeInt?: GraphQLScalarType;
  Subscription?: SubscriptionResolvers<ContextType>;
  TemplatePreview?: TemplatePreviewResolvers<ContextType>;
  TemplatePreviewPayload?: TemplatePreviewPayloadResolvers<ContextType>;
  TemplateRemovePayload?: TemplateRemovePayloadResolvers<ContextType>;
  TemplateRestorePayload?: TemplateRestorePayloadResolvers<ContextType>;
  TemplateTestSendPayload?: TemplateTestSendPayloadResolvers<ContextType>;
  TemplateUpsertPayload?: TemplateUpsertPayloadResolvers<ContextType>;
  UnusedChannel?: UnusedChannelResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
  VersionConflict?: VersionConflictResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = NotificationsContext> = {
  classified?: ClassifiedDirectiveResolver<any, any, ContextType>;
  node?: NodeDirectiveResolver<any, any, ContextType>;
  private?: PrivateDirectiveResolver<any, any, ContextType>;
};
