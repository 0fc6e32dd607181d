import { account, accountRows, notPersonal, personal } from '@trivet/database';
import { foreignKey, integer, primaryKey, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { notificationsSchema } from '../../notifications-schema.model.ts';
import { accountTemplateKinds } from './template-kind.model.ts';

/** How mails of one kind read in one language that are told in an account's name. Where there is no row, ours are used. */
export const notificationTemplates = notificationsSchema
  .table(
    'notification_templates',
    {
      id: uuid('id').primaryKey(),
      accountId: uuid('account_id').notNull(),
      kind: notPersonal('one of three', text('kind', { enum: accountTemplateKinds }).notNull()),
      locale: notPersonal('a language', text('locale').notNull()),
      subject: personal('INTERNAL', account('account_id'), text('subject').notNull()),
      body: personal('INTERNAL', account('account_id'), text('body').notNull()),
      version: integer('version').notNull(),
      updatedAt: timestamp('updated_at', { withTimezone: true }).notNull(),
      /** Null for a program. */
      updatedById: uuid('updated_by_id'),
    },
    (table) => [
      unique('notification_templates_account_id_kind_locale_key').on(table.accountId, table.kind, table.locale),
      accountRows('account_id'),
    ],
  )
  .enableRLS();
export type NotificationTemplate = typeof notificationTemplates.$inferSelect;

/** What templates were before they were changed. */
export const notificationTemplateVersions = notificationsSchema
  .table(
    'notification_template_versions',
    {
      templateId: uuid('template_id').notNull(),
      accountId: uuid('account_id').notNull(),
      version: integer('version').notNull(),
      subject: personal('INTERNAL', account('account_id'), text('subject').notNull()),
      body: personal('INTERNAL', account('account_id'), text('body').notNull()),
      updatedAt: timestamp('updated_at', { withTimezone: true }).notNull(),
      updatedById: uuid('updated_by_id'),
    },
    (table) => [
      primaryKey({ name: 'notification_template_versions_pkey', columns: [table.templateId, table.version] }),
      foreignKey({
        name: 'notification_template_versions_template_id_fkey',
        columns: [table.templateId],
        foreignColumns: [notificationTemplates.id],
      }).onDelete('cascade'),
      accountRows('account_id'),
    ],
  )
  .enableRLS();
export type NotificationTemplateVersion = typeof notificationTemplateVersions.$inferSelect;
