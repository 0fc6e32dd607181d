CREATE TABLE "notifications"."delivery_decisions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"delivery_id" uuid NOT NULL,
	"user_id" uuid,
	"account_id" uuid,
	"code" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"until" timestamp with time zone,
	"attempt" integer,
	"provider" text,
	"detail" text
);
--> statement-breakpoint
ALTER TABLE "notifications"."delivery_decisions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "notifications"."delivery_decisions" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notifications"."digest_defaults" (
	"account_id" uuid NOT NULL,
	"category" text NOT NULL,
	"channel" text NOT NULL,
	"frequency" text NOT NULL,
	"at_minute" smallint,
	"weekday" smallint,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "digest_defaults_pkey" PRIMARY KEY("account_id","category","channel"),
	CONSTRAINT "digest_defaults_time_check" CHECK (("notifications"."digest_defaults"."frequency" in ('daily', 'weekly')) = ("notifications"."digest_defaults"."at_minute" is not null) and ("notifications"."digest_defaults"."frequency" = 'weekly') = ("notifications"."digest_defaults"."weekday" is not null))
);
--> statement-breakpoint
ALTER TABLE "notifications"."digest_defaults" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "notifications"."digest_defaults" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notifications"."digest_preferences" (
	"user_id" uuid NOT NULL,
	"category" text NOT NULL,
	"channel" text NOT NULL,
	"frequency" text NOT NULL,
	"at_minute" smallint,
	"weekday" smallint,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "digest_preferences_pkey" PRIMARY KEY("user_id","category","channel"),
	CONSTRAINT "digest_preferences_time_check" CHECK (("notifications"."digest_preferences"."frequency" in ('daily', 'weekly')) = ("notifications"."digest_preferences"."at_minute" is not null) and ("notifications"."digest_preferences"."frequency" = 'weekly') = ("notifications"."digest_preferences"."weekday" is not null))
);
--> statement-breakpoint
ALTER TABLE "notifications"."digest_preferences" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "notifications"."digest_preferences" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notifications"."quiet_hours" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"from_minute" smallint NOT NULL,
	"until_minute" smallint NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "notifications"."quiet_hours" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "notifications"."quiet_hours" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "notifications"."announcements" ADD COLUMN "scheduled_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "notifications"."announcements" ADD COLUMN "cancelled_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "notifications"."deliveries" ADD COLUMN "chosen_by" text;--> statement-breakpoint
ALTER TABLE "notifications"."deliveries" ADD COLUMN "not_before" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "notifications"."deliveries" ADD COLUMN "released_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "notifications"."deliveries" ADD COLUMN "digest_id" uuid;--> statement-breakpoint
ALTER TABLE "notifications"."delivery_decisions" ADD CONSTRAINT "delivery_decisions_delivery_id_fkey" FOREIGN KEY ("delivery_id") REFERENCES "notifications"."deliveries"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "delivery_decisions_delivery_id_id_idx" ON "notifications"."delivery_decisions" USING btree ("delivery_id","id");--> statement-breakpoint
ALTER TABLE "notifications"."deliveries" ADD CONSTRAINT "deliveries_digest_id_fkey" FOREIGN KEY ("digest_id") REFERENCES "notifications"."deliveries"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "deliveries_digest_id_idx" ON "notifications"."deliveries" USING btree ("digest_id") WHERE "notifications"."deliveries"."digest_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "deliveries_open_digest_key" ON "notifications"."deliveries" USING btree ("user_id","channel","category") WHERE "notifications"."deliveries"."kind" = 'notification.digest' and "notifications"."deliveries"."status" = 'queued' and "notifications"."deliveries"."released_at" is null;--> statement-breakpoint
CREATE INDEX "deliveries_waiting_idx" ON "notifications"."deliveries" USING btree ("user_id") WHERE "notifications"."deliveries"."status" = 'queued' and "notifications"."deliveries"."not_before" is not null and "notifications"."deliveries"."released_at" is null;--> statement-breakpoint
CREATE INDEX "deliveries_released_idx" ON "notifications"."deliveries" USING btree ("user_id","channel","category","released_at") WHERE "notifications"."deliveries"."released_at" is not null;--> statement-breakpoint
CREATE POLICY "person_rows" ON "notifications"."delivery_decisions" AS PERMISSIVE FOR ALL TO public USING (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[])) WITH CHECK (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "account_rows" ON "notifications"."delivery_decisions" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "account_rows" ON "notifications"."digest_defaults" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "person_rows" ON "notifications"."digest_preferences" AS PERMISSIVE FOR ALL TO public USING (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[])) WITH CHECK (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "person_rows" ON "notifications"."quiet_hours" AS PERMISSIVE FOR ALL TO public USING (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[])) WITH CHECK (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[]));