CREATE TYPE "users"."audit_credential_kind" AS ENUM('session', 'api_key');--> statement-breakpoint
CREATE TABLE "users"."account_deletions" (
	"account_id" uuid PRIMARY KEY NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"effective_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "users"."audit_chains" (
	"account_id" uuid PRIMARY KEY NOT NULL,
	"sequence" bigint NOT NULL,
	"hash" "bytea" NOT NULL
);
--> statement-breakpoint
ALTER TABLE "users"."audit_chains" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "users"."audit_chains" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "users"."audit_checkpoints" (
	"account_id" uuid NOT NULL,
	"sequence" bigint NOT NULL,
	"first_sequence" bigint NOT NULL,
	"hash" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"key_id" text NOT NULL,
	"signature" "bytea" NOT NULL,
	CONSTRAINT "audit_checkpoints_pkey" PRIMARY KEY("account_id","sequence","created_at")
) PARTITION BY RANGE ("created_at");
--> statement-breakpoint
ALTER TABLE "users"."audit_checkpoints" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "users"."audit_checkpoints" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "users"."audit_entries" (
	"id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"sequence" bigint NOT NULL,
	"action" text NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"recorded_at" timestamp with time zone NOT NULL,
	"actor_id" uuid,
	"credential_kind" "users"."audit_credential_kind",
	"credential_id" uuid,
	"subject_type" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"subject_version" integer NOT NULL,
	"request_id" text NOT NULL,
	"payload" jsonb NOT NULL,
	"address" "bytea",
	"address_commitment" "bytea",
	"previous_hash" "bytea",
	"hash" "bytea" NOT NULL,
	CONSTRAINT "audit_entries_pkey" PRIMARY KEY("account_id","sequence","recorded_at")
) PARTITION BY RANGE ("recorded_at");
--> statement-breakpoint
ALTER TABLE "users"."audit_entries" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "users"."audit_entries" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "users"."audit_origins" (
	"event_id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"address" "bytea" NOT NULL,
	"address_commitment" "bytea" NOT NULL
);
--> statement-breakpoint
ALTER TABLE "users"."audit_origins" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "users"."audit_origins" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "users"."audit_unsealed" (
	"account_id" uuid PRIMARY KEY NOT NULL,
	"since" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "users"."account_deletions" ADD CONSTRAINT "account_deletions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "users"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "account_deletions_effective_at_idx" ON "users"."account_deletions" USING btree ("effective_at");--> statement-breakpoint
CREATE INDEX "audit_entries_id_idx" ON "users"."audit_entries" USING btree ("id");--> statement-breakpoint
CREATE INDEX "audit_entries_occurred_at_idx" ON "users"."audit_entries" USING btree ("account_id","occurred_at","sequence");--> statement-breakpoint
CREATE INDEX "audit_entries_actor_id_idx" ON "users"."audit_entries" USING btree ("account_id","actor_id","occurred_at","sequence");--> statement-breakpoint
CREATE INDEX "audit_entries_action_idx" ON "users"."audit_entries" USING btree ("account_id","action","occurred_at","sequence");--> statement-breakpoint
CREATE INDEX "audit_entries_subject_id_idx" ON "users"."audit_entries" USING btree ("account_id","subject_id","occurred_at","sequence");--> statement-breakpoint
CREATE INDEX "audit_entries_credential_id_idx" ON "users"."audit_entries" USING btree ("account_id","credential_id","occurred_at","sequence");--> statement-breakpoint
CREATE INDEX "audit_unsealed_since_idx" ON "users"."audit_unsealed" USING btree ("since");--> statement-breakpoint
CREATE POLICY "account_rows" ON "users"."audit_chains" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "account_rows" ON "users"."audit_checkpoints" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "account_rows" ON "users"."audit_entries" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "account_rows" ON "users"."audit_origins" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));--> statement-breakpoint
-- By hand from here: drizzle-kit knows neither partitions nor triggers nor grants. Above, audit_entries and audit_checkpoints
-- are PARTITION BY RANGE of the time they were written.
REVOKE INSERT, UPDATE, DELETE ON "users"."audit_chains" FROM trivet_users;--> statement-breakpoint
REVOKE UPDATE, DELETE ON "users"."audit_entries", "users"."audit_checkpoints" FROM trivet_users;--> statement-breakpoint
-- Nobody changes a trail, whatever he is allowed; retention drops partitions.
CREATE FUNCTION "users"."audit_refuse"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'An audit trail can only grow.' USING ERRCODE = 'restrict_violation';
END $$;--> statement-breakpoint
CREATE TRIGGER "audit_entries_append_only" BEFORE UPDATE OR DELETE ON "users"."audit_entries" FOR EACH ROW EXECUTE FUNCTION "users"."audit_refuse"();--> statement-breakpoint
CREATE TRIGGER "audit_checkpoints_append_only" BEFORE UPDATE OR DELETE ON "users"."audit_checkpoints" FOR EACH ROW EXECUTE FUNCTION "users"."audit_refuse"();--> statement-breakpoint
CREATE TRIGGER "audit_entries_no_truncate" BEFORE TRUNCATE ON "users"."audit_entries" FOR EACH STATEMENT EXECUTE FUNCTION "users"."audit_refuse"();--> statement-breakpoint
CREATE TRIGGER "audit_checkpoints_no_truncate" BEFORE TRUNCATE ON "users"."audit_checkpoints" FOR EACH STATEMENT EXECUTE FUNCTION "users"."audit_refuse"();--> statement-breakpoint
-- An entry is the next of its account's chain, or is none. The row of the chain is locked until the commit, so of two that want
-- to be the same one, the second fails.
CREATE FUNCTION "users"."audit_link"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = users, pg_temp AS $$
DECLARE
  last audit_chains;
