import type { Complete } from '@trivet/platform';
import { payload } from '@trivet/subgraph';
import type { UsersContext } from '../../api/context.ts';
import {
  type MutationResolvers,
  Theme,
  type UserPreferencesResolvers,
  type UserPreferences as UserPreferencesType,
  type UserResolvers,
} from '../../api/schema.generated.ts';
import type { Preferences } from './preferences.model.ts';

const themes: Readonly<Record<Preferences['theme'], Theme>> = {
  system: Theme.System,
  light: Theme.Light,
  dark: Theme.Dark,
};
const stored: Readonly<Record<Theme, Preferences['theme']>> = {
  [Theme.System]: 'system',
  [Theme.Light]: 'light',
  [Theme.Dark]: 'dark',
};

export const UserPreferences: Complete<UserPreferencesResolvers, UserPreferencesType, Preferences> = {
  theme: ({ theme }) => themes[theme],
};

export const preferencesOfUser = {
  preferences: ({ id }, _args, { preferences }) => preferences.find(id),
} satisfies UserResolvers<UsersContext>;

export const preferencesMutations = {
  preferencesUpdate: (_root, { input }, { operation, preferences }) => {
    operation.refuseRepetition('preferencesUpdate');
    const { locale, timeZone, theme } = input;
    return payload(async () => ({
      preferences: await preferences.update(operation, { locale, timeZone, theme: theme && stored[theme] }),
    }));
  },
} satisfies MutationResolvers<UsersContext>;
