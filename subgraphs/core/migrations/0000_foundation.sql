-- The schema itself is made by `migrate`, which alone may.
CREATE TABLE "core"."consumer_offsets" (
	"consumer" text PRIMARY KEY NOT NULL,
	"log_id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"moved_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "core"."dead_letters" (
	"consumer" text NOT NULL,
	"event_id" uuid NOT NULL,
	"event" jsonb NOT NULL,
	"attempts" integer NOT NULL,
	"error" text NOT NULL,
	"failed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "dead_letters_pkey" PRIMARY KEY("consumer","event_id")
);
--> statement-breakpoint
CREATE TABLE "core"."idempotency_keys" (
	"principal" text NOT NULL,
	"key" text NOT NULL,
	"field" text NOT NULL,
	"input_hash" text NOT NULL,
	"result_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY("principal","key")
);
--> statement-breakpoint
CREATE TABLE "core"."outbox" (
	"number" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "core"."outbox_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"event_id" uuid NOT NULL,
	"type" text NOT NULL,
	"version" integer NOT NULL,
	"stream_type" text NOT NULL,
	"stream_id" uuid NOT NULL,
	"subject_type" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"subject_version" integer NOT NULL,
	"actor" text,
	"credential" text,
	"request_id" text NOT NULL,
	"readable_with" text,
	"bulk" boolean NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"payload" jsonb NOT NULL,
	CONSTRAINT "outbox_stream_type_check" CHECK ("core"."outbox"."stream_type" in ('acc', 'usr'))
);
--> statement-breakpoint
CREATE TABLE "core"."resources" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"type" text NOT NULL,
	"data" jsonb NOT NULL,
	"version" integer NOT NULL,
	"created_by_id" uuid,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "core"."resources" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "core"."resources" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE INDEX "dead_letters_failed_at_idx" ON "core"."dead_letters" USING btree ("failed_at");--> statement-breakpoint
CREATE INDEX "idempotency_keys_created_at_idx" ON "core"."idempotency_keys" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "resources_account_id_id_idx" ON "core"."resources" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "resources_account_id_type_id_idx" ON "core"."resources" USING btree ("account_id","type","id");--> statement-breakpoint
CREATE POLICY "account_rows" ON "core"."resources" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));
