CREATE TABLE "notifications"."suppressions" (
	"channel" text NOT NULL,
	"address_hash" "bytea" NOT NULL,
	"reason" text NOT NULL,
	"user_id" uuid,
	"suppressed_at" timestamp with time zone NOT NULL,
	"lifted_at" timestamp with time zone,
	CONSTRAINT "suppressions_pkey" PRIMARY KEY("channel","address_hash")
);
--> statement-breakpoint
CREATE INDEX "suppressions_user_id_idx" ON "notifications"."suppressions" USING btree ("user_id") WHERE "notifications"."suppressions"."user_id" is not null;--> statement-breakpoint
CREATE INDEX "suppressions_suppressed_at_idx" ON "notifications"."suppressions" USING btree ("suppressed_at");