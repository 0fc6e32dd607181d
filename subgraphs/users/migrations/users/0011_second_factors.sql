CREATE TABLE "users"."recovery_codes" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL
);
--> statement-breakpoint
ALTER TABLE "users"."recovery_codes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "users"."recovery_codes" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "users"."session_challenges" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"methods" text[] NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "users"."totp_secrets" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"secret" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"confirmed_at" timestamp with time zone,
	"last_step" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
ALTER TABLE "users"."totp_secrets" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "users"."totp_secrets" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "users"."sessions" ADD COLUMN "authenticated_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "users"."recovery_codes" ADD CONSTRAINT "recovery_codes_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "users"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users"."totp_secrets" ADD CONSTRAINT "totp_secrets_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "users"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "recovery_codes_user_id_idx" ON "users"."recovery_codes" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "session_challenges_expires_at_idx" ON "users"."session_challenges" USING btree ("expires_at");--> statement-breakpoint
CREATE POLICY "person_rows" ON "users"."recovery_codes" AS PERMISSIVE FOR ALL TO public USING (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[])) WITH CHECK (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "person_rows" ON "users"."totp_secrets" AS PERMISSIVE FOR ALL TO public USING (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[])) WITH CHECK (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[]));