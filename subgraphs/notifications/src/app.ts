import { join } from 'node:path';
import { Database, Idempotency } from '@trivet/database';
import { Access, type AccessDirectory } from '@trivet/identity';
import { Outbox, Relay, WorkerSession } from '@trivet/messaging';
import { buildSchema, ExecutableSubgraph, loadTypeDefs, withoutDevelopment } from '@trivet/platform';
import {
  contextMaker,
  EventFeed,
  erasureConfirmed,
  type Host,
  idempotencySweep,
  Limit,
  type MailSource,
  Periodic,
  type Rate,
  type RunnableSubgraph,
  revokedOverLog,
  runnableSubgraph,
} from '@trivet/subgraph';
import { loaders, type NotificationsContext, type NotificationsServices } from './api/context.ts';
import { resolvers, resolversWith } from './api/resolvers.ts';
import type { NotificationsConfig } from './config/config.ts';
import { createEmailChannel, emailCallbacks } from './email.ts';
import { createLetters, createTemplateServices } from './letters.ts';
import { announcementCancelled, announcementSent } from './modules/announcements/announcement.events.ts';
import { announcementJob } from './modules/announcements/announcement.job.ts';
import { AnnouncementRepository } from './modules/announcements/announcement.repository.ts';
import { AnnouncementService } from './modules/announcements/announcement.service.ts';
import type { ChannelStrategy } from './modules/channels/channel-strategy.ts';
import { DeliveryRepository } from './modules/deliveries/delivery.repository.ts';
import { DeliveryService } from './modules/deliveries/delivery.service.ts';
import { DeliveryReportRepository } from './modules/deliveries/delivery-report.repository.ts';
import { DeliveryReportService } from './modules/deliveries/delivery-report.service.ts';
import { timeZoneConsumer } from './modules/deliveries/time-zone.consumer.ts';
import { deviceConsumer } from './modules/devices/device.consumer.ts';
import { DeviceRepository } from './modules/devices/device.repository.ts';
import { DeviceService } from './modules/devices/device.service.ts';
import { DeviceCipher } from './modules/devices/device-cipher.ts';
import { DecisionRepository } from './modules/explanations/decision.repository.ts';
import { DecisionService } from './modules/explanations/decision.service.ts';
import { ExplanationService } from './modules/explanations/explanation.service.ts';
import { inboxConsumer } from './modules/inbox/inbox.consumer.ts';
import { InboxService } from './modules/inbox/inbox.service.ts';
import { inboxUpdated, notificationCreated } from './modules/inbox/notification.events.ts';
import { NotificationFactory } from './modules/inbox/notification.factory.ts';
import { NotificationRepository } from './modules/inbox/notification.repository.ts';
import { NotificationLinks } from './modules/inbox/notification-links.ts';
import { NotificationWording } from './modules/inbox/notification-wording.ts';
import { sentChannels as allSentChannels } from './modules/kinds/notification-kind.model.ts';
import { MailboxRepository } from './modules/mailbox/mailbox.repository.ts';
import { mailboxRoutes } from './modules/mailbox/mailbox.route.ts';
import { MailboxService } from './modules/mailbox/mailbox.service.ts';
import { mailConsumer } from './modules/mails/mail.consumer.ts';
import { MailQueueService } from './modules/mails/mail-queue.service.ts';
import { ShortTexts } from './modules/mails/short-texts.ts';
import { PersonService } from './modules/persons/person.service.ts';
import { ReaderLocales } from './modules/persons/reader-locales.ts';
import {
  notificationDefaultsUpdated,
  notificationPreferencesUpdated,
} from './modules/preferences/preference.events.ts';
import { PreferenceRepository } from './modules/preferences/preference.repository.ts';
import { PreferenceService } from './modules/preferences/preference.service.ts';
import { unsubscribeRoutes } from './modules/preferences/unsubscribe.route.ts';
import { UnsubscribeLinks } from './modules/preferences/unsubscribe-links.ts';
import { SuppressionRepository } from './modules/suppressions/suppression.repository.ts';
import { SuppressionService } from './modules/suppressions/suppression.service.ts';
import { accountBrandingUpdated } from './modules/templates/account-branding.events.ts';
import { templateRemoved, templateUpdated } from './modules/templates/notification-template.events.ts';
import { consumerOffsets, deadLetters, idempotencyKeys, outbox as outboxTable } from './notifications-schema.model.ts';
import { createPlacing } from './placing.ts';
import { createPushing } from './pushing.ts';
import { createRemoving } from './removing.ts';
import { createSending } from './sending.ts';
import { createTexting, textingCallbacks } from './texting.ts';

