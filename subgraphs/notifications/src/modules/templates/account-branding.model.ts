import { account, accountRows, notPersonal, personal } from '@trivet/database';
import { integer, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { notificationsSchema } from '../../notifications-schema.model.ts';

/** How an account is shown in what is told in its name; no row where it has said nothing. */
export const accountBrandings = notificationsSchema
  .table(
    'account_brandings',
    {
      accountId: uuid('account_id').primaryKey(),
      /** Null for the account's own. */
      name: personal('INTERNAL', account('account_id'), text('name')),
      color: personal('INTERNAL', account('account_id'), text('color')),
      logoUrl: personal('INTERNAL', account('account_id'), text('logo_url')),
      footer: personal('INTERNAL', account('account_id'), text('footer')),
      locale: notPersonal('a language', text('locale')),
      version: integer('version').notNull(),
      updatedAt: timestamp('updated_at', { withTimezone: true }).notNull(),
    },
    () => [accountRows('account_id')],
  )
  .enableRLS();
export type AccountBranding = typeof accountBrandings.$inferSelect;
