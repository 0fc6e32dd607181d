import { AppError, type Complete, decodeGlobalId } from '@trivet/platform';
import type { NotificationsContext } from '../../api/context.ts';
import { shownCategories, shownChannels, shownDeliveryStatuses } from '../../api/enums.ts';
import {
  DeliveryChoice,
  type DeliveryExplanationResolvers,
  type DeliveryExplanation as DeliveryExplanationType,
  DeliveryStepCode,
  type DeliveryStepResolvers,
  type DeliveryStep as DeliveryStepType,
  type NotificationExplanationResolvers,
  type NotificationExplanation as NotificationExplanationType,
  type QueryResolvers,
  UnusedChannelReason,
  type UnusedChannelResolvers,
  type UnusedChannel as UnusedChannelType,
} from '../../api/schema.generated.ts';
import type { ChosenBy, UnusedReason } from '../kinds/notification-kind.model.ts';
import type {
  DeliveryExplanation as DeliveryExplanationModel,
  Explanation,
  Step,
  UnusedChannel as UnusedChannelModel,
} from './explanation.service.ts';

const shownCodes: Readonly<Record<Step['code'], DeliveryStepCode>> = {
  queued: DeliveryStepCode.Queued,
  quiet_hours: DeliveryStepCode.QuietHours,
  throttled: DeliveryStepCode.Throttled,
  digested: DeliveryStepCode.Digested,
  attempted: DeliveryStepCode.Attempted,
  refused: DeliveryStepCode.Refused,
  failed_over: DeliveryStepCode.FailedOver,
  suppressed: DeliveryStepCode.Suppressed,
  sent: DeliveryStepCode.Sent,
  delivered: DeliveryStepCode.Delivered,
  bounced: DeliveryStepCode.Bounced,
  failed: DeliveryStepCode.Failed,
  unknown: DeliveryStepCode.Unknown,
  cancelled: DeliveryStepCode.Cancelled,
};
const shownChoices: Readonly<Record<ChosenBy, DeliveryChoice>> = {
  person: DeliveryChoice.Person,
  account: DeliveryChoice.Account,
  nobody: DeliveryChoice.Nobody,
  owed: DeliveryChoice.Owed,
};
const shownReasons: Readonly<Record<UnusedReason, UnusedChannelReason>> = {
  person: UnusedChannelReason.Person,
  account: UnusedChannelReason.Account,
  nobody: UnusedChannelReason.Nobody,
  unavailable: UnusedChannelReason.Unavailable,
};

export const NotificationExplanation: Complete<
  NotificationExplanationResolvers,
  NotificationExplanationType,
  Explanation
> = {
  category: ({ category }) => shownCategories[category],
  deliveries: ({ deliveries }) => [...deliveries],
  unusedChannels: ({ unusedChannels }) => [...unusedChannels],
};

export const UnusedChannel: Complete<UnusedChannelResolvers, UnusedChannelType, UnusedChannelModel> = {
  channel: ({ channel }) => shownChannels[channel],
  reason: ({ reason }) => shownReasons[reason],
};

export const DeliveryExplanation: Complete<
  DeliveryExplanationResolvers,
  DeliveryExplanationType,
  DeliveryExplanationModel
> = {
  channel: ({ channel }) => shownChannels[channel],
  status: ({ status }) => shownDeliveryStatuses[status],
  steps: ({ steps }) => [...steps],
};

export const DeliveryStep: Complete<DeliveryStepResolvers, DeliveryStepType, Step> = {
  code: ({ code }) => shownCodes[code],
  chosenBy: ({ chosenBy }) => chosenBy && shownChoices[chosenBy],
};

export const explanationQueries = {
  notificationExplain: (_root, { id }, { operation, explanations }) => {
    const named = decodeGlobalId(id);
    if (named?.prefix === 'ntf') return explanations.ofNotification(operation, named.uuid);
    if (named?.prefix === 'dlv') return explanations.ofDelivery(operation, named.uuid);
    throw new AppError('BAD_USER_INPUT', `"${id.slice(0, 64)}" is not the id of a notification or a delivery.`);
  },
} satisfies QueryResolvers<NotificationsContext>;