const name = 'notifications';

/** The subgraph's SDL, for composition too. */
export const typeDefs = loadTypeDefs(join(import.meta.dirname, 'modules'));

/** What this subgraph publishes; `schema/events` holds the JSON Schema of each. */
export const events = [
  notificationCreated,
  announcementSent,
  announcementCancelled,
  templateUpdated,
  templateRemoved,
  accountBrandingUpdated,
  inboxUpdated,
  notificationPreferencesUpdated,
  notificationDefaultsUpdated,
  erasureConfirmed,
] as const;

/** Where this subgraph's tables are. */
export const schemaPart = {
  schema: name,
  owner: 'trivet_notifications_owner',
  role: 'trivet_notifications',
  migrations: join(import.meta.dirname, '../migrations'),
} as const;

/** Of one person: what he has sent again that came back. */
const liftingRates: readonly Rate[] = [{ max: 5, seconds: 86_400 }];

/** Of one account: what is told by hand to all its members is rare. */
const announcementRates: readonly Rate[] = [{ max: 20, seconds: 3_600 }];

export function createNotifications(
  config: NotificationsConfig,
  { clock, logger, graph, log, tail, counters, executor }: Host,
  directory: AccessDirectory,
  mailSource: MailSource,
): RunnableSubgraph<NotificationsContext> {
  const db = new Database({ url: config.databaseUrl, applicationName: name });
  const session = new WorkerSession({ url: config.databaseUrl, applicationName: `${name} worker`, logger });
  const outbox = new Outbox({ table: outboxTable, clock });
  const access = new Access({ directory, logger });

  const persons = new PersonService({ graph, clock });
  const locales = new ReaderLocales({ persons, tail, clock });
  const unsubscribing = new UnsubscribeLinks({ key: config.unsubscribeKey, origin: config.mail.publicOrigin });
  const preferences = new PreferenceService({ db, preferences: new PreferenceRepository(db), outbox, clock });
  const decisions = new DecisionService({ decisions: new DecisionRepository(db), clock });
  const deliveries = new DeliveryService({ db, deliveries: new DeliveryRepository(db), decisions, clock });
  const links = new NotificationLinks(config.mail.openTemplate);
  const { renderer, branding, templates, looks } = createLetters({ db, outbox, clock, logger }, config.mail);
  const placing = createPlacing({ db, outbox, decisions, persons, renderer, links, clock });
  const { gathering, digests, timing, placement, occasions } = placing;
  const mailbox =
    config.mail.sender === 'mailbox'
      ? new MailboxService({ db, mailbox: new MailboxRepository(db), clock })
      : undefined;
  const email = createEmailChannel(config, {
    ...{ source: mailSource, persons, digests, mailbox, links, unsubscribing, looks, renderer, clock, logger },
  });
  if (!email) logger.warn('No mails are sent: nobody can verify an address or reset a password. See EMAIL_PROVIDERS.');
  const suppressions = new SuppressionService({
    ...{ db, suppressions: new SuppressionRepository(db), persons, key: config.suppressionKey, clock },
    limit: new Limit(counters, { name: 'lifted suppressions', rates: liftingRates }),
  });
  const reports = new DeliveryReportService({
    ...{ db, reports: new DeliveryReportRepository(db), decisions, suppressions, clock },
  });
  const devices = new DeviceService({
    ...{ db, devices: new DeviceRepository(db), cipher: new DeviceCipher(config.deviceKey), clock },
    webPushServices: config.push.webPushServices,
  });
  const texts = new ShortTexts({ persons, renderer });
  const pushing = createPushing({
    ...{ config: config.push, devices, mailbox, clock, logger },
    texts,
    linkTo: (target) => links.to(target),
  });
  const texting = createTexting({
    ...{
      config: config.sms,
      publicOrigin: config.mail.publicOrigin,
      source: mailSource,
      persons,
      texts,
      mailbox,
      clock,
      logger,
    },
    linkTo: (target) => links.to(target),
  });
  const channels: readonly ChannelStrategy[] = [...(email ? [email] : []), ...texting.channels, ...pushing.channels];
  const sentChannels = channels.map(({ channel }) => channel);
  const { job: sending, waking } = createSending({
    ...{ db, deliveries, gathering, preferences, suppressions, placement, digests, channels, session, clock, logger },
  });
  const inbox = new InboxService({
    ...{ db, notifications: new NotificationRepository(db), outbox, preferences, deliveries, links, clock },
    wording: new NotificationWording({ locales, renderer }),
    sentChannels,
  });
  const idempotency = new Idempotency(idempotencyKeys);
  const announcements = new AnnouncementService({
    ...{ db: waking, announcements: new AnnouncementRepository(db), idempotency, inbox, outbox, graph, clock, logger },
    limit: new Limit(counters, { name: 'announcements', rates: announcementRates }),
  });
  const services: NotificationsServices = {
    ...createTemplateServices(
      { templates, branding, looks, renderer, deliveries, persons, clock, db: waking },
      { counters, sendsMails: sentChannels.includes('email') },
    ),
    announcements,
    inbox,
    preferences,
    deliveries,
    suppressions,
    devices,
    webPushPublicKey: config.push.webPush?.publicKey ?? null,
    timing,
    explanations: new ExplanationService({ inbox, decisions, occasions }),
    feed: new EventFeed({ tail, access, revoked: revokedOverLog({ tail, clock }) }),
  };

  const tables = { outbox: outboxTable, consumerOffsets, deadLetters };
  const relay = new Relay({ outbox, session, log, logger });
  const removing = createRemoving(
    { preferences, timing, templates, branding, announcements, deliveries, inbox, devices, suppressions, idempotency },
    { subgraph: name, log, tail, session, database: db, tables, outbox, logger, clock },
  );

  const announcing = announcementJob({ announcements, logger });
  const sweep = new Periodic({
    name: 'The sweep of deliveries, told occasions and devices',
    everyMs: 3_600_000,
    run: async () => {
      await inbox.sweep();
      await deliveries.sweep();
      await deliveries.giveUp(allSentChannels.filter((channel) => !sentChannels.includes(channel)));
      await suppressions.sweep();
      await devices.sweep();
    },
    logger,
  });
  const housekeeping = [announcing, sweep, idempotencySweep({ db, idempotency, logger })];

  const consuming = { log, tail, session, database: waking, tables, outbox, logger, clock };
  const inboxes = inboxConsumer({ inbox, factory: new NotificationFactory({ renderer }), graph, ...consuming });
  const mails =
    email &&
    mailConsumer({ queue: new MailQueueService({ deliveries, preferences, sentChannels, clock }), ...consuming });

  const executable = new ExecutableSubgraph<NotificationsContext>({
    name,
    schema: mailbox
      ? buildSchema({ typeDefs, resolvers: resolversWith(mailbox) })
      : buildSchema({ typeDefs: withoutDevelopment(typeDefs), resolvers }),
    createContext: contextMaker({ access, services, loaders }),
    logger,
    executor,
  });
  return runnableSubgraph({
    executable,
    role: config.role,
    workers: [
      relay,
      ...pushing.workers,
      ...(channels.length > 0 ? [sending] : []),
      inboxes,
      deviceConsumer({ devices, ...consuming }),
      timeZoneConsumer({ gathering, ...consuming }),
      ...(mails ? [mails] : []),
      ...removing,
      ...housekeeping,
    ],
    tail,
    clock,
    session,
    databases: [db],
    routes: [
      ...(mailbox ? mailboxRoutes(mailbox) : []),
      ...unsubscribeRoutes({ links: unsubscribing, preferences, persons, locales }),
      ...emailCallbacks(config, { reports, clock, logger }),
      ...textingCallbacks(config, { reports, suppressions, logger }),
    ],
  });
}
