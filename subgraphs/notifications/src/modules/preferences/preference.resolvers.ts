import { type Complete, decodeGlobalId, globalId, parseGlobalId } from '@trivet/platform';
import { payload } from '@trivet/subgraph';
import type { NotificationsContext, Reference } from '../../api/context.ts';
import { shownCategories, shownChannels, storedCategories, storedChannels } from '../../api/enums.ts';
import type {
  AccountResolvers,
  Account as AccountType,
  MutationResolvers,
  NotificationPreferenceResolvers,
  NotificationPreference as NotificationPreferenceType,
  UserResolvers,
} from '../../api/schema.generated.ts';
import type { EffectivePreference } from './preference.service.ts';

export const NotificationPreference: Complete<
  NotificationPreferenceResolvers,
  NotificationPreferenceType,
  EffectivePreference
> = {
  category: ({ category }) => shownCategories[category],
  channel: ({ channel }) => shownChannels[channel],
};

export const preferencesOfUser = {
  notificationPreferences: ({ id }, _args, { preferences }) => preferences.list(id),
} satisfies UserResolvers<NotificationsContext>;

export const defaultsOfAccount = {
  notificationDefaults: async ({ id }, _args, { operation, loaders }) => {
    const access = await operation.access.find(id, 'account:read');
    return access && loaders.notificationDefaults.load(access);
  },
} satisfies AccountResolvers<NotificationsContext>;

export const accountReference: Pick<Complete<AccountResolvers, AccountType, Reference>, 'id' | '__resolveReference'> = {
  id: ({ id }) => globalId('acc', id),
  // Tenant data: the planner may ask about an account that its viewer may not see.
  __resolveReference: async ({ id }, { operation }) => {
    const reference = decodeGlobalId(id);
    if (reference?.prefix !== 'acc') return null;
    return (await operation.access.find(reference.uuid, 'account:read')) && { id: reference.uuid };
  },
};

export const preferenceMutations = {
  notificationPreferenceUpdate: (_root, { input: { category, channel, enabled = null } }, { operation, preferences }) =>
    payload(async () => ({
      preferences: await preferences.update(operation, {
        category: storedCategories[category],
        channel: storedChannels[channel],
        enabled,
      }),
    })),
  notificationDefaultUpdate: (
    _root,
    { input: { accountId, category, channel, enabled = null } },
    { operation, preferences },
  ) =>
    payload(async () => ({
      defaults: await preferences.updateDefault(operation, {
        accountId: parseGlobalId('acc', accountId),
        category: storedCategories[category],
        channel: storedChannels[channel],
        enabled,
      }),
    })),
} satisfies MutationResolvers<NotificationsContext>;
