import { account, accountRows, jsonText, personal } from '@trivet/database';
import { integer, jsonb, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { coreSchema } from '../../core-schema.model.ts';

export type ResourceFieldKind = 'STRING' | 'NUMBER' | 'BOOLEAN' | 'DATE_TIME';

/** A value in the data of a type's resources by which they can be found. */
export interface ResourceField {
  /** A JSON Pointer (RFC 6901), of names only. */
  readonly path: string;
  readonly kind: ResourceFieldKind;
  readonly filterable: boolean;
  readonly searchable: boolean;
}

/** How far a filterable field is. */
export type ResourceFieldState = 'BUILDING' | 'READY' | 'FAILED';

/** A field, with the type that declares it. */
export interface DeclaredField extends ResourceField {
  readonly accountId: string;
  readonly typeName: string;
}

/** What an account has said of its resources of one type. Of a type that has no row any JSON object is data. */
export const resourceTypes = coreSchema
  .table(
    'resource_types',
    {
      id: uuid('id').primaryKey(),
      accountId: uuid('account_id').notNull(),
      /** As `resources.type` has it. Never changes. */
      name: personal('INTERNAL', account('account_id'), text('name').notNull()),
      title: personal('INTERNAL', account('account_id'), text('title').notNull()),
      /** A JSON Schema of draft 2020-12. */
      schema: personal('INTERNAL', account('account_id'), jsonText('schema').notNull()),
      fields: personal('INTERNAL', account('account_id'), jsonb('fields').$type<readonly ResourceField[]>().notNull()),
      version: integer('version').notNull(),
      createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
      updatedAt: timestamp('updated_at', { withTimezone: true }).notNull(),
    },
    (table) => [
      unique('resource_types_account_id_name_key').on(table.accountId, table.name),
      accountRows('account_id'),
    ],
  )
  .enableRLS();
export type ResourceType = typeof resourceTypes.$inferSelect;

/** A resource that there is, and what of it would not fit a definition. */
export interface IncompatibleResource {
  readonly resourceId: string;
  /** In its data. */
  readonly path: readonly string[];
  readonly message: string;
}

/** How many resources would not fit, and some of them. */
export interface Incompatibility {
  readonly count: number;
  readonly examples: readonly IncompatibleResource[];
}
