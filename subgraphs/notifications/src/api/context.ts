import type { Page, PageRequest } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import { type EventFeed, type LoaderMakers, type Loaders, perArguments, type SubgraphContext } from '@trivet/subgraph';
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

/** What resolvers have. */
export interface NotificationsContext extends SubgraphContext, NotificationsServices {
  readonly loaders: Loaders<typeof loaders>;
}

/** Everything that is asked for in one level of a query is one statement. */
export const loaders = {
  delivery: ({ deliveries, operation }) =>
    new DataLoader<string, ShownDelivery | null>((ids) => deliveries.findByIds(operation, ids)),
  deliveriesOfAccounts: ({ deliveries }) => perPage((accesses, page) => deliveries.listByAccounts(accesses, page)),
  announcement: ({ announcements, operation }) =>
    new DataLoader<string, ShownAnnouncement | null>((ids) => announcements.findByIds(operation, ids)),
  announcementsOfAccounts: ({ announcements }) =>
    perPage((accesses, page) => announcements.listByAccounts(accesses, page)),
  /** The viewer's own; nobody has another's. */
  device: ({ devices, operation }) => new DataLoader<string, Device | null>((ids) => devices.findOwn(operation, ids)),
  notification: ({ inbox, viewer }) =>
    new DataLoader<string, Notification | null>(async (ids) =>
      viewer.kind === 'user' ? inbox.findByIds(viewer.userId, ids) : ids.map(() => null),
    ),
  template: ({ templates, operation }) =>
    new DataLoader<string, NotificationTemplate | null>((ids) => templates.findByIds(operation, ids)),
  templatesOfAccounts: ({ templates }) => perAccount((accesses) => templates.listByAccounts(accesses)),
  versionsOfTemplate: ({ templates }) =>
    new DataLoader<NotificationTemplate, NotificationTemplateVersion[], string>(
      (written) => templates.listVersions(written),
      { cacheKeyFn: ({ id, version }) => `${id} ${version}` },
    ),
  brandingOfAccounts: ({ branding }) => perAccount((accesses) => branding.listByAccounts(accesses)),
  digestDefaults: ({ timing }) => perAccount<EffectiveDigest[]>((accesses) => timing.listDefaults(accesses)),
  notificationDefaults: ({ preferences }) =>
    perAccount<EffectivePreference[]>((accesses) => preferences.listDefaults(accesses)),
} satisfies LoaderMakers<SubgraphContext & NotificationsServices>;

const byAccount = { cacheKeyFn: ({ accountId }: AccountAccess) => accountId };

/** Accounts that are asked for the same are one statement. */
function perAccount<Value>(list: (accesses: readonly AccountAccess[]) => Promise<Value[]>) {
  return new DataLoader<AccountAccess, Value, string>(list, byAccount);
}

function perPage<Row>(list: (accesses: readonly AccountAccess[], page: PageRequest) => Promise<Page<Row>[]>) {
  return perArguments(
    (page: PageRequest) =>
      new DataLoader<AccountAccess, Page<Row>, string>((accesses) => list(accesses, page), byAccount),
  );
}
