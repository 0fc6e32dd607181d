import type { Idempotency } from '@trivet/database';
import { type AccountRemovalDeps, accountRemoval, personErasure, type Worker } from '@trivet/subgraph';
import type { AnnouncementService } from './modules/announcements/announcement.service.ts';
import type { DeliveryService } from './modules/deliveries/delivery.service.ts';
import type { DeviceService } from './modules/devices/device.service.ts';
import type { InboxService } from './modules/inbox/inbox.service.ts';
import type { PreferenceService } from './modules/preferences/preference.service.ts';
import type { TimingService } from './modules/preferences/timing.service.ts';
import type { SuppressionService } from './modules/suppressions/suppression.service.ts';
import type { AccountBrandingService } from './modules/templates/account-branding.service.ts';
import type { NotificationTemplateService } from './modules/templates/notification-template.service.ts';
import { accountRemovals, personErasures } from './notifications-schema.model.ts';

/** Whoever keeps something of an account or a person. */
export interface Keepers {
  readonly preferences: PreferenceService;
  readonly timing: TimingService;
  readonly templates: NotificationTemplateService;
  readonly branding: AccountBrandingService;
  readonly announcements: AnnouncementService;
  readonly deliveries: DeliveryService;
  readonly inbox: InboxService;
  readonly devices: DeviceService;
  readonly suppressions: SuppressionService;
  readonly idempotency: Idempotency;
}

/** What goes with an account, and with a person. What there may be much of goes in portions. */
export function createRemoving(
  { preferences, timing, templates, branding, announcements, deliveries, inbox, ...keepers }: Keepers,
  removing: Omit<AccountRemovalDeps, 'table' | 'remove'>,
): readonly Worker[] {
  const { devices, suppressions, idempotency } = keepers;
  const removal = accountRemoval({
    table: accountRemovals,
    remove: async (tx, accountId, limit) => {
      await preferences.removeOfAccount(tx, accountId);
      await timing.removeOfAccount(tx, accountId);
      await templates.removeOfAccount(tx, accountId);
      await branding.removeOfAccount(tx, accountId);
      const removed = [
        await announcements.removeOfAccount(tx, accountId, limit),
        await deliveries.removeOfAccount(tx, accountId, limit),
        await inbox.removeOfAccount(tx, accountId, limit),
      ];
      return Math.max(...removed);
    },
    ...removing,
  });
  const erasure = personErasure({
    table: personErasures,
    remove: async (tx, userId, limit) => {
      await preferences.removeOfPerson(tx, userId);
      await devices.removeOfPerson(tx, userId);
      await timing.removeOfPerson(tx, userId);
      const removed = [
        await idempotency.forget(tx, userId, limit),
        await deliveries.removeOfPerson(tx, userId, limit),
        await suppressions.removeOfPerson(tx, userId, limit),
        await inbox.removeOfPerson(tx, userId, limit),
      ];
      return Math.max(...removed);
    },
    ...removing,
  });
  return [...removal, ...erasure];
}
