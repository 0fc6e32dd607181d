CREATE TABLE "core"."resource_types" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"name" text NOT NULL,
	"title" text NOT NULL,
	"schema" jsonb NOT NULL,
	"fields" jsonb NOT NULL,
	"version" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "resource_types_account_id_name_key" UNIQUE("account_id","name")
);
--> statement-breakpoint
ALTER TABLE "core"."resource_types" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "core"."resource_types" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "account_rows" ON "core"."resource_types" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));