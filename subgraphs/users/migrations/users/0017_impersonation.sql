ALTER TABLE "users"."audit_entries" ADD COLUMN "impersonator_id" uuid;--> statement-breakpoint
ALTER TABLE "users"."sessions" ADD COLUMN "impersonator_id" uuid;--> statement-breakpoint
ALTER TABLE "users"."sessions" ADD CONSTRAINT "sessions_impersonator_id_users_id_fk" FOREIGN KEY ("impersonator_id") REFERENCES "users"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "sessions_impersonator_id_idx" ON "users"."sessions" USING btree ("impersonator_id") WHERE "users"."sessions"."impersonator_id" is not null;