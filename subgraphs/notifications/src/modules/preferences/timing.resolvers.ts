import { type Complete, parseGlobalId } from '@trivet/platform';
import { payload } from '@trivet/subgraph';
import type { NotificationsContext } from '../../api/context.ts';
import { shownCategories, shownChannels, storedCategories, storedChannels } from '../../api/enums.ts';
import {
  type AccountResolvers,
  DigestFrequency,
  type DigestInput,
  type MutationResolvers,
  type NotificationDigestResolvers,
  type NotificationDigest as NotificationDigestType,
  type UserResolvers,
  Weekday,
} from '../../api/schema.generated.ts';
import type { DigestFrequency as StoredFrequency } from './timing.model.ts';
import type { ChosenDigest, EffectiveDigest } from './timing.service.ts';

const shownFrequencies: Readonly<Record<StoredFrequency, DigestFrequency>> = {
  off: DigestFrequency.Off,
  hourly: DigestFrequency.Hourly,
  daily: DigestFrequency.Daily,
  weekly: DigestFrequency.Weekly,
};
const storedFrequencies: Readonly<Record<DigestFrequency, StoredFrequency>> = {
  [DigestFrequency.Off]: 'off',
  [DigestFrequency.Hourly]: 'hourly',
  [DigestFrequency.Daily]: 'daily',
  [DigestFrequency.Weekly]: 'weekly',
};
/** From Monday on, which is 1. */
const weekdays = [
  Weekday.Monday,
  Weekday.Tuesday,
  Weekday.Wednesday,
  Weekday.Thursday,
  Weekday.Friday,
  Weekday.Saturday,
  Weekday.Sunday,
] as const;

export const NotificationDigest: Complete<NotificationDigestResolvers, NotificationDigestType, EffectiveDigest> = {
  category: ({ category }) => shownCategories[category],
  channel: ({ channel }) => shownChannels[channel],
  frequency: ({ frequency }) => shownFrequencies[frequency],
  weekday: ({ weekday }) => (weekday === null ? null : (weekdays[weekday - 1] ?? null)),
};

export const timingOfUser = {
  notificationDigests: ({ id }, _args, { timing }) => timing.list(id),
  quietHours: ({ id }, _args, { timing }) => timing.findQuietHours(id),
} satisfies UserResolvers<NotificationsContext>;

export const digestDefaultsOfAccount = {
  notificationDigestDefaults: async ({ id }, _args, { operation, loaders }) => {
    const access = await operation.access.find(id, 'account:read');
    return access && loaders.digestDefaults.load(access);
  },
} satisfies AccountResolvers<NotificationsContext>;

export const timingMutations = {
  notificationDigestUpdate: (_root, { input: { category, channel, digest } }, { operation, timing }) =>
    payload(async () => ({
      digests: await timing.update(operation, {
        category: storedCategories[category],
        channel: storedChannels[channel],
        digest: digest ? chosen(digest) : null,
      }),
    })),
  notificationDigestDefaultUpdate: (
    _root,
    { input: { accountId, category, channel, digest } },
    { operation, timing },
  ) =>
    payload(async () => ({
      digestDefaults: await timing.updateDefault(operation, {
        accountId: parseGlobalId('acc', accountId),
        category: storedCategories[category],
        channel: storedChannels[channel],
        digest: digest ? chosen(digest) : null,
      }),
    })),
  quietHoursUpdate: (_root, { input: { quietHours } }, { operation, timing }) =>
    payload(async () => ({
      quietHours: await timing.updateQuietHours(operation, quietHours ?? null),
    })),
} satisfies MutationResolvers<NotificationsContext>;

const chosen = ({ frequency, at = null, weekday = null }: DigestInput): ChosenDigest => ({
  frequency: storedFrequencies[frequency],
  at,
  weekday: weekday === null ? null : weekdays.indexOf(weekday) + 1,
});
