-- The log of the installation. Written by hand: drizzle-kit knows neither partitions nor functions.
-- The role `trivet_bus` reads; it writes only by the functions below, so positions are dense whoever holds its password.

CREATE TABLE bus.head (
  only_row boolean CONSTRAINT head_pkey PRIMARY KEY DEFAULT true CONSTRAINT head_only_row_check CHECK (only_row),
  log_id uuid NOT NULL DEFAULT gen_random_uuid(),
  -- Of the last event; 0 before the first.
  position bigint NOT NULL DEFAULT 0,
  -- Of the first event that is still there, or will be.
  oldest bigint NOT NULL DEFAULT 1,
  -- Where the log stood when it got this log_id: what is later may differ from what another log_id had there.
  renewed_at bigint NOT NULL DEFAULT 0
);
--> statement-breakpoint
INSERT INTO bus.head DEFAULT VALUES;
--> statement-breakpoint
CREATE TABLE bus.log (
  position bigint CONSTRAINT log_pkey PRIMARY KEY,
  event_id uuid NOT NULL,
  type text NOT NULL,
  version integer NOT NULL,
  -- One stream and no more: UUIDs of accounts and persons never meet, so the index needs the id alone.
  stream_type text NOT NULL CONSTRAINT log_stream_type_check CHECK (stream_type IN ('acc', 'usr')),
  stream_id uuid NOT NULL,
  subject_type text NOT NULL,
  subject_id uuid NOT NULL,
  subject_version integer NOT NULL,
  actor text,
  credential text,
  request_id text NOT NULL,
  readable_with text,
  bulk boolean NOT NULL,
  occurred_at timestamptz NOT NULL,
  payload jsonb NOT NULL
) PARTITION BY RANGE (position);
--> statement-breakpoint
CREATE INDEX log_stream_id_position_idx ON bus.log (stream_id, position);
--> statement-breakpoint
-- Not unique: a unique index of a partitioned table must hold the partition key. `append` looks while it holds the head.
CREATE INDEX log_event_id_idx ON bus.log (event_id);
--> statement-breakpoint
CREATE TABLE bus.partitions (
  first_position bigint CONSTRAINT partitions_pkey PRIMARY KEY,
  opened_at timestamptz NOT NULL,
  closed_at timestamptz
);
--> statement-breakpoint
-- The last partition has no upper end, so there is one for every position, maintained or not.
CREATE TABLE bus.log_1 PARTITION OF bus.log FOR VALUES FROM (1) TO (MAXVALUE);
--> statement-breakpoint
INSERT INTO bus.partitions VALUES (1, now());
--> statement-breakpoint
-- Appends the events that are not there yet, in their order. Returns the head.
-- Two statements, because the second must see what the holder of the head committed while the first waited for it. The
-- plan is forced: one made while a partition was small would read all of it later.
CREATE FUNCTION bus.append(events jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = bus, pg_temp SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  last bigint;
  added bigint;
BEGIN
  SELECT h.position INTO STRICT last FROM head h FOR UPDATE;
  INSERT INTO log (position, event_id, type, version, stream_type, stream_id, subject_type, subject_id, subject_version,
    actor, credential, request_id, readable_with, bulk, occurred_at, payload)
  SELECT last + row_number() OVER (ORDER BY n), "eventId", type, version, "streamType", "streamId", "subjectType", "subjectId",
    "subjectVersion", actor, credential, "requestId", "readableWith", bulk, "occurredAt", payload
  FROM (
    SELECT DISTINCT ON ("eventId") * FROM ROWS FROM (jsonb_to_recordset(events) AS (
      "eventId" uuid, type text, version integer, "streamType" text, "streamId" uuid, "subjectType" text, "subjectId" uuid,
      "subjectVersion" integer, actor text, credential text, "requestId" text, "readableWith" text, bulk boolean,
      "occurredAt" timestamptz, payload jsonb)) WITH ORDINALITY AS batch ("eventId", type, version, "streamType", "streamId",
      "subjectType", "subjectId", "subjectVersion", actor, credential, "requestId", "readableWith", bulk, "occurredAt", payload, n)
    ORDER BY "eventId", n
  ) batch
  WHERE NOT EXISTS (SELECT FROM log l WHERE l.event_id = batch."eventId");
  GET DIAGNOSTICS added = ROW_COUNT;
  IF added > 0 THEN
    UPDATE head SET position = last + added;
  END IF;
  RETURN last + added;
END $$;
--> statement-breakpoint
-- Closes the open partition when it is older than `max_age` or has `max_rows`, and drops those closed before `retention`.
-- Takes the head first, as `append` does, so the two cannot lock each other out; gives up after two seconds, so that a long
-- read cannot hold up the appends behind it.
CREATE FUNCTION bus.maintain(at timestamptz, retention interval, max_age interval, max_rows bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = bus, pg_temp SET lock_timeout = '2s'
AS $$
DECLARE
  last bigint;
  open partitions;
  expired partitions;
BEGIN
  SELECT h.position INTO STRICT last FROM head h FOR UPDATE;
  SELECT p.* INTO STRICT open FROM partitions p ORDER BY p.first_position DESC LIMIT 1;
  IF last >= open.first_position AND (open.opened_at <= at - max_age OR last - open.first_position + 1 >= max_rows) THEN
    EXECUTE format('ALTER TABLE log DETACH PARTITION log_%s', open.first_position);
    EXECUTE format('ALTER TABLE log ATTACH PARTITION log_%s FOR VALUES FROM (%s) TO (%s)',
      open.first_position, open.first_position, last + 1);
    EXECUTE format('CREATE TABLE log_%s PARTITION OF log FOR VALUES FROM (%s) TO (MAXVALUE)', last + 1, last + 1);
    EXECUTE format('REVOKE ALL ON log_%s FROM trivet_bus', last + 1);
    UPDATE partitions SET closed_at = at WHERE first_position = open.first_position;
    INSERT INTO partitions VALUES (last + 1, at);
  END IF;
  FOR expired IN SELECT p.* FROM partitions p WHERE p.closed_at < at - retention ORDER BY p.first_position LOOP
    EXECUTE format('DROP TABLE log_%s', expired.first_position);
    DELETE FROM partitions WHERE first_position = expired.first_position;
  END LOOP;
  UPDATE head SET oldest = (SELECT min(first_position) FROM partitions)
  WHERE oldest <> (SELECT min(first_position) FROM partitions);
END $$;
--> statement-breakpoint
-- Makes every cursor given out so far expire. For after a backup was restored.
CREATE FUNCTION bus.renew() RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = bus, pg_temp
AS $$ UPDATE head SET log_id = gen_random_uuid(), renewed_at = position RETURNING log_id $$;
--> statement-breakpoint
REVOKE ALL ON ALL TABLES IN SCHEMA bus FROM trivet_bus;
--> statement-breakpoint
GRANT SELECT ON bus.head, bus.log, bus.partitions TO trivet_bus;
--> statement-breakpoint
REVOKE ALL ON FUNCTION bus.append, bus.maintain, bus.renew FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION bus.append, bus.maintain, bus.renew TO trivet_bus;
