CREATE TABLE "notifications"."told_occasions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"told_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
DROP INDEX "notifications"."notifications_user_id_id_idx";--> statement-breakpoint
DROP INDEX "notifications"."notifications_unread_idx";--> statement-breakpoint
ALTER TABLE "notifications"."notifications" ADD COLUMN "category" text DEFAULT 'activity' NOT NULL;--> statement-breakpoint
ALTER TABLE "notifications"."notifications" ADD COLUMN "target" text;--> statement-breakpoint
ALTER TABLE "notifications"."notifications" ADD COLUMN "seen_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "notifications"."notifications" ADD COLUMN "archived_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "told_occasions_told_at_idx" ON "notifications"."told_occasions" USING btree ("told_at");--> statement-breakpoint
CREATE INDEX "notifications_inbox_idx" ON "notifications"."notifications" USING btree ("user_id","id") WHERE "notifications"."notifications"."archived_at" is null;--> statement-breakpoint
CREATE INDEX "notifications_archive_idx" ON "notifications"."notifications" USING btree ("user_id","id") WHERE "notifications"."notifications"."archived_at" is not null;--> statement-breakpoint
CREATE INDEX "notifications_category_idx" ON "notifications"."notifications" USING btree ("user_id","category","id");--> statement-breakpoint
CREATE INDEX "notifications_unseen_idx" ON "notifications"."notifications" USING btree ("user_id") WHERE "notifications"."notifications"."seen_at" is null and "notifications"."notifications"."read_at" is null;--> statement-breakpoint
CREATE INDEX "notifications_unread_idx" ON "notifications"."notifications" USING btree ("user_id","id") WHERE "notifications"."notifications"."read_at" is null;--> statement-breakpoint
ALTER TABLE "notifications"."notifications" ADD CONSTRAINT "notifications_archived_check" CHECK ("notifications"."notifications"."archived_at" is null or "notifications"."notifications"."read_at" is not null);--> statement-breakpoint
ALTER TABLE "notifications"."notifications" ADD CONSTRAINT "notifications_category_check" CHECK ("notifications"."notifications"."category" in ('security', 'billing', 'activity', 'announcement'));