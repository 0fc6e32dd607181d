CREATE TABLE "notifications"."account_removals" (
	"account_id" uuid PRIMARY KEY NOT NULL,
	"due_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "account_removals_due_at_idx" ON "notifications"."account_removals" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "notifications_account_id_idx" ON "notifications"."notifications" USING btree ("account_id") WHERE "notifications"."notifications"."account_id" is not null;--> statement-breakpoint
CREATE POLICY "account_rows" ON "notifications"."notifications" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));