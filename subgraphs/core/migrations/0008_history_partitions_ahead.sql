-- By hand: drizzle-kit knows neither partitions nor functions. Partitions of histories are made ahead, empty. To end the one that
-- everything was in, PostgreSQL read all of it, and kept everybody waiting who read or wrote a history meanwhile.
DO $$
DECLARE
  last core.resource_version_partitions;
  -- Nothing that is there ended later.
  boundary timestamptz := now() + interval '30 days';
BEGIN
  SELECT p.* INTO STRICT last FROM core.resource_version_partitions p ORDER BY p.number DESC LIMIT 1;
  -- For the last time, and before anybody uses this version.
  EXECUTE format('ALTER TABLE core.resource_versions DETACH PARTITION core.%I', 'resource_versions_' || last.number);
  EXECUTE format('ALTER TABLE core.resource_versions ATTACH PARTITION core.%I FOR VALUES FROM (%s) TO (%L)', 'resource_versions_' || last.number,
    coalesce((SELECT quote_literal(p.ends_at) FROM core.resource_version_partitions p WHERE p.number = last.number - 1), 'MINVALUE'), boundary);
  UPDATE core.resource_version_partitions SET ends_at = boundary WHERE number = last.number;
END $$;--> statement-breakpoint
-- What ends from there on is in the next one, and in the last one all that is later: who writes histories looks it up here.
ALTER TABLE "core"."resource_version_partitions" ALTER COLUMN "ends_at" SET NOT NULL;--> statement-breakpoint
GRANT SELECT ON "core"."resource_version_partitions" TO trivet_core;--> statement-breakpoint
DROP FUNCTION "core"."resource_versions_open_partition";--> statement-breakpoint
-- Has partitions ready for twice `max_age`, made aside and attached, which holds up neither who reads nor who writes; drops those
-- that ended before `retention`, or none where that is null.
CREATE OR REPLACE FUNCTION "core"."resource_versions_maintain"(at timestamptz, retention interval, max_age interval) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = core, pg_temp SET lock_timeout = '100ms' AS $$
DECLARE
  last resource_version_partitions;
  expired resource_version_partitions;
  name text;
  ends_at timestamptz;
BEGIN
  -- Another process is at it.
  IF NOT pg_try_advisory_xact_lock(hashtextextended('core.resource_versions_maintain', 0)) THEN
    RETURN;
  END IF;
  LOOP
    SELECT p.* INTO STRICT last FROM resource_version_partitions p ORDER BY p.number DESC LIMIT 1;
    EXIT WHEN last.ends_at > at + 2 * max_age;
    name := 'resource_versions_' || (last.number + 1);
    -- A long one, after a long time in which nobody came by.
    ends_at := greatest(last.ends_at, at) + max_age;
    EXECUTE format('CREATE TABLE %I (LIKE resource_versions INCLUDING ALL)', name);
    -- By itself nobody reads it: it has no policy.
    EXECUTE format('REVOKE ALL ON %I FROM trivet_core', name);
    EXECUTE format('ALTER TABLE resource_versions ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, last.ends_at, ends_at);
    INSERT INTO resource_version_partitions VALUES (last.number + 1, at, ends_at);
  END LOOP;
  -- One held what was later than its end, too, until the next one was there.
  FOR expired IN SELECT p.number, p.opened_at, greatest(p.ends_at, p.followed_at) FROM (
    SELECT p.*, lead(p.opened_at) OVER (ORDER BY p.number) AS followed_at FROM resource_version_partitions p
  ) p WHERE greatest(p.ends_at, p.followed_at) < at - retention ORDER BY p.number LOOP
    BEGIN
      EXECUTE format('DROP TABLE %I', 'resource_versions_' || expired.number);
    EXCEPTION WHEN lock_not_available THEN
      -- Somebody reads for long, and others wait behind us: another time.
      EXIT;
    END;
    DELETE FROM resource_version_partitions p WHERE p.number = expired.number;
  END LOOP;
END $$;--> statement-breakpoint
SELECT "core"."resource_versions_maintain"(now(), NULL, interval '30 days');
