CREATE TYPE "core"."bulk_import_mode" AS ENUM('CREATE', 'UPSERT');--> statement-breakpoint
CREATE TYPE "core"."bulk_import_policy" AS ENUM('REJECT_ALL', 'SKIP_BAD_ROWS');--> statement-breakpoint
CREATE TYPE "core"."bulk_job_failure" AS ENUM('NOT_ALLOWED', 'SOURCE_MISSING', 'TOO_MANY_ROWS', 'CHANGED_MEANWHILE', 'TOO_SLOW', 'NO_ROOM', 'INTERNAL');--> statement-breakpoint
CREATE TYPE "core"."bulk_job_kind" AS ENUM('IMPORT', 'EXPORT');--> statement-breakpoint
CREATE TYPE "core"."bulk_job_phase" AS ENUM('CHECK', 'WRITE', 'STORE', 'SWEEP', 'DONE');--> statement-breakpoint
CREATE TYPE "core"."bulk_job_state" AS ENUM('PENDING', 'RUNNING', 'SUCCEEDED', 'REJECTED', 'FAILED', 'CANCELLED');--> statement-breakpoint
CREATE TABLE "core"."bulk_job_keys" (
	"job_id" uuid NOT NULL,
	"key_hash" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"line" integer NOT NULL,
	CONSTRAINT "bulk_job_keys_pkey" PRIMARY KEY("job_id","key_hash")
);
--> statement-breakpoint
ALTER TABLE "core"."bulk_job_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "core"."bulk_job_keys" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "core"."bulk_job_parts" (
	"job_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"account_id" uuid NOT NULL,
	"content" "bytea" NOT NULL,
	CONSTRAINT "bulk_job_parts_pkey" PRIMARY KEY("job_id","number")
);
--> statement-breakpoint
ALTER TABLE "core"."bulk_job_parts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "core"."bulk_job_parts" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "core"."bulk_jobs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"kind" "core"."bulk_job_kind" NOT NULL,
	"state" "core"."bulk_job_state" DEFAULT 'PENDING' NOT NULL,
	"phase" "core"."bulk_job_phase" NOT NULL,
	"type" text NOT NULL,
	"mode" "core"."bulk_import_mode",
	"policy" "core"."bulk_import_policy",
	"filter" text,
	"source_id" uuid,
	"source_size" bigint,
	"created_by_id" uuid,
	"credential" text,
	"key_id" uuid,
	"key_owner_id" uuid,
	"grant_id" uuid,
	"scopes" text[],
	"version" integer DEFAULT 1 NOT NULL,
	"offset" bigint DEFAULT 0 NOT NULL,
	"line" integer DEFAULT 0 NOT NULL,
	"cursor" text,
	"row_count" integer DEFAULT 0 NOT NULL,
	"created_count" integer DEFAULT 0 NOT NULL,
	"updated_count" integer DEFAULT 0 NOT NULL,
	"unchanged_count" integer DEFAULT 0 NOT NULL,
	"rejected_count" integer DEFAULT 0 NOT NULL,
	"rounds" integer DEFAULT 0 NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"failure" "core"."bulk_job_failure",
	"waiting_size" bigint DEFAULT 0 NOT NULL,
	"waiting_number" integer DEFAULT 0 NOT NULL,
	"is_storing" boolean DEFAULT false NOT NULL,
	"store_ref" text,
	"stored_parts" integer DEFAULT 0 NOT NULL,
	"stored_size" bigint DEFAULT 0 NOT NULL,
	"result_size" bigint,
	"result_checksum" "bytea",
	"result_expires_at" timestamp with time zone,
	"announced_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"due_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "core"."bulk_jobs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "core"."bulk_jobs" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "core"."bulk_turns" (
	"account_id" uuid PRIMARY KEY NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"served_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "core"."deleted_resources" ADD COLUMN "external_key" text;--> statement-breakpoint
ALTER TABLE "core"."resources" ADD COLUMN "external_key" text;--> statement-breakpoint
ALTER TABLE "core"."bulk_job_keys" ADD CONSTRAINT "bulk_job_keys_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "core"."bulk_jobs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "core"."bulk_job_parts" ADD CONSTRAINT "bulk_job_parts_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "core"."bulk_jobs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "bulk_jobs_account_id_id_idx" ON "core"."bulk_jobs" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "bulk_jobs_account_id_open_idx" ON "core"."bulk_jobs" USING btree ("account_id","id") WHERE "core"."bulk_jobs"."phase" <> 'DONE';--> statement-breakpoint
CREATE INDEX "bulk_jobs_account_id_due_at_idx" ON "core"."bulk_jobs" USING btree ("account_id","due_at") WHERE "core"."bulk_jobs"."phase" = 'DONE';--> statement-breakpoint
CREATE INDEX "bulk_turns_due_at_idx" ON "core"."bulk_turns" USING btree ("due_at");--> statement-breakpoint
CREATE UNIQUE INDEX "resources_account_id_type_external_key_key" ON "core"."resources" USING btree ("account_id","type","external_key") WHERE "core"."resources"."external_key" is not null;--> statement-breakpoint
CREATE POLICY "account_rows" ON "core"."bulk_job_keys" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "account_rows" ON "core"."bulk_job_parts" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "account_rows" ON "core"."bulk_jobs" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));