CREATE TABLE "users"."data_export_parts" (
	"export_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"user_id" uuid NOT NULL,
	"content" "bytea" NOT NULL,
	CONSTRAINT "data_export_parts_pkey" PRIMARY KEY("export_id","number")
);
--> statement-breakpoint
ALTER TABLE "users"."data_export_parts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "users"."data_export_queue" (
	"export_id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"due_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "users"."data_exports" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"section" integer DEFAULT 0 NOT NULL,
	"cursor" text,
	"parts" integer DEFAULT 0 NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"ready_at" timestamp with time zone,
	"failed_at" timestamp with time zone,
	"expires_at" timestamp with time zone,
	CONSTRAINT "data_exports_user_id_key" UNIQUE("user_id")
);
--> statement-breakpoint
ALTER TABLE "users"."data_exports" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "users"."data_export_parts" ADD CONSTRAINT "data_export_parts_export_id_data_exports_id_fk" FOREIGN KEY ("export_id") REFERENCES "users"."data_exports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users"."data_export_queue" ADD CONSTRAINT "data_export_queue_export_id_data_exports_id_fk" FOREIGN KEY ("export_id") REFERENCES "users"."data_exports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users"."data_exports" ADD CONSTRAINT "data_exports_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "users"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "data_export_queue_due_at_idx" ON "users"."data_export_queue" USING btree ("due_at");--> statement-breakpoint
CREATE POLICY "person_rows" ON "users"."data_export_parts" AS PERMISSIVE FOR ALL TO public USING (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[])) WITH CHECK (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "person_rows" ON "users"."data_exports" AS PERMISSIVE FOR ALL TO public USING (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[])) WITH CHECK (user_id = any((select nullif(current_setting('trivet.persons', true), '')::uuid[])::uuid[]));--> statement-breakpoint
ALTER TABLE "users"."data_export_parts" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "users"."data_exports" FORCE ROW LEVEL SECURITY;