CREATE TABLE "users"."identities" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"subject" "bytea" NOT NULL,
	"email" "bytea",
	"linked_at" timestamp with time zone NOT NULL,
	CONSTRAINT "identities_user_id_provider_key" UNIQUE("user_id","provider")
);
--> statement-breakpoint
ALTER TABLE "users"."identities" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "users"."identities" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "users"."identity_subjects" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"identity_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	CONSTRAINT "identity_subjects_identity_id_key" UNIQUE("identity_id")
);
--> statement-breakpoint
CREATE TABLE "users"."provider_codes" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"profile" "bytea" NOT NULL,
	"code_challenge" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "users"."provider_requests" (
	"state_hash" "bytea" PRIMARY KEY NOT NULL,
	"browser_hash" "bytea" NOT NULL,
	"provider" text NOT NULL,
	"return_to" text NOT NULL,
	"code_challenge" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "users"."identities" ADD CONSTRAINT "identities_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "users"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users"."identity_subjects" ADD CONSTRAINT "identity_subjects_identity_id_identities_id_fk" FOREIGN KEY ("identity_id") REFERENCES "users"."identities"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "provider_codes_expires_at_idx" ON "users"."provider_codes" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "provider_requests_expires_at_idx" ON "users"."provider_requests" USING btree ("expires_at");--> statement-breakpoint
CREATE POLICY "person_rows" ON "users"."identities" AS PERMISSIVE FOR ALL TO public USING (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[])) WITH CHECK (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[]));