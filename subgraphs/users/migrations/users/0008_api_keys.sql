CREATE TABLE "users"."api_key_secrets" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"key_id" uuid NOT NULL,
	"account_id" uuid,
	"user_id" uuid,
	"expires_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "users"."api_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid,
	"user_id" uuid,
	"created_by_id" uuid,
	"name" text NOT NULL,
	"start" text NOT NULL,
	"scopes" text[] NOT NULL,
	"networks" text[] NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone,
	"last_used_at" timestamp with time zone,
	CONSTRAINT "api_keys_owner_check" CHECK (num_nonnulls("users"."api_keys"."account_id", "users"."api_keys"."user_id") = 1)
);
--> statement-breakpoint
ALTER TABLE "users"."api_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "users"."api_keys" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "users"."api_key_secrets" ADD CONSTRAINT "api_key_secrets_key_id_api_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "users"."api_keys"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users"."api_keys" ADD CONSTRAINT "api_keys_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "users"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users"."api_keys" ADD CONSTRAINT "api_keys_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "users"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users"."api_keys" ADD CONSTRAINT "api_keys_created_by_id_users_id_fk" FOREIGN KEY ("created_by_id") REFERENCES "users"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "api_key_secrets_key_id_idx" ON "users"."api_key_secrets" USING btree ("key_id");--> statement-breakpoint
CREATE INDEX "api_keys_account_id_id_idx" ON "users"."api_keys" USING btree ("account_id","id") WHERE "users"."api_keys"."account_id" is not null;--> statement-breakpoint
CREATE INDEX "api_keys_user_id_id_idx" ON "users"."api_keys" USING btree ("user_id","id") WHERE "users"."api_keys"."user_id" is not null;--> statement-breakpoint
CREATE INDEX "api_keys_created_by_id_idx" ON "users"."api_keys" USING btree ("created_by_id");--> statement-breakpoint
CREATE POLICY "account_rows" ON "users"."api_keys" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "person_rows" ON "users"."api_keys" AS PERMISSIVE FOR ALL TO public USING (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[])) WITH CHECK (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[]));