/** What somebody can be told about, as he may choose by. */
export const notificationCategories = ['security', 'billing', 'activity', 'announcement'] as const;
export type NotificationCategory = (typeof notificationCategories)[number];

/** By what way he is told. */
export const notificationChannels = ['in_app', 'email', 'sms', 'push'] as const;
export type NotificationChannel = (typeof notificationChannels)[number];
/** Those by which something has to be sent. */
export const sentChannels = ['email', 'sms', 'push'] as const satisfies readonly NotificationChannel[];
export type SentChannel = (typeof sentChannels)[number];
/** Those that stay: a telephone is lost, and a device forgotten. One of them is left to who is told of his security. */
export const lastingChannels: readonly NotificationChannel[] = ['in_app', 'email'];

/** Who has chosen by which ways somebody is told. `owed`: it is told whatever anybody has chosen. */
export const choosers = ['person', 'account', 'nobody', 'owed'] as const;
export type ChosenBy = (typeof choosers)[number];

/** Why somebody is not told by a way: who has it so, or that nobody sends by it here. */
export type UnusedReason = 'person' | 'account' | 'nobody' | 'unavailable';
/** By which ways he is not told. */
export type UnusedWays = Readonly<Partial<Record<NotificationChannel, UnusedReason>>>;

/** By which ways, where nobody has chosen. */
export const defaultChannels: Readonly<Record<NotificationCategory, readonly NotificationChannel[]>> = {
  security: ['email'],
  billing: ['in_app', 'email'],
  activity: ['in_app'],
  announcement: ['in_app', 'email'],
};

/** How much of a category a person gets in an hour by each channel; what is more is gathered. Null for all there is. */
export const throttles: Readonly<Record<NotificationChannel, number | null>> = {
  in_app: null,
  email: 20,
  sms: 5,
  push: 20,
};

/** One kind of thing that people are told. */
export interface NotificationKind {
  readonly category: NotificationCategory;
  /** By which ways, where nobody has chosen; those of its category where it is not said. */
  readonly channels?: readonly NotificationChannel[];
  /** The prefix of the id of what it is about, where there is a page of it. */
  readonly target?: 'acc' | 'res';
  /** The mails that users knows how to address and to fill: what each is called there. */
  readonly mails?: readonly string[];
  /** By which way these go; by mail where it is not said. */
  readonly by?: SentChannel;
  /** Mailed whatever anybody has chosen: an answer to what somebody asked for, or to an address that is no person's here. */
  readonly isOwed?: true;
}

/** What a person is told of that by which he signs in. */
const notice = (mail = 'sign_in_notice'): NotificationKind => ({ category: 'security', mails: [mail] });
const owed = (category: NotificationCategory, ...mails: readonly string[]): NotificationKind => ({
  category,
  channels: ['email'],
  mails,
  isOwed: true,
});

/** Every kind, by its name: that of the event it tells of. */
export const notificationKinds: Readonly<Record<string, NotificationKind>> = {
  'user.created': { category: 'activity' },
  'resource.created': { category: 'activity', target: 'res' },
  'announcement.sent': { category: 'announcement' },
  'email_verification.requested': owed('security', 'email_verification'),
  'password_reset.requested': owed('security', 'password_reset'),
  'email_change.requested': owed('security', 'email_change_approval', 'email_change_verification'),
  'phone_number_change.requested': {
    ...{ category: 'security', channels: ['sms'], by: 'sms', mails: ['phone_number_code'], isOwed: true },
  },
  // To the address that was his.
  'user.email_changed': owed('security', 'email_changed'),
  'invitation.created': owed('activity', 'invitation'),
  'invitation.resent': owed('activity', 'invitation'),
  'security.password_changed': notice('password_changed'),
  'security.password_reset': notice('password_was_reset'),
  'security.new_device_used': notice('new_device'),
  'security.refresh_token_reused': notice('refresh_token_reused'),
  'session.impersonated': notice('impersonated'),
  'security.totp_enabled': notice(),
  'security.totp_removed': notice(),
  'security.recovery_codes_regenerated': notice(),
  'security.recovery_code_used': notice(),
  'security.second_factor_failed': notice(),
  'security.passkey_registered': notice(),
  'security.passkey_removed': notice(),
  'security.passkey_cloned': notice(),
  'identity.linked': notice(),
  'identity.unlinked': notice(),
  'api_key.created': notice(),
  // To who writes a template, when he asks for it.
  'notification_template.tested': { category: 'activity', channels: ['email'], isOwed: true },
};
