CREATE TABLE "notifications"."ended_sessions" (
	"session_id" uuid PRIMARY KEY NOT NULL,
	"ended_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "ended_sessions_ended_at_idx" ON "notifications"."ended_sessions" USING btree ("ended_at");