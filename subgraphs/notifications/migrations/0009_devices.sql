CREATE TABLE "notifications"."device_tokens" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"device_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"registered_at" timestamp with time zone NOT NULL,
	CONSTRAINT "device_tokens_device_id_key" UNIQUE("device_id")
);
--> statement-breakpoint
CREATE TABLE "notifications"."devices" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"session_id" uuid NOT NULL,
	"platform" text NOT NULL,
	"name" text NOT NULL,
	"token" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"registered_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "notifications"."devices" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "notifications"."devices" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "notifications"."device_tokens" ADD CONSTRAINT "device_tokens_device_id_devices_id_fk" FOREIGN KEY ("device_id") REFERENCES "notifications"."devices"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "device_tokens_registered_at_idx" ON "notifications"."device_tokens" USING btree ("registered_at");--> statement-breakpoint
CREATE INDEX "devices_user_id_id_idx" ON "notifications"."devices" USING btree ("user_id","id");--> statement-breakpoint
CREATE POLICY "person_rows" ON "notifications"."devices" AS PERMISSIVE FOR ALL TO public USING (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[])) WITH CHECK (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[]));