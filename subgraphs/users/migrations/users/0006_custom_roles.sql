CREATE TABLE "users"."roles" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"name" text NOT NULL,
	"permissions" text[] NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "roles_account_id_id_key" UNIQUE("account_id","id")
);
--> statement-breakpoint
ALTER TABLE "users"."roles" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "users"."roles" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "users"."members" ALTER COLUMN "role" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "users"."members" ADD COLUMN "role_id" uuid;--> statement-breakpoint
ALTER TABLE "users"."roles" ADD CONSTRAINT "roles_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "users"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "roles_account_id_name_key" ON "users"."roles" USING btree ("account_id",lower("name"));--> statement-breakpoint
ALTER TABLE "users"."members" ADD CONSTRAINT "members_role_id_roles_fk" FOREIGN KEY ("account_id","role_id") REFERENCES "users"."roles"("account_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "members_role_id_idx" ON "users"."members" USING btree ("account_id","role_id") WHERE "users"."members"."role_id" is not null;--> statement-breakpoint
ALTER TABLE "users"."members" ADD CONSTRAINT "members_role_check" CHECK (num_nonnulls("users"."members"."role", "users"."members"."role_id") = 1);--> statement-breakpoint
CREATE POLICY "account_rows" ON "users"."roles" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));