-- Turns of tenants of whom nothing is left, or everything is under way, are not what places wait for: it goes on looking until all places
-- are taken, or nobody's turn is left. Each turn that was looked at in vain is moved behind `at`, or goes, so each is looked at once; the
-- bound is for the time that one call takes. Who was looked at and got no place keeps his turn.
CREATE OR REPLACE FUNCTION "notifications"."deliveries_take"(at timestamptz, under_way uuid[], channels text[], places int[])
  RETURNS SETOF "notifications"."delivery_queue" LANGUAGE plpgsql SET search_path = notifications, pg_temp AS $$
DECLARE
  wanted record;
  looked int;
  turns uuid[];
  found uuid[];
  taken uuid[];
BEGIN
  FOR wanted IN SELECT * FROM unnest(channels, places) AS each (channel, places) LOOP
    taken := '{}';
    FOR pass IN 0..40 LOOP
      -- Mostly the first is enough.
      looked := CASE pass WHEN 0 THEN wanted.places ELSE 256 END;
      turns := ARRAY(
        SELECT tenant_id FROM delivery_turns WHERE channel = wanted.channel AND next_at <= at
          ORDER BY next_at LIMIT looked FOR UPDATE SKIP LOCKED);
      EXIT WHEN turns = '{}';
      found := ARRAY(
        SELECT due.delivery_id
          FROM unnest(turns) WITH ORDINALITY AS turn (tenant_id, place)
          CROSS JOIN LATERAL (
            SELECT delivery_id, row_number() OVER (ORDER BY due_at) AS round FROM delivery_queue
              WHERE action = 'send' AND channel = wanted.channel AND tenant_id = turn.tenant_id AND due_at <= at
                AND delivery_id <> ALL (under_way || taken)
              ORDER BY due_at LIMIT wanted.places - cardinality(taken)) AS due
          ORDER BY due.round, turn.place LIMIT wanted.places - cardinality(taken));
      RETURN QUERY SELECT * FROM delivery_queue WHERE delivery_id = ANY (found);
      taken := taken || found;
      UPDATE delivery_turns AS turn SET next_at = next.at
        FROM (
          SELECT tenant_id, coalesce(
            (SELECT CASE
                WHEN EXISTS (SELECT FROM delivery_queue AS mine_taken
                  WHERE mine_taken.delivery_id = ANY (found) AND mine_taken.tenant_id = mine.tenant_id) THEN at
                ELSE (SELECT next_at FROM delivery_turns AS kept WHERE kept.channel = wanted.channel AND kept.tenant_id = mine.tenant_id)
              END FROM delivery_queue
              WHERE action = 'send' AND channel = wanted.channel AND tenant_id = mine.tenant_id AND due_at <= at
                AND delivery_id <> ALL (under_way || taken) LIMIT 1),
            (SELECT at + interval '1 second' FROM delivery_queue
              WHERE action = 'send' AND channel = wanted.channel AND tenant_id = mine.tenant_id AND due_at <= at LIMIT 1),
            (SELECT min(due_at) FROM delivery_queue
              WHERE action = 'send' AND channel = wanted.channel AND tenant_id = mine.tenant_id)) AS at
            FROM unnest(turns) AS mine (tenant_id)) AS next
        WHERE turn.channel = wanted.channel AND turn.tenant_id = next.tenant_id AND next.at <> turn.next_at;
      DELETE FROM delivery_turns AS turn
        WHERE channel = wanted.channel AND tenant_id = ANY (turns) AND NOT EXISTS (
          SELECT FROM delivery_queue AS queue
            WHERE action = 'send' AND queue.channel = turn.channel AND queue.tenant_id = turn.tenant_id);
      EXIT WHEN cardinality(taken) >= wanted.places;
    END LOOP;
  END LOOP;
END $$;
