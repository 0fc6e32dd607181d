CREATE TABLE "notifications"."idempotency_keys" (
	"principal" text NOT NULL,
	"key" text NOT NULL,
	"field" text NOT NULL,
	"input_hash" text NOT NULL,
	"result_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY("principal","key")
);
--> statement-breakpoint
CREATE TABLE "notifications"."announcement_queue" (
	"announcement_id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"due_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notifications"."announcements" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"title" text NOT NULL,
	"body" text NOT NULL,
	"link" text,
	"user_id" uuid,
	"role" text,
	"role_id" uuid,
	"sent_by_id" uuid,
	"created_at" timestamp with time zone NOT NULL,
	"cursor" text,
	"pages" integer DEFAULT 0 NOT NULL,
	"recipient_count" integer DEFAULT 0 NOT NULL,
	"completed_at" timestamp with time zone,
	CONSTRAINT "announcements_audience_check" CHECK (num_nonnulls("notifications"."announcements"."user_id", "notifications"."announcements"."role", "notifications"."announcements"."role_id") <= 1)
);
--> statement-breakpoint
ALTER TABLE "notifications"."announcements" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "notifications"."announcements" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notifications"."deliveries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid,
	"account_id" uuid,
	"occasion_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"category" text NOT NULL,
	"channel" text NOT NULL,
	"status" text NOT NULL,
	"mail" text,
	"payload" jsonb,
	"title" text,
	"body" text,
	"target" text,
	"occurred_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"attempted_at" timestamp with time zone,
	"settled_at" timestamp with time zone,
	"failure" text,
	CONSTRAINT "deliveries_occasion_id_key" UNIQUE NULLS NOT DISTINCT("occasion_id","user_id","channel","mail"),
	CONSTRAINT "deliveries_settled_check" CHECK (("notifications"."deliveries"."status" = 'queued') = ("notifications"."deliveries"."settled_at" is null))
);
--> statement-breakpoint
ALTER TABLE "notifications"."deliveries" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "notifications"."deliveries" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notifications"."delivery_queue" (
	"delivery_id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid,
	"account_id" uuid,
	"action" text NOT NULL,
	"due_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "notifications"."mailbox" ADD COLUMN "message_id" text;--> statement-breakpoint
ALTER TABLE "notifications"."mailbox" ADD COLUMN "unsubscribe_url" text;--> statement-breakpoint
ALTER TABLE "notifications"."announcement_queue" ADD CONSTRAINT "announcement_queue_announcement_id_announcements_id_fk" FOREIGN KEY ("announcement_id") REFERENCES "notifications"."announcements"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notifications"."delivery_queue" ADD CONSTRAINT "delivery_queue_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "notifications"."deliveries"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idempotency_keys_created_at_idx" ON "notifications"."idempotency_keys" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "announcement_queue_due_at_idx" ON "notifications"."announcement_queue" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "announcements_account_id_id_idx" ON "notifications"."announcements" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "deliveries_account_id_id_idx" ON "notifications"."deliveries" USING btree ("account_id","id") WHERE "notifications"."deliveries"."account_id" is not null;--> statement-breakpoint
CREATE INDEX "deliveries_user_id_idx" ON "notifications"."deliveries" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "delivery_queue_action_due_at_idx" ON "notifications"."delivery_queue" USING btree ("action","due_at");--> statement-breakpoint
CREATE POLICY "account_rows" ON "notifications"."announcements" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "person_rows" ON "notifications"."deliveries" AS PERMISSIVE FOR ALL TO public USING (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[])) WITH CHECK (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "account_rows" ON "notifications"."deliveries" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));