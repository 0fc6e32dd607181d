CREATE TABLE "users"."invitation_tokens" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"invitation_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	CONSTRAINT "invitation_tokens_invitation_id_key" UNIQUE("invitation_id")
);
--> statement-breakpoint
CREATE TABLE "users"."invitations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"email" "bytea" NOT NULL,
	"email_hash" "bytea" NOT NULL,
	"role" "users"."member_role",
	"role_id" uuid,
	"invited_by_id" uuid NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "invitations_account_id_email_hash_key" UNIQUE("account_id","email_hash"),
	CONSTRAINT "invitations_role_check" CHECK (num_nonnulls("users"."invitations"."role", "users"."invitations"."role_id") = 1)
);
--> statement-breakpoint
ALTER TABLE "users"."invitations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "users"."invitations" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "users"."invitation_tokens" ADD CONSTRAINT "invitation_tokens_invitation_id_invitations_id_fk" FOREIGN KEY ("invitation_id") REFERENCES "users"."invitations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users"."invitations" ADD CONSTRAINT "invitations_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "users"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users"."invitations" ADD CONSTRAINT "invitations_invited_by_id_users_id_fk" FOREIGN KEY ("invited_by_id") REFERENCES "users"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users"."invitations" ADD CONSTRAINT "invitations_role_id_roles_fk" FOREIGN KEY ("account_id","role_id") REFERENCES "users"."roles"("account_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "invitations_account_id_id_idx" ON "users"."invitations" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "invitations_role_id_idx" ON "users"."invitations" USING btree ("account_id","role_id") WHERE "users"."invitations"."role_id" is not null;--> statement-breakpoint
CREATE INDEX "invitations_invited_by_id_idx" ON "users"."invitations" USING btree ("invited_by_id");--> statement-breakpoint
CREATE POLICY "account_rows" ON "users"."invitations" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));