import type { Page, PageRequest } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import type { EventFeed, SubgraphContext } from '@trivet/subgraph';
import DataLoader from 'dataloader';
import type { AnnouncementService, ShownAnnouncement } from '../modules/announcements/announcement.service.ts';
import type { DeliveryService, ShownDelivery } from '../modules/deliveries/delivery.service.ts';
import type { Device } from '../modules/devices/device.model.ts';
import type { DeviceService } from '../modules/devices/device.service.ts';
import type { ExplanationService } from '../modules/explanations/explanation.service.ts';
import type { InboxService } from '../modules/inbox/inbox.service.ts';
import type { Notification } from '../modules/inbox/notification.model.ts';
import type { EffectivePreference, PreferenceService } from '../modules/preferences/preference.service.ts';
import type { EffectiveDigest, TimingService } from '../modules/preferences/timing.service.ts';
import type { SuppressionService } from '../modules/suppressions/suppression.service.ts';
import type { AccountBrandingService } from '../modules/templates/account-branding.service.ts';
import type {
  NotificationTemplate,
  NotificationTemplateVersion,
} from '../modules/templates/notification-template.model.ts';
import type { NotificationTemplateService } from '../modules/templates/notification-template.service.ts';
import type { TemplateFormService } from '../modules/templates/template-form.service.ts';
import type { TemplateTrialService } from '../modules/templates/template-trial.service.ts';

export type { GlobalId } from '@trivet/platform';

/** A thing of another subgraph, as this one knows it: by its id. */
export interface Reference {
  readonly id: string;
}

export interface NotificationsServices {
  readonly inbox: InboxService;
  readonly preferences: PreferenceService;
  readonly deliveries: DeliveryService;
  readonly suppressions: SuppressionService;
  readonly announcements: AnnouncementService;
  readonly devices: DeviceService;
  /** Null where nothing is pushed to browsers. */
  readonly webPushPublicKey: string | null;
  readonly timing: TimingService;
  readonly explanations: ExplanationService;
  readonly templates: NotificationTemplateService;
  readonly templateTrials: TemplateTrialService;
  readonly templateForms: TemplateFormService;
  readonly branding: AccountBrandingService;
  readonly feed: EventFeed;
}

/** What resolvers have: one for each operation, and one for each event of a subscription. */
export interface NotificationsContext extends SubgraphContext, NotificationsServices {
  readonly loaders: ReturnType<typeof createLoaders>;
}

/** Everything that is asked for in one level of a query is one statement. */
export function createLoaders(
  { inbox, preferences, deliveries, announcements, devices, timing, templates, branding }: NotificationsServices,
  { viewer, operation }: SubgraphContext,
) {
  return {
    delivery: new DataLoader<string, ShownDelivery | null>((ids) => deliveries.findByIds(operation, ids)),
    deliveriesOfAccounts: perPage((accesses, page) => deliveries.listByAccounts(accesses, page)),
    announcement: new DataLoader<string, ShownAnnouncement | null>((ids) => announcements.findByIds(operation, ids)),
    announcementsOfAccounts: perPage((accesses, page) => announcements.listByAccounts(accesses, page)),
    /** The viewer's own; nobody has another's. */
    device: new DataLoader<string, Device | null>((ids) => devices.findOwn(operation, ids)),
    notification: new DataLoader<string, Notification | null>(async (ids) =>
      viewer.kind === 'user' ? inbox.findByIds(viewer.userId, ids) : ids.map(() => null),
    ),
    template: new DataLoader<string, NotificationTemplate | null>((ids) => templates.findByIds(operation, ids)),
    templatesOfAccounts: perAccount((accesses) => templates.listByAccounts(accesses)),
    versionsOfTemplate: new DataLoader<NotificationTemplate, NotificationTemplateVersion[], string>(
      (written) => templates.listVersions(written),
      { cacheKeyFn: ({ id, version }) => `${id} ${version}` },
    ),
    brandingOfAccounts: perAccount((accesses) => branding.listByAccounts(accesses)),
    digestDefaults: perAccount<EffectiveDigest[]>((accesses) => timing.listDefaults(accesses)),
    notificationDefaults: perAccount<EffectivePreference[]>((accesses) => preferences.listDefaults(accesses)),
  };
}

/** Accounts that are asked for the same are one statement. */
function perAccount<Value>(list: (accesses: readonly AccountAccess[]) => Promise<Value[]>) {
  return new DataLoader<AccountAccess, Value, string>(list, { cacheKeyFn: ({ accountId }) => accountId });
}

/** One loader per page: accounts that are asked for the same are one statement. */
function perPage<Row>(list: (accesses: readonly AccountAccess[], page: PageRequest) => Promise<Page<Row>[]>) {
  const loaders = new Map<string, DataLoader<AccountAccess, Page<Row>, string>>();
  return (page: PageRequest) => {
    const key = JSON.stringify(page);
    const loader =
      loaders.get(key) ??
      new DataLoader((accesses: readonly AccountAccess[]) => list(accesses, page), {
        cacheKeyFn: ({ accountId }: AccountAccess) => accountId,
      });
    loaders.set(key, loader);
    return loader;
  };
}
