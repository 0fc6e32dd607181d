CREATE TYPE "users"."mailed_token_purpose" AS ENUM('verify_email', 'reset_password', 'approve_email_change', 'verify_new_email');--> statement-breakpoint
CREATE TYPE "users"."theme" AS ENUM('system', 'light', 'dark');--> statement-breakpoint
CREATE TABLE "users"."mailed_tokens" (
	"id" uuid PRIMARY KEY NOT NULL,
	"hash" "bytea" NOT NULL,
	"purpose" "users"."mailed_token_purpose" NOT NULL,
	"email_hash" "bytea" NOT NULL,
	"user_id" uuid,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "mailed_tokens_hash_key" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "users"."preferences" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"locale" text NOT NULL,
	"time_zone" text NOT NULL,
	"theme" "users"."theme" NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "users"."preferences" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "users"."preferences" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "users"."email_changes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"old_email" "bytea" NOT NULL,
	"new_email" "bytea" NOT NULL,
	"new_email_hash" "bytea" NOT NULL,
	"approved_at" timestamp with time zone,
	"verified_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "email_changes_user_id_key" UNIQUE("user_id")
);
--> statement-breakpoint
ALTER TABLE "users"."email_changes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "users"."email_changes" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "users"."users" ADD COLUMN "avatar" text;--> statement-breakpoint
ALTER TABLE "users"."users" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "users"."sessions" ADD COLUMN "agent_mark" "bytea";--> statement-breakpoint
ALTER TABLE "users"."sessions" ADD COLUMN "network_mark" "bytea";--> statement-breakpoint
ALTER TABLE "users"."mailed_tokens" ADD CONSTRAINT "mailed_tokens_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "users"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users"."preferences" ADD CONSTRAINT "preferences_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "users"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users"."email_changes" ADD CONSTRAINT "email_changes_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "users"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "mailed_tokens_email_hash_idx" ON "users"."mailed_tokens" USING btree ("email_hash");--> statement-breakpoint
CREATE INDEX "mailed_tokens_user_id_idx" ON "users"."mailed_tokens" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "mailed_tokens_expires_at_idx" ON "users"."mailed_tokens" USING btree ("expires_at");--> statement-breakpoint
CREATE POLICY "person_rows" ON "users"."preferences" AS PERMISSIVE FOR ALL TO public USING (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[])) WITH CHECK (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "person_rows" ON "users"."email_changes" AS PERMISSIVE FOR ALL TO public USING (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[])) WITH CHECK (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[]));