ALTER TABLE "users"."accounts" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "users"."members" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;