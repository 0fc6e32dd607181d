import type { Complete } from '@trivet/platform';
import { payload } from '@trivet/subgraph';
import type { NotificationsContext } from '../../api/context.ts';
import { shownChannels, storedChannels } from '../../api/enums.ts';
import {
  type MutationResolvers,
  type NotificationSuppressionResolvers,
  type NotificationSuppression as NotificationSuppressionType,
  SuppressionReason,
  type UserResolvers,
} from '../../api/schema.generated.ts';
import type { SuppressionReason as StoredReason, Suppression } from './suppression.model.ts';

const shownReasons: Readonly<Record<StoredReason, SuppressionReason>> = {
  bounce: SuppressionReason.Bounce,
  complaint: SuppressionReason.Complaint,
  stop: SuppressionReason.Stop,
};

export const NotificationSuppression: Complete<
  NotificationSuppressionResolvers,
  NotificationSuppressionType,
  Suppression
> = {
  channel: ({ channel }) => shownChannels[channel],
  reason: ({ reason }) => shownReasons[reason],
};

export const suppressionsOfUser = {
  notificationSuppressions: ({ id }, _args, { operation, suppressions }) => suppressions.list(id, operation),
} satisfies UserResolvers<NotificationsContext>;

export const suppressionMutations = {
  notificationSuppressionRemove: (_root, { input: { channel } }, { operation, suppressions }) =>
    payload(async () => ({ suppressions: await suppressions.lift(operation, storedChannels[channel]) })),
} satisfies MutationResolvers<NotificationsContext>;
