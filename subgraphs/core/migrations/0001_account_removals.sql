CREATE TABLE "core"."account_removals" (
	"account_id" uuid PRIMARY KEY NOT NULL,
	"due_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "account_removals_due_at_idx" ON "core"."account_removals" USING btree ("due_at");