import { connectionOf, pageRequest } from '@trivet/database';
import { type Complete, decodeGlobalId, globalId } from '@trivet/platform';
import type { NotificationsContext } from '../../api/context.ts';
import { shownCategories, shownChannels, shownDeliveryStatuses } from '../../api/enums.ts';
import type { AccountResolvers, DeliveryResolvers, Delivery as DeliveryType } from '../../api/schema.generated.ts';
import type { ShownDelivery } from './delivery.service.ts';

export const Delivery: Complete<DeliveryResolvers, DeliveryType, ShownDelivery> = {
  id: ({ id }) => globalId('dlv', id),
  // Tenant data: the planner may ask about a delivery that its viewer may not see.
  __resolveReference: ({ id }, { loaders }) => {
    const reference = decodeGlobalId(id);
    return reference?.prefix === 'dlv' ? loaders.delivery.load(reference.uuid) : null;
  },
  category: ({ category }) => shownCategories[category],
  channel: ({ channel }) => shownChannels[channel],
  status: ({ status }) => shownDeliveryStatuses[status],
  recipient: ({ userId }) => (userId === null ? null : { id: userId }),
};

export const deliveriesOfAccount = {
  deliveries: async ({ id }, args, { operation, loaders }) => {
    const page = pageRequest(args);
    const access = await operation.access.find(id, 'deliveries:read');
    return access && connectionOf(await loaders.deliveriesOfAccounts(page).load(access));
  },
} satisfies AccountResolvers<NotificationsContext>;
