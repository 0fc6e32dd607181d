import { parseGlobalId } from '@trivet/platform';
import { payload, VersionConflictError } from '@trivet/subgraph';
import type { NotificationsContext } from '../../api/context.ts';
import type { AccountResolvers, MutationResolvers } from '../../api/schema.generated.ts';
import type { AccountBranding } from './account-branding.model.ts';

export const brandingOfAccount = {
  branding: async ({ id }, _args, { operation, loaders }) => {
    const access = await operation.access.find(id, 'templates:manage');
    return access && loaders.brandingOfAccounts.load(access);
  },
} satisfies AccountResolvers<NotificationsContext>;

export const brandingMutations = {
  accountBrandingUpdate: (_root, { input }, { operation, branding }) =>
    payload(
      async () => {
        operation.refuseRepetition('accountBrandingUpdate');
        const { accountId, expectedVersion, name, color, logoUrl, footer, locale } = input;
        return {
          branding: await branding.update(operation, {
            accountId: parseGlobalId('acc', accountId),
            expectedVersion,
            name: name ?? null,
            color: color ?? null,
            logoUrl: logoUrl ?? null,
            footer: footer ?? null,
            locale: locale ?? null,
          }),
        };
      },
      (fault) => (fault instanceof VersionConflictError ? { branding: fault.current as AccountBranding } : {}),
    ),
} satisfies MutationResolvers<NotificationsContext>;
