CREATE TABLE "notifications"."heard_messages" (
	"id" text PRIMARY KEY NOT NULL,
	"heard_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "heard_messages_heard_at_idx" ON "notifications"."heard_messages" USING btree ("heard_at");