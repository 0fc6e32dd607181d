import { type Database, prepared, type Transaction } from '@trivet/database';
import { type AccessScope, type AccountAccess, rowsOf } from '@trivet/identity';
import { and, eq, lte, sql } from 'drizzle-orm';
import {
  type NotificationTemplate,
  type NotificationTemplateVersion,
  notificationTemplates,
  notificationTemplateVersions,
} from './notification-template.model.ts';
import type { AccountTemplateKind } from './template-kind.model.ts';

const { id, accountId, kind, locale, version } = notificationTemplates;

const findByIds = prepared<{ accountIds: readonly string[]; ids: readonly string[] }>()(
  'notificationTemplates.findByIds',
  (db) =>
    db
      .select()
      .from(notificationTemplates)
      .where(
        sql`${id} = any(${sql.placeholder('ids')}::uuid[]) and ${accountId} = any(${sql.placeholder('accountIds')}::uuid[])`,
      ),
);
const listByAccounts = prepared<{ accountIds: readonly string[] }>()('notificationTemplates.listByAccounts', (db) =>
  db
    .select()
    .from(notificationTemplates)
    .where(sql`${accountId} = any(${sql.placeholder('accountIds')}::uuid[])`)
    .orderBy(kind, locale),
);
const listOfKind = prepared<{ accountId: string; kind: string }>()('notificationTemplates.listOfKind', (db) =>
  db
    .select()
    .from(notificationTemplates)
    .where(and(eq(accountId, sql.placeholder('accountId')), eq(kind, sql.placeholder('kind')))),
);
const listVersions = prepared<{ accountIds: readonly string[]; templateIds: readonly string[] }>()(
  'notificationTemplateVersions.listByTemplates',
  (db) =>
    db
      .select()
      .from(notificationTemplateVersions)
      .where(
        sql`${notificationTemplateVersions.templateId} = any(${sql.placeholder('templateIds')}::uuid[]) and ${notificationTemplateVersions.accountId} = any(${sql.placeholder('accountIds')}::uuid[])`,
      )
      .orderBy(sql`${notificationTemplateVersions.version} desc`),
);

/** What accounts have written themselves, and what that was before. */
export class NotificationTemplateRepository {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** In the order of `ids`; null for what does not exist or `scope` does not cover. */
  async findByIds(scope: AccessScope, ids: readonly string[]): Promise<(NotificationTemplate | null)[]> {
    const rows = await this.#db.readWithin(scope.rows, findByIds, { accountIds: scope.accountIds, ids });
    const byId = new Map(rows.map((template) => [template.id, template]));
    return ids.map((wanted) => byId.get(wanted) ?? null);
  }

  /** All of each account by kind and language, in the order of `accesses`. */
  async listByAccounts(accesses: readonly AccountAccess[]): Promise<NotificationTemplate[][]> {
    const accountIds = accesses.map((access) => access.accountId);
    const rows = await this.#db.readWithin(rowsOf(accesses), listByAccounts, { accountIds });
    const byAccount = Map.groupBy(rows, (template) => template.accountId);
    return accountIds.map((of) => byAccount.get(of) ?? []);
  }

  /** What an account has written of a kind, in every language. */
  listOfKind(of: string, ofKind: AccountTemplateKind): Promise<NotificationTemplate[]> {
    return this.#db.readWithin({ accounts: [of] }, listOfKind, { accountId: of, kind: ofKind });
  }

  /** What each of them was, the newest first, in their order. */
  async listVersions(templates: readonly NotificationTemplate[]): Promise<NotificationTemplateVersion[][]> {
    const accountIds = [...new Set(templates.map((template) => template.accountId))];
    const templateIds = templates.map((template) => template.id);
    const rows = await this.#db.readWithin({ accounts: accountIds }, listVersions, { accountIds, templateIds });
    const byTemplate = Map.groupBy(rows, ({ templateId }) => templateId);
    return templateIds.map((of) => byTemplate.get(of) ?? []);
  }

  /** Until the end of the transaction nobody else changes what the account has written. */
  async lock(tx: Transaction, { accountId: of }: AccountAccess): Promise<void> {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`notification templates ${of}`}, 0))`);
  }

  async findWithin(
    tx: Transaction,
    { accountId: of }: AccountAccess,
    wanted: { readonly id: string } | Pick<NotificationTemplate, 'kind' | 'locale'>,
  ): Promise<NotificationTemplate | null> {
    const condition = 'id' in wanted ? eq(id, wanted.id) : and(eq(kind, wanted.kind), eq(locale, wanted.locale));
    const [found] = await tx
      .select()
      .from(notificationTemplates)
      .where(and(eq(accountId, of), condition));
    return found ?? null;
  }

  async findVersion(tx: Transaction, templateId: string, wanted: number): Promise<NotificationTemplateVersion | null> {
    const { templateId: of, version: number } = notificationTemplateVersions;
    const [found] = await tx
      .select()
      .from(notificationTemplateVersions)
      .where(and(eq(of, templateId), eq(number, wanted)));
    return found ?? null;
  }

  count(tx: Transaction, { accountId: of }: AccountAccess): Promise<number> {
    return tx.$count(notificationTemplates, eq(accountId, of));
  }

  async insert(tx: Transaction, template: NotificationTemplate): Promise<void> {
    await tx.insert(notificationTemplates).values(template);
  }

  /** What it was is kept, but for what is older than the last `kept`. */
  async update(
    tx: Transaction,
    present: NotificationTemplate,
    change: Pick<NotificationTemplate, 'subject' | 'body' | 'version' | 'updatedAt' | 'updatedById'>,
    kept: number,
  ): Promise<void> {
    const { id: templateId, kind: _, locale: __, ...was } = present;
    await tx.insert(notificationTemplateVersions).values({ templateId, ...was });
    await tx
      .delete(notificationTemplateVersions)
      .where(
        and(
          eq(notificationTemplateVersions.templateId, templateId),
          lte(notificationTemplateVersions.version, present.version - kept),
        ),
      );
    await tx
      .update(notificationTemplates)
      .set(change)
      .where(and(eq(id, templateId), eq(version, present.version)));
  }

  async delete(tx: Transaction, { accountId: of }: AccountAccess, templateId: string): Promise<void> {
    await tx.delete(notificationTemplates).where(and(eq(accountId, of), eq(id, templateId)));
  }

  /** There are a few dozen at most. */
  async deleteOfAccount(tx: Transaction, of: string): Promise<void> {
    await tx.delete(notificationTemplates).where(eq(accountId, of));
  }
}
