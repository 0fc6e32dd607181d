ALTER TABLE "users"."sessions" ADD COLUMN "last_used_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "users"."sessions" ADD COLUMN "agent" "bytea";--> statement-breakpoint
ALTER TABLE "users"."sessions" ADD COLUMN "address" "bytea";--> statement-breakpoint
CREATE INDEX "sessions_unrevoked_idx" ON "users"."sessions" USING btree ("user_id","id","expires_at") WHERE "users"."sessions"."revoked_at" is null;