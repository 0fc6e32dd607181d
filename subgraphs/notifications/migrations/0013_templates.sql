CREATE TABLE "notifications"."account_brandings" (
	"account_id" uuid PRIMARY KEY NOT NULL,
	"name" text,
	"color" text,
	"logo_url" text,
	"footer" text,
	"locale" text,
	"version" integer NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "notifications"."account_brandings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "notifications"."account_brandings" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notifications"."notification_template_versions" (
	"template_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"subject" text NOT NULL,
	"body" text NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by_id" uuid,
	CONSTRAINT "notification_template_versions_pkey" PRIMARY KEY("template_id","version")
);
--> statement-breakpoint
ALTER TABLE "notifications"."notification_template_versions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "notifications"."notification_template_versions" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "notifications"."notification_templates" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"locale" text NOT NULL,
	"subject" text NOT NULL,
	"body" text NOT NULL,
	"version" integer NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"updated_by_id" uuid,
	CONSTRAINT "notification_templates_account_id_kind_locale_key" UNIQUE("account_id","kind","locale")
);
--> statement-breakpoint
ALTER TABLE "notifications"."notification_templates" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "notifications"."notification_templates" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "notifications"."notification_template_versions" ADD CONSTRAINT "notification_template_versions_template_id_fkey" FOREIGN KEY ("template_id") REFERENCES "notifications"."notification_templates"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE POLICY "account_rows" ON "notifications"."account_brandings" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "account_rows" ON "notifications"."notification_template_versions" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "account_rows" ON "notifications"."notification_templates" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));