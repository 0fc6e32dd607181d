-- The maintenance waits for a tenth of a second and no longer: whoever reads or appends meanwhile waits behind it, so a long read, a
-- backup's say, held all of them up for two seconds. What could not be done now is done by the next call: false says that there is some.
DROP FUNCTION bus.maintain;
--> statement-breakpoint
-- Closes the open partition when it is older than `max_age` or has `max_rows`, and drops those closed before `retention`.
-- Takes the head first, as `append` does, so the two cannot lock each other out.
CREATE FUNCTION bus.maintain(at timestamptz, retention interval, max_age interval, max_rows bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = bus, pg_temp SET lock_timeout = '100ms'
AS $$
DECLARE
  last bigint;
  open partitions;
  expired partitions;
  is_done boolean := true;
BEGIN
  SELECT h.position INTO STRICT last FROM head h FOR UPDATE;
  SELECT p.* INTO STRICT open FROM partitions p ORDER BY p.first_position DESC LIMIT 1;
  IF last >= open.first_position AND (open.opened_at <= at - max_age OR last - open.first_position + 1 >= max_rows) THEN
    BEGIN
      EXECUTE format('ALTER TABLE log DETACH PARTITION log_%s', open.first_position);
      EXECUTE format('ALTER TABLE log ATTACH PARTITION log_%s FOR VALUES FROM (%s) TO (%s)',
        open.first_position, open.first_position, last + 1);
      EXECUTE format('CREATE TABLE log_%s PARTITION OF log FOR VALUES FROM (%s) TO (MAXVALUE)', last + 1, last + 1);
      EXECUTE format('REVOKE ALL ON log_%s FROM trivet_bus', last + 1);
      UPDATE partitions SET closed_at = at WHERE first_position = open.first_position;
      INSERT INTO partitions VALUES (last + 1, at);
    EXCEPTION WHEN lock_not_available THEN
      is_done := false;
    END;
  END IF;
  FOR expired IN SELECT p.* FROM partitions p WHERE p.closed_at < at - retention ORDER BY p.first_position LOOP
    BEGIN
      EXECUTE format('DROP TABLE log_%s', expired.first_position);
    EXCEPTION WHEN lock_not_available THEN
      -- And none that is later, or the log would have a hole.
      is_done := false;
      EXIT;
    END;
    DELETE FROM partitions WHERE first_position = expired.first_position;
  END LOOP;
  UPDATE head SET oldest = (SELECT min(first_position) FROM partitions)
  WHERE oldest <> (SELECT min(first_position) FROM partitions);
  RETURN is_done;
EXCEPTION WHEN lock_not_available THEN
  RETURN false;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION bus.maintain FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION bus.maintain TO trivet_bus;
