ALTER TABLE "notifications"."deliveries" ADD COLUMN "provider" text;--> statement-breakpoint
ALTER TABLE "notifications"."deliveries" ADD COLUMN "provider_message_id" text;--> statement-breakpoint
ALTER TABLE "notifications"."delivery_queue" ADD COLUMN "channel" text DEFAULT 'email' NOT NULL;--> statement-breakpoint
CREATE INDEX "delivery_queue_channel_due_at_idx" ON "notifications"."delivery_queue" USING btree ("channel","due_at") WHERE "notifications"."delivery_queue"."action" = 'send';