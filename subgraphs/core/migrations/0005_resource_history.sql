CREATE TYPE "core"."resource_change" AS ENUM('UPDATED', 'DELETED', 'RESTORED');--> statement-breakpoint
CREATE TABLE "core"."deleted_resources" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"type" text NOT NULL,
	"data" jsonb NOT NULL,
	"version" integer NOT NULL,
	"created_by_id" uuid,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"labels" text[] DEFAULT '{}' NOT NULL,
	"change" "core"."resource_change" DEFAULT 'UPDATED' NOT NULL,
	"changed_by_id" uuid,
	"changed_paths" text[] DEFAULT '{}' NOT NULL
);
--> statement-breakpoint
ALTER TABLE "core"."deleted_resources" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "core"."deleted_resources" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "core"."resource_purges" (
	"resource_id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"due_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "core"."resource_versions" (
	"resource_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"type" text NOT NULL,
	"data" jsonb NOT NULL,
	"version" integer NOT NULL,
	"created_by_id" uuid,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"labels" text[] DEFAULT '{}' NOT NULL,
	"change" "core"."resource_change" DEFAULT 'UPDATED' NOT NULL,
	"changed_by_id" uuid,
	"changed_paths" text[] DEFAULT '{}' NOT NULL,
	"superseded_at" timestamp with time zone NOT NULL,
	CONSTRAINT "resource_versions_pkey" PRIMARY KEY("resource_id","version","superseded_at")
) PARTITION BY RANGE ("superseded_at");
--> statement-breakpoint
ALTER TABLE "core"."resource_versions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "core"."resource_versions" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "core"."resources" ADD COLUMN "labels" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "core"."resources" ADD COLUMN "change" "core"."resource_change" DEFAULT 'UPDATED' NOT NULL;--> statement-breakpoint
ALTER TABLE "core"."resources" ADD COLUMN "changed_by_id" uuid;--> statement-breakpoint
ALTER TABLE "core"."resources" ADD COLUMN "changed_paths" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
CREATE INDEX "deleted_resources_account_id_id_idx" ON "core"."deleted_resources" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "deleted_resources_account_id_type_idx" ON "core"."deleted_resources" USING btree ("account_id","type");--> statement-breakpoint
CREATE INDEX "resource_purges_due_at_idx" ON "core"."resource_purges" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "resource_purges_account_id_idx" ON "core"."resource_purges" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "resource_versions_account_id_idx" ON "core"."resource_versions" USING btree ("account_id");--> statement-breakpoint
CREATE POLICY "account_rows" ON "core"."deleted_resources" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "account_rows" ON "core"."resource_versions" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));--> statement-breakpoint
-- By hand from here: drizzle-kit knows neither partitions nor functions nor grants. Above, resource_versions is PARTITION BY
-- RANGE of the time when a state ended.
CREATE TABLE "core"."resource_version_partitions" (
  number integer CONSTRAINT "resource_version_partitions_pkey" PRIMARY KEY,
  opened_at timestamptz NOT NULL,
  -- What ends from here on is in the next one; null for the last.
  ends_at timestamptz
);--> statement-breakpoint
REVOKE ALL ON "core"."resource_version_partitions" FROM trivet_core;--> statement-breakpoint
-- The last partition has no upper end, so there is one for every time, maintained or not.
CREATE FUNCTION "core"."resource_versions_open_partition"(number integer, begins_at text) RETURNS void LANGUAGE plpgsql SET search_path = core, pg_temp AS $$
BEGIN
  EXECUTE format('CREATE TABLE %I PARTITION OF resource_versions FOR VALUES FROM (%s) TO (MAXVALUE)', 'resource_versions_' || number, begins_at);
  -- By itself nobody reads it: it has no policy.
  EXECUTE format('REVOKE ALL ON %I FROM trivet_core', 'resource_versions_' || number);
END $$;--> statement-breakpoint
SELECT "core"."resource_versions_open_partition"(1, 'MINVALUE');--> statement-breakpoint
INSERT INTO "core"."resource_version_partitions" VALUES (1, now());--> statement-breakpoint
-- Ends the last partition when it is older than `max_age`, a day from now, which no writer's clock is ahead; drops those that
-- ended before `retention`, or none where that is null. Gives up after two seconds, so that a long read cannot hold up the writers
-- behind it.
CREATE FUNCTION "core"."resource_versions_maintain"(at timestamptz, retention interval, max_age interval) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = core, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
  last resource_version_partitions;
  expired resource_version_partitions;
  boundary timestamptz := at + interval '1 day';
BEGIN
  LOCK TABLE resource_version_partitions IN EXCLUSIVE MODE;
  SELECT p.* INTO STRICT last FROM resource_version_partitions p ORDER BY p.number DESC LIMIT 1;
  IF last.opened_at <= at - max_age THEN
    EXECUTE format('ALTER TABLE resource_versions DETACH PARTITION %I', 'resource_versions_' || last.number);
    EXECUTE format('ALTER TABLE resource_versions ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%L)', 'resource_versions_' || last.number,
      coalesce((SELECT quote_literal(p.ends_at) FROM resource_version_partitions p WHERE p.number = last.number - 1), 'MINVALUE'), boundary);
    PERFORM resource_versions_open_partition(last.number + 1, quote_literal(boundary));
    UPDATE resource_version_partitions SET ends_at = boundary WHERE number = last.number;
    INSERT INTO resource_version_partitions VALUES (last.number + 1, at);
  END IF;
  FOR expired IN SELECT p.* FROM resource_version_partitions p WHERE p.ends_at < at - retention ORDER BY p.number LOOP
    EXECUTE format('DROP TABLE %I', 'resource_versions_' || expired.number);
    -- Its end is where the next one begins.
    DELETE FROM resource_version_partitions WHERE number = expired.number;
  END LOOP;
END $$;--> statement-breakpoint
REVOKE ALL ON FUNCTION "core"."resource_versions_maintain", "core"."resource_versions_open_partition" FROM PUBLIC;--> statement-breakpoint
GRANT EXECUTE ON FUNCTION "core"."resource_versions_maintain" TO trivet_core;
