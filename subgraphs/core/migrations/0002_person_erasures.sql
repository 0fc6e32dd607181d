CREATE TABLE "core"."person_erasures" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"due_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "person_erasures_due_at_idx" ON "core"."person_erasures" USING btree ("due_at");