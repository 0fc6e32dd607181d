CREATE TABLE "users"."answered_passkey_challenges" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "users"."passkeys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"credential_id" "bytea" NOT NULL,
	"public_key" "bytea" NOT NULL,
	"sign_count" bigint NOT NULL,
	"transports" text[] NOT NULL,
	"synced" boolean NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"last_used_at" timestamp with time zone,
	CONSTRAINT "passkeys_credential_id_key" UNIQUE("credential_id")
);
--> statement-breakpoint
ALTER TABLE "users"."passkeys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "users"."passkeys" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "users"."passkeys" ADD CONSTRAINT "passkeys_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "users"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "answered_passkey_challenges_expires_at_idx" ON "users"."answered_passkey_challenges" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "passkeys_user_id_id_idx" ON "users"."passkeys" USING btree ("user_id","id");--> statement-breakpoint
CREATE POLICY "person_rows" ON "users"."passkeys" AS PERMISSIVE FOR ALL TO public USING (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[])) WITH CHECK (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[]));