CREATE TYPE "users"."security_action" AS ENUM('administrator_granted', 'administrator_revoked', 'user_viewed', 'users_searched', 'user_locked', 'user_unlocked', 'user_signed_out', 'user_impersonated');--> statement-breakpoint
CREATE TABLE "users"."platform_administrators" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"granted_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "users"."security_events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"action" "users"."security_action" NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"administrator_id" uuid,
	"user_id" uuid,
	"session_id" uuid,
	"reason" "bytea",
	"request_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "users"."user_locks" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"security_event_id" uuid NOT NULL
);
--> statement-breakpoint
ALTER TABLE "users"."user_locks" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "users"."user_locks" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "users"."platform_administrators" ADD CONSTRAINT "platform_administrators_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "users"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users"."user_locks" ADD CONSTRAINT "user_locks_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "users"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users"."user_locks" ADD CONSTRAINT "user_locks_security_event_id_security_events_id_fk" FOREIGN KEY ("security_event_id") REFERENCES "users"."security_events"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "security_events_user_id_idx" ON "users"."security_events" USING btree ("user_id","id");--> statement-breakpoint
CREATE INDEX "security_events_administrator_id_idx" ON "users"."security_events" USING btree ("administrator_id","id");--> statement-breakpoint
CREATE INDEX "security_events_action_idx" ON "users"."security_events" USING btree ("action","id");--> statement-breakpoint
CREATE INDEX "user_locks_security_event_id_idx" ON "users"."user_locks" USING btree ("security_event_id");--> statement-breakpoint
CREATE INDEX "users_display_name_idx" ON "users"."users" USING btree ((lower("display_name") collate "C"),"id");--> statement-breakpoint
CREATE POLICY "person_rows" ON "users"."user_locks" AS PERMISSIVE FOR ALL TO public USING (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[])) WITH CHECK (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[]));--> statement-breakpoint
-- By hand from here: drizzle-kit knows neither triggers nor grants.
REVOKE UPDATE, DELETE ON "users"."security_events" FROM trivet_users;--> statement-breakpoint
CREATE FUNCTION "users"."security_events_refuse"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'What administrators have done can only grow.' USING ERRCODE = 'restrict_violation';
END $$;--> statement-breakpoint
CREATE TRIGGER "security_events_append_only" BEFORE UPDATE OR DELETE ON "users"."security_events" FOR EACH ROW EXECUTE FUNCTION "users"."security_events_refuse"();--> statement-breakpoint
CREATE TRIGGER "security_events_no_truncate" BEFORE TRUNCATE ON "users"."security_events" FOR EACH STATEMENT EXECUTE FUNCTION "users"."security_events_refuse"();