BEGIN
  SELECT c.* INTO last FROM audit_chains c WHERE c.account_id = NEW.account_id FOR UPDATE;
  IF NEW.sequence <> coalesce(last.sequence, 0) + 1 OR NEW.previous_hash IS DISTINCT FROM last.hash THEN
    RAISE EXCEPTION 'This entry does not follow the last one of its chain.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF last.account_id IS NULL THEN
    INSERT INTO audit_chains (account_id, sequence, hash) VALUES (NEW.account_id, NEW.sequence, NEW.hash);
  ELSE
    UPDATE audit_chains SET sequence = NEW.sequence, hash = NEW.hash WHERE account_id = NEW.account_id;
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER "audit_entries_link" BEFORE INSERT ON "users"."audit_entries" FOR EACH ROW EXECUTE FUNCTION "users"."audit_link"();--> statement-breakpoint
CREATE TABLE "users"."audit_partitions" (
  number integer CONSTRAINT "audit_partitions_pkey" PRIMARY KEY,
  opened_at timestamptz NOT NULL,
  -- What is written from here on is in the next one; null for the last.
  ends_at timestamptz
);--> statement-breakpoint
REVOKE ALL ON "users"."audit_partitions" FROM trivet_users;--> statement-breakpoint
-- The last partition has no upper end, so there is one for every time, maintained or not.
CREATE FUNCTION "users"."audit_open_partition"(number integer, begins_at text) RETURNS void LANGUAGE plpgsql SET search_path = users, pg_temp AS $$
DECLARE
  parent text;
BEGIN
  FOREACH parent IN ARRAY ARRAY['audit_entries', 'audit_checkpoints'] LOOP
    EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%s) TO (MAXVALUE)', parent || '_' || number, parent, begins_at);
    EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()', parent || '_' || number);
    -- By itself nobody reads it: it has no policy.
    EXECUTE format('REVOKE ALL ON %I FROM trivet_users', parent || '_' || number);
  END LOOP;
END $$;--> statement-breakpoint
SELECT "users"."audit_open_partition"(1, 'MINVALUE');--> statement-breakpoint
INSERT INTO "users"."audit_partitions" VALUES (1, now());--> statement-breakpoint
-- Ends the last partition when it is older than `max_age`, a day from now, which no writer's clock is ahead; drops those that
-- ended before `retention`. Gives up after two seconds, so that a long read cannot hold up the writers behind it.
CREATE FUNCTION "users"."audit_maintain"(at timestamptz, retention interval, max_age interval) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = users, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
  last audit_partitions;
  expired audit_partitions;
  parent text;
  boundary timestamptz := at + interval '1 day';
BEGIN
  LOCK TABLE audit_partitions IN EXCLUSIVE MODE;
  SELECT p.* INTO STRICT last FROM audit_partitions p ORDER BY p.number DESC LIMIT 1;
  IF last.opened_at <= at - max_age THEN
    FOREACH parent IN ARRAY ARRAY['audit_entries', 'audit_checkpoints'] LOOP
      EXECUTE format('ALTER TABLE %I DETACH PARTITION %I', parent, parent || '_' || last.number);
      EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%L)', parent, parent || '_' || last.number,
        coalesce((SELECT quote_literal(p.ends_at) FROM audit_partitions p WHERE p.number = last.number - 1), 'MINVALUE'), boundary);
    END LOOP;
    PERFORM audit_open_partition(last.number + 1, quote_literal(boundary));
    UPDATE audit_partitions SET ends_at = boundary WHERE number = last.number;
    INSERT INTO audit_partitions VALUES (last.number + 1, at);
  END IF;
  FOR expired IN SELECT p.* FROM audit_partitions p WHERE p.ends_at < at - retention ORDER BY p.number LOOP
    FOREACH parent IN ARRAY ARRAY['audit_entries', 'audit_checkpoints'] LOOP
      EXECUTE format('DROP TABLE %I', parent || '_' || expired.number);
    END LOOP;
    -- Its end is where the next one begins.
    DELETE FROM audit_partitions WHERE number = expired.number;
  END LOOP;
END $$;--> statement-breakpoint
REVOKE ALL ON FUNCTION "users"."audit_maintain", "users"."audit_open_partition", "users"."audit_link", "users"."audit_refuse" FROM PUBLIC;--> statement-breakpoint
GRANT EXECUTE ON FUNCTION "users"."audit_maintain" TO trivet_users;
