ALTER TYPE "core"."resource_index_state" ADD VALUE 'FAILED' BEFORE 'DROPPED';--> statement-breakpoint
DROP INDEX "core"."resource_index_work_since_idx";--> statement-breakpoint
DROP INDEX "core"."resource_index_work_account_id_idx";--> statement-breakpoint
ALTER TABLE "core"."resource_index_work" ADD COLUMN "failures" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "core"."resource_index_work" ADD COLUMN "retry_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "resource_index_work_account_id_since_idx" ON "core"."resource_index_work" USING btree ("account_id","since");