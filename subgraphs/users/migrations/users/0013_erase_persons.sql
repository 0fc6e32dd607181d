CREATE TABLE "users"."person_erasures" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"due_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "users"."erasure_confirmations" (
	"user_id" uuid NOT NULL,
	"subgraph" text NOT NULL,
	"confirmed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "erasure_confirmations_pkey" PRIMARY KEY("user_id","subgraph")
);
--> statement-breakpoint
CREATE TABLE "users"."erased_users" (
	"id" uuid PRIMARY KEY NOT NULL,
	"erased_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "users"."api_keys" DROP CONSTRAINT "api_keys_created_by_id_users_id_fk";
--> statement-breakpoint
ALTER TABLE "users"."invitations" DROP CONSTRAINT "invitations_invited_by_id_users_id_fk";
--> statement-breakpoint
DROP INDEX "users"."api_keys_created_by_id_idx";--> statement-breakpoint
DROP INDEX "users"."invitations_invited_by_id_idx";--> statement-breakpoint
ALTER TABLE "users"."erasure_confirmations" ADD CONSTRAINT "erasure_confirmations_user_id_erased_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "users"."erased_users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "person_erasures_due_at_idx" ON "users"."person_erasures" USING btree ("due_at");