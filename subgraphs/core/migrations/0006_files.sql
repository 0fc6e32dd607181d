CREATE TABLE "core"."file_duties" (
	"file_id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone NOT NULL,
	"store_ref" text
);
--> statement-breakpoint
CREATE TABLE "core"."file_uploads" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"size" bigint NOT NULL,
	"checksum" "bytea" NOT NULL,
	"part_size" bigint,
	"store_ref" text,
	"created_by_id" uuid,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"verifying_until" timestamp with time zone,
	"refusal" text
);
--> statement-breakpoint
ALTER TABLE "core"."file_uploads" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "core"."file_uploads" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "core"."file_usage" (
	"account_id" uuid PRIMARY KEY NOT NULL,
	"used_size" bigint DEFAULT 0 NOT NULL,
	"used_count" integer DEFAULT 0 NOT NULL,
	"reserved_size" bigint DEFAULT 0 NOT NULL,
	"reserved_count" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "file_usage_not_negative" CHECK ("core"."file_usage"."used_size" >= 0 and "core"."file_usage"."used_count" >= 0 and "core"."file_usage"."reserved_size" >= 0 and "core"."file_usage"."reserved_count" >= 0)
);
--> statement-breakpoint
ALTER TABLE "core"."file_usage" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "core"."file_usage" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "core"."file_attachments" (
	"resource_id" uuid NOT NULL,
	"file_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"attached_at" timestamp with time zone NOT NULL,
	CONSTRAINT "file_attachments_pkey" PRIMARY KEY("resource_id","file_id")
);
--> statement-breakpoint
ALTER TABLE "core"."file_attachments" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "core"."file_attachments" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "core"."files" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"size" bigint NOT NULL,
	"checksum" "bytea" NOT NULL,
	"version" integer NOT NULL,
	"created_by_id" uuid,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "core"."files" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "core"."files" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "core"."file_attachments" ADD CONSTRAINT "file_attachments_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "core"."files"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "file_duties_due_at_idx" ON "core"."file_duties" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "file_uploads_account_id_idx" ON "core"."file_uploads" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "file_attachments_file_id_idx" ON "core"."file_attachments" USING btree ("file_id");--> statement-breakpoint
CREATE INDEX "files_account_id_id_idx" ON "core"."files" USING btree ("account_id","id");--> statement-breakpoint
CREATE POLICY "account_rows" ON "core"."file_uploads" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "account_rows" ON "core"."file_usage" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "account_rows" ON "core"."file_attachments" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "account_rows" ON "core"."files" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));