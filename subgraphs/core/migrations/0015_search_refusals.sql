CREATE TABLE "core"."search_refusals" (
	"generation" integer NOT NULL,
	"id" uuid NOT NULL,
	"kind" "core"."search_kind" NOT NULL,
	"account_id" uuid NOT NULL,
	"version" bigint NOT NULL,
	"reason" text NOT NULL,
	CONSTRAINT "search_refusals_pkey" PRIMARY KEY("generation","id")
);
--> statement-breakpoint
CREATE INDEX "search_refusals_account_id_idx" ON "core"."search_refusals" USING btree ("account_id");--> statement-breakpoint
-- By hand from here. What reads past row-level security to delete of all accounts looks itself at what it is told to delete: nothing of a
-- generation that is searched or built, and no words but those of the generation.
CREATE OR REPLACE FUNCTION "core"."search_drop"(dropped integer, scopes_from text, scopes_to text, most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = core, pg_temp AS $$
DECLARE
  -- As `scopeOf` writes the number of a generation: to the base 36.
  digits constant text := '0123456789abcdefghijklmnopqrstuvwxyz';
  name text := '';
  rest integer := dropped;
  deleted integer;
BEGIN
  IF EXISTS (SELECT FROM search_generations g WHERE g.number = dropped AND g.state <> 'DROPPED') THEN
    RAISE EXCEPTION 'Generation % of the search is in use.', dropped USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  LOOP
    name := substr(digits, rest % 36 + 1, 1) || name;
    rest := rest / 36;
    EXIT WHEN rest = 0;
  END LOOP;
  IF scopes_from <> name || '.' OR scopes_to <> name || '/' THEN
    RAISE EXCEPTION 'These are not the words of generation %.', dropped USING ERRCODE = 'invalid_parameter_value';
  END IF;
  WITH documents AS (
    DELETE FROM search_documents WHERE ctid = any(array(SELECT ctid FROM search_documents WHERE generation = dropped LIMIT most))
    RETURNING 1
  ), words AS (
    DELETE FROM search_words WHERE ctid = any(array(SELECT ctid FROM search_words WHERE scope >= scopes_from AND scope < scopes_to LIMIT most))
    RETURNING 1
  ) SELECT (SELECT count(*) FROM documents) + (SELECT count(*) FROM words) INTO STRICT deleted;
  RETURN deleted;
END $$;
