CREATE TYPE "core"."resource_index_state" AS ENUM('BUILDING', 'READY', 'DROPPED');--> statement-breakpoint
CREATE TABLE "core"."resource_index_entries" (
	"resource_id" uuid NOT NULL,
	"index_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"value" "bytea" NOT NULL,
	CONSTRAINT "resource_index_entries_pkey" PRIMARY KEY("resource_id","index_id")
);
--> statement-breakpoint
CREATE TABLE "core"."resource_index_work" (
	"index_id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "core"."resource_indexes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"type" text NOT NULL,
	"path" text NOT NULL,
	"kind" text NOT NULL,
	"state" "core"."resource_index_state" NOT NULL,
	"built_to" uuid NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "resource_index_entries_index_id_value_resource_id_key" ON "core"."resource_index_entries" USING btree ("index_id","value","resource_id");--> statement-breakpoint
CREATE INDEX "resource_index_work_since_idx" ON "core"."resource_index_work" USING btree ("since");--> statement-breakpoint
CREATE INDEX "resource_index_work_account_id_idx" ON "core"."resource_index_work" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "resource_indexes_account_id_type_idx" ON "core"."resource_indexes" USING btree ("account_id","type");--> statement-breakpoint
CREATE INDEX "resources_account_id_created_by_id_id_idx" ON "core"."resources" USING btree ("account_id","created_by_id","id");--> statement-breakpoint
CREATE INDEX "resources_account_id_type_updated_at_id_idx" ON "core"."resources" USING btree ("account_id","type","updated_at","id");--> statement-breakpoint
CREATE INDEX "resources_account_id_type_version_id_idx" ON "core"."resources" USING btree ("account_id","type","version","id");--> statement-breakpoint
-- What there is from before, read while row-level security does not hold the owner to accounts: fields to be built by the job, and
-- labels.
ALTER TABLE "core"."resource_types" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "core"."resources" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
INSERT INTO "core"."resource_indexes" SELECT gen_random_uuid(), t.account_id, t.name, f ->> 'path', f ->> 'kind', 'BUILDING', '00000000-0000-0000-0000-000000000000' FROM "core"."resource_types" t, jsonb_array_elements(t.fields) f WHERE (f ->> 'filterable')::boolean;--> statement-breakpoint
INSERT INTO "core"."resource_index_work" (index_id, account_id) SELECT id, account_id FROM "core"."resource_indexes";--> statement-breakpoint
INSERT INTO "core"."resource_index_entries" SELECT r.id, encode(substr(sha256(convert_to(r.account_id || ' ' || label, 'UTF8')), 1, 16), 'hex')::uuid, r.account_id, '' FROM "core"."resources" r, unnest(r.labels) label;--> statement-breakpoint
ALTER TABLE "core"."resource_types" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "core"."resources" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "core"."resource_index_entries" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "core"."resource_index_entries" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "core"."resource_indexes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "core"."resource_indexes" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "account_rows" ON "core"."resource_index_entries" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "account_rows" ON "core"."resource_indexes" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));
