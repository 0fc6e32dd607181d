CREATE TABLE "notifications"."notification_defaults" (
	"account_id" uuid NOT NULL,
	"category" text NOT NULL,
	"channel" text NOT NULL,
	"enabled" boolean NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "notification_defaults_pkey" PRIMARY KEY("account_id","category","channel")
);
--> statement-breakpoint
ALTER TABLE "notifications"."notification_defaults" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "notifications"."notification_defaults" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notifications"."notification_preferences" (
	"user_id" uuid NOT NULL,
	"category" text NOT NULL,
	"channel" text NOT NULL,
	"enabled" boolean NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "notification_preferences_pkey" PRIMARY KEY("user_id","category","channel")
);
--> statement-breakpoint
ALTER TABLE "notifications"."notification_preferences" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "notifications"."notification_preferences" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "account_rows" ON "notifications"."notification_defaults" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "person_rows" ON "notifications"."notification_preferences" AS PERMISSIVE FOR ALL TO public USING (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[])) WITH CHECK (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[]));