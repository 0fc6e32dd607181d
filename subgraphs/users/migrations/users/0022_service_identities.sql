ALTER TYPE "users"."audit_credential_kind" ADD VALUE 'service_identity';--> statement-breakpoint
CREATE TABLE "users"."client_assertions" (
	"service_identity_id" uuid NOT NULL,
	"jti_hash" "bytea" NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "client_assertions_pkey" PRIMARY KEY("service_identity_id","jti_hash")
);
--> statement-breakpoint
CREATE TABLE "users"."ended_service_grants" (
	"grant_id" uuid PRIMARY KEY NOT NULL,
	"ended_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "users"."service_identities" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"created_by_id" uuid,
	"name" text NOT NULL,
	"scopes" text[] NOT NULL,
	"networks" text[] NOT NULL,
	"grant_id" uuid NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone,
	"last_used_at" timestamp with time zone,
	CONSTRAINT "service_identities_grant_id_key" UNIQUE("grant_id")
);
--> statement-breakpoint
ALTER TABLE "users"."service_identities" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "users"."service_identities" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "users"."service_identity_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"service_identity_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"kid" text NOT NULL,
	"algorithm" text NOT NULL,
	"public_key" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "service_identity_keys_service_identity_id_kid_key" UNIQUE("service_identity_id","kid")
);
--> statement-breakpoint
ALTER TABLE "users"."client_assertions" ADD CONSTRAINT "client_assertions_service_identity_id_service_identities_id_fk" FOREIGN KEY ("service_identity_id") REFERENCES "users"."service_identities"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users"."service_identities" ADD CONSTRAINT "service_identities_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "users"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users"."service_identity_keys" ADD CONSTRAINT "service_identity_keys_service_identity_id_service_identities_id_fk" FOREIGN KEY ("service_identity_id") REFERENCES "users"."service_identities"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "client_assertions_expires_at_idx" ON "users"."client_assertions" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "ended_service_grants_ended_at_idx" ON "users"."ended_service_grants" USING btree ("ended_at");--> statement-breakpoint
CREATE INDEX "service_identities_account_id_id_idx" ON "users"."service_identities" USING btree ("account_id","id");--> statement-breakpoint
CREATE POLICY "account_rows" ON "users"."service_identities" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));