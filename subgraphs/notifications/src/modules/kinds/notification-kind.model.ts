/** What somebody can be told about, as he may choose by. */
export const notificationCategories = ['security', 'billing', 'activity', 'announcement'] as const;
export type NotificationCategory = (typeof notificationCategories)[number];

/** By what way he is told. */
export const notificationChannels = ['in_app', 'email'] as const;
export type NotificationChannel = (typeof notificationChannels)[number];

/** By which ways, where nobody has chosen. */
export const defaultChannels: Readonly<Record<NotificationCategory, readonly NotificationChannel[]>> = {
  security: ['email'],
  billing: ['in_app', 'email'],
  activity: ['in_app'],
  announcement: ['in_app', 'email'],
};

/** One kind of thing that people are told. */
export interface NotificationKind {
  readonly category: NotificationCategory;
  /** By which ways, where nobody has chosen; those of its category where it is not said. */
  readonly channels?: readonly NotificationChannel[];
  /** The prefix of the id of what it is about, where there is a page of it. */
  readonly target?: 'acc' | 'res';
}

/** Every kind, by its name: that of the event it tells of. */
export const notificationKinds: Readonly<Record<string, NotificationKind>> = {
  'user.created': { category: 'activity' },
  'resource.created': { category: 'activity', target: 'res' },
};
