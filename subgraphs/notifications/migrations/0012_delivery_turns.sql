CREATE TABLE "notifications"."delivery_turns" (
	"channel" text NOT NULL,
	"tenant_id" uuid NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	CONSTRAINT "delivery_turns_pkey" PRIMARY KEY("channel","tenant_id")
);
--> statement-breakpoint
DROP INDEX "notifications"."delivery_queue_channel_due_at_idx";--> statement-breakpoint
ALTER TABLE "notifications"."delivery_queue" ADD COLUMN "tenant_id" uuid GENERATED ALWAYS AS (coalesce("account_id", "user_id", "delivery_id")) STORED NOT NULL;--> statement-breakpoint
CREATE INDEX "delivery_turns_channel_next_at_idx" ON "notifications"."delivery_turns" USING btree ("channel","next_at");--> statement-breakpoint
CREATE INDEX "delivery_queue_channel_tenant_id_due_at_idx" ON "notifications"."delivery_queue" USING btree ("channel","tenant_id","due_at") WHERE "notifications"."delivery_queue"."action" = 'send';
--> statement-breakpoint
-- Whoever queues something or puts it off says by that when its tenant's turn is at the latest. The row is locked until he commits,
-- whether it changes or not, so that nobody takes it for empty meanwhile.
CREATE FUNCTION "notifications"."delivery_turns_keep"() RETURNS trigger LANGUAGE plpgsql SET search_path = notifications, pg_temp AS $$
BEGIN
  INSERT INTO delivery_turns AS turn (channel, tenant_id, next_at)
    SELECT channel, tenant_id, min(due_at) FROM changed WHERE action = 'send' GROUP BY channel, tenant_id ORDER BY channel, tenant_id
    ON CONFLICT (channel, tenant_id) DO UPDATE SET next_at = excluded.next_at WHERE turn.next_at > excluded.next_at;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "delivery_queue_insert_turns" AFTER INSERT ON "notifications"."delivery_queue"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "notifications"."delivery_turns_keep"();
--> statement-breakpoint
CREATE TRIGGER "delivery_queue_update_turns" AFTER UPDATE ON "notifications"."delivery_queue"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "notifications"."delivery_turns_keep"();
--> statement-breakpoint
-- What is due `at` that time, of each channel as many as it has places: one of each tenant whose turn it is, in the order of their turns,
-- then another of each. A tenant of whom more is due comes behind all others; one of whom everything is under way is looked at again after
-- a second, because whoever sends it may be gone. Each statement sees what was committed before it, hence the turns are locked by one
-- of their own.
CREATE FUNCTION "notifications"."deliveries_take"(at timestamptz, under_way uuid[], channels text[], places int[])
  RETURNS SETOF "notifications"."delivery_queue" LANGUAGE plpgsql SET search_path = notifications, pg_temp AS $$
DECLARE
  wanted record;
  turns uuid[];
  taken uuid[];
BEGIN
  FOR wanted IN SELECT * FROM unnest(channels, places) AS each (channel, places) LOOP
    turns := ARRAY(
      SELECT tenant_id FROM delivery_turns WHERE channel = wanted.channel AND next_at <= at
        ORDER BY next_at LIMIT wanted.places FOR UPDATE SKIP LOCKED);
    CONTINUE WHEN turns = '{}';
    taken := ARRAY(
      SELECT due.delivery_id
        FROM unnest(turns) WITH ORDINALITY AS turn (tenant_id, place)
        CROSS JOIN LATERAL (
          SELECT delivery_id, row_number() OVER (ORDER BY due_at) AS round FROM delivery_queue
            WHERE action = 'send' AND channel = wanted.channel AND tenant_id = turn.tenant_id AND due_at <= at
              AND delivery_id <> ALL (under_way)
            ORDER BY due_at LIMIT wanted.places) AS due
        ORDER BY due.round, turn.place LIMIT wanted.places);
    RETURN QUERY SELECT * FROM delivery_queue WHERE delivery_id = ANY (taken);
    UPDATE delivery_turns AS turn SET next_at = next.at
      FROM (
        SELECT tenant_id, coalesce(
          (SELECT at FROM delivery_queue
            WHERE action = 'send' AND channel = wanted.channel AND tenant_id = mine.tenant_id AND due_at <= at
              AND delivery_id <> ALL (under_way || taken) LIMIT 1),
          (SELECT at + interval '1 second' FROM delivery_queue
            WHERE action = 'send' AND channel = wanted.channel AND tenant_id = mine.tenant_id AND due_at <= at LIMIT 1),
          (SELECT min(due_at) FROM delivery_queue
            WHERE action = 'send' AND channel = wanted.channel AND tenant_id = mine.tenant_id)) AS at
          FROM unnest(turns) AS mine (tenant_id)) AS next
      WHERE turn.channel = wanted.channel AND turn.tenant_id = next.tenant_id AND next.at IS NOT NULL;
    DELETE FROM delivery_turns AS turn
      WHERE channel = wanted.channel AND tenant_id = ANY (turns) AND NOT EXISTS (
        SELECT FROM delivery_queue AS queue
          WHERE action = 'send' AND queue.channel = turn.channel AND queue.tenant_id = turn.tenant_id);
  END LOOP;
END $$;
--> statement-breakpoint
INSERT INTO "notifications"."delivery_turns" (channel, tenant_id, next_at)
  SELECT channel, tenant_id, min(due_at) FROM "notifications"."delivery_queue" WHERE action = 'send' GROUP BY channel, tenant_id;
