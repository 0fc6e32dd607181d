import { join } from 'node:path';
import { Database } from '@trivet/database';
import { Access, type AccessDirectory } from '@trivet/identity';
import { Outbox, Relay, WorkerSession } from '@trivet/messaging';
import { buildSchema, ExecutableSubgraph, loadTypeDefs } from '@trivet/platform';
import {
  accountRemoval,
  EventFeed,
  erasureConfirmed,
  type Host,
  type MailSource,
  Periodic,
  personErasure,
  type RunnableSubgraph,
  revokedOverLog,
  runnableSubgraph,
  subgraphContext,
} from '@trivet/subgraph';
import { createLoaders, type NotificationsContext, type NotificationsServices } from './api/context.ts';
import { resolvers } from './api/resolvers.ts';
import type { NotificationsConfig } from './config/config.ts';
import { inboxConsumer } from './modules/inbox/inbox.consumer.ts';
import { InboxService } from './modules/inbox/inbox.service.ts';
import { inboxUpdated, notificationCreated } from './modules/inbox/notification.events.ts';
import { NotificationFactory } from './modules/inbox/notification.factory.ts';
import { NotificationRepository } from './modules/inbox/notification.repository.ts';
import { NotificationLinks } from './modules/inbox/notification-links.ts';
import { MailboxRepository } from './modules/mailbox/mailbox.repository.ts';
import { mailboxRoutes } from './modules/mailbox/mailbox.route.ts';
import { MailboxService } from './modules/mailbox/mailbox.service.ts';
import { mailConsumer } from './modules/mails/mail.consumer.ts';
import { MailFactory } from './modules/mails/mail.factory.ts';
import { MailService } from './modules/mails/mail.service.ts';
import { MailLinks } from './modules/mails/mail-links.ts';
import { PersonService } from './modules/persons/person.service.ts';
import {
  notificationDefaultsUpdated,
  notificationPreferencesUpdated,
} from './modules/preferences/preference.events.ts';
import { PreferenceRepository } from './modules/preferences/preference.repository.ts';
import { PreferenceService } from './modules/preferences/preference.service.ts';
import { unsubscribeRoutes } from './modules/preferences/unsubscribe.route.ts';
import { UnsubscribeLinks } from './modules/preferences/unsubscribe-links.ts';
import {
  accountRemovals,
  consumerOffsets,
  deadLetters,
  outbox as outboxTable,
  personErasures,
} from './notifications-schema.model.ts';

const name = 'notifications';

/** The subgraph's SDL, for composition too. */
export const typeDefs = loadTypeDefs(join(import.meta.dirname, 'modules'));

/** What this subgraph publishes; `schema/events` holds the JSON Schema of each. */
export const events = [
  notificationCreated,
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

export function createNotifications(
  config: NotificationsConfig,
  { clock, logger, graph, log, tail, executor }: Host,
  directory: AccessDirectory,
  mailSource: MailSource,
): RunnableSubgraph<NotificationsContext> {
  const db = new Database({ url: config.databaseUrl, applicationName: name });
  const session = new WorkerSession({ url: config.databaseUrl, applicationName: `${name} worker`, logger });
  const outbox = new Outbox({ table: outboxTable, clock });
  const access = new Access({ directory, logger });

  const persons = new PersonService({ graph, clock });
  const unsubscribing = new UnsubscribeLinks({ key: config.unsubscribeKey, origin: config.mail.publicOrigin });
  const preferences = new PreferenceService({ db, preferences: new PreferenceRepository(db), outbox, clock });
  const inbox = new InboxService({
    db,
    notifications: new NotificationRepository(db),
    outbox,
    preferences,
    links: new NotificationLinks(config.mail.openTemplate),
    clock,
  });
  const services: NotificationsServices = {
    inbox,
    preferences,
    feed: new EventFeed({ tail, access, revoked: revokedOverLog({ tail, clock }) }),
  };

  const tables = { outbox: outboxTable, consumerOffsets, deadLetters };
  const relay = new Relay({ outbox, session, log, logger });
  const consuming = { log, tail, session, database: db, tables, outbox, logger, clock };
  const inboxes = inboxConsumer({ inbox, factory: new NotificationFactory(), graph, ...consuming });
  const removal = accountRemoval({
    subgraph: name,
    table: accountRemovals,
    remove: async (tx, accountId, limit) => {
      await preferences.removeOfAccount(tx, accountId);
      return inbox.removeOfAccount(tx, accountId, limit);
    },
    ...consuming,
  });
  const erasure = personErasure({
    subgraph: name,
    table: personErasures,
    remove: async (tx, userId, limit) => {
      await preferences.removeOfPerson(tx, userId);
      return inbox.removeOfPerson(tx, userId, limit);
    },
    ...consuming,
  });

  const sweep = new Periodic({
    name: 'The sweep of told occasions',
    everyMs: 3_600_000,
    run: () => inbox.sweep(),
    logger,
  });

  const mailbox =
    config.mail.sender === 'mailbox'
      ? new MailboxService({ db, mailbox: new MailboxRepository(db), clock })
      : undefined;
  if (!mailbox) logger.warn('No mails are sent: nobody can verify an address or reset a password. See MAIL_SENDER.');
  const factory = new MailFactory({ links: new MailLinks(config.mail.linkTemplate) });
  const mails =
    mailbox &&
    mailConsumer({ mails: new MailService({ source: mailSource, factory, sender: mailbox, clock }), ...consuming });

  const executable = new ExecutableSubgraph<NotificationsContext>({
    name,
    schema: buildSchema({ typeDefs, resolvers }),
    createContext: (request) => {
      const context = subgraphContext(request, access);
      return { ...context, ...services, loaders: createLoaders(services, context) };
    },
    logger,
    executor,
  });
  return runnableSubgraph({
    executable,
    role: config.role,
    workers: [relay, inboxes, ...(mails ? [mails] : []), ...removal, ...erasure, sweep],
    tail,
    clock,
    session,
    databases: [db],
    routes: [
      ...(mailbox ? mailboxRoutes(mailbox) : []),
      ...unsubscribeRoutes({ links: unsubscribing, preferences, persons }),
    ],
  });
}
