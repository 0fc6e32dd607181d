CREATE TYPE "core"."search_generation_state" AS ENUM('BUILDING', 'SEARCHED', 'DROPPED');--> statement-breakpoint
CREATE TYPE "core"."search_kind" AS ENUM('RESOURCE', 'FILE');--> statement-breakpoint
CREATE TABLE "core"."search_accounts" (
	"account_id" uuid PRIMARY KEY NOT NULL,
	"tidy_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "core"."search_documents" (
	"id" uuid NOT NULL,
	"generation" integer NOT NULL,
	"account_id" uuid NOT NULL,
	"kind" "core"."search_kind" NOT NULL,
	"type" text NOT NULL,
	"version" bigint NOT NULL,
	"texts" jsonb NOT NULL,
	"words" "tsvector" NOT NULL,
	"removed_at" timestamp with time zone,
	CONSTRAINT "search_documents_pkey" PRIMARY KEY("id","generation")
);
--> statement-breakpoint
ALTER TABLE "core"."search_documents" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "core"."search_generations" (
	"number" integer PRIMARY KEY NOT NULL,
	"index" text NOT NULL,
	"state" "core"."search_generation_state" NOT NULL,
	"begun_at" timestamp with time zone NOT NULL,
	"searched_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "core"."search_words" (
	"scope" text COLLATE "C" NOT NULL,
	"word" text COLLATE "C" NOT NULL,
	"account_id" uuid NOT NULL,
	CONSTRAINT "search_words_pkey" PRIMARY KEY("scope","word")
);
--> statement-breakpoint
ALTER TABLE "core"."search_words" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "core"."search_work" (
	"generation" integer NOT NULL,
	"account_id" uuid NOT NULL,
	"resource_type_id" uuid NOT NULL,
	"kind" "core"."search_kind" NOT NULL,
	"before" uuid,
	"revision" integer DEFAULT 1 NOT NULL,
	"turn_at" timestamp with time zone NOT NULL,
	CONSTRAINT "search_work_pkey" PRIMARY KEY("generation","account_id","resource_type_id")
);
--> statement-breakpoint
CREATE INDEX "search_accounts_tidy_at_idx" ON "core"."search_accounts" USING btree ("tidy_at") WHERE "core"."search_accounts"."tidy_at" is not null;--> statement-breakpoint
CREATE INDEX "search_documents_generation_account_id_idx" ON "core"."search_documents" USING btree ("generation","account_id");--> statement-breakpoint
CREATE INDEX "search_documents_words_idx" ON "core"."search_documents" USING gin ("words");--> statement-breakpoint
CREATE INDEX "search_documents_removed_at_idx" ON "core"."search_documents" USING btree ("account_id","removed_at") WHERE "core"."search_documents"."removed_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "search_generations_searched_key" ON "core"."search_generations" USING btree ("state") WHERE "core"."search_generations"."state" = 'SEARCHED';--> statement-breakpoint
CREATE INDEX "search_words_word_idx" ON "core"."search_words" USING gin ((account_id::text),"word" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "search_work_turn_at_idx" ON "core"."search_work" USING btree ("turn_at");--> statement-breakpoint
CREATE INDEX "search_work_account_id_idx" ON "core"."search_work" USING btree ("account_id");--> statement-breakpoint
CREATE POLICY "account_rows" ON "core"."search_documents" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));--> statement-breakpoint
CREATE POLICY "account_rows" ON "core"."search_words" AS PERMISSIVE FOR ALL TO public USING (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) WITH CHECK (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[]));--> statement-breakpoint
-- By hand from here. Behind a policy only operators that PostgreSQL calls leakproof are answered by an index, and `@@` and `%` are not.
-- So row-level security is not forced on these two tables: their owner reads past it, for a view and a function that show the rows
-- that the policy shows, and no others. The condition on the account is written so that no index answers it: the one way is by the words.
CREATE VIEW "core"."search_documents_in_scope" AS
  SELECT id, generation, account_id, kind, type, words FROM "core"."search_documents"
  WHERE (account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) IS TRUE;--> statement-breakpoint
REVOKE INSERT, UPDATE, DELETE ON "core"."search_documents_in_scope" FROM trivet_core;--> statement-breakpoint
-- Loads the library, which knows the setting below.
SELECT similarity('', '');--> statement-breakpoint
-- Words of the account that are like one that was mistyped, the likest first.
CREATE FUNCTION "core"."search_similar_words"(account uuid, its_scope text, mistyped text, most integer) RETURNS SETOF text
LANGUAGE sql STABLE ROWS 20 SECURITY DEFINER SET search_path = core, public, pg_temp SET pg_trgm.similarity_threshold = 0.2 AS $$
  SELECT w.word FROM search_words w
  WHERE w.account_id::text = account::text AND w.word % mistyped AND (w.scope = its_scope) IS TRUE
    AND (w.account_id = any((select nullif(current_setting('trivet.accounts', true), '')::uuid[])::uuid[])) IS TRUE
  ORDER BY similarity(w.word, mistyped) DESC, w.word LIMIT most
$$;--> statement-breakpoint
-- Those of the words with which a word begins that there is: the first from there on does. One look for each, whatever there is behind it,
-- which PostgreSQL does not expect where the policy leaves little.
CREATE FUNCTION "core"."search_known_words"(its_scope text, typed text[]) RETURNS SETOF text
LANGUAGE sql STABLE ROWS 20 SET search_path = core, pg_temp SET enable_bitmapscan = off SET enable_seqscan = off AS $$
  SELECT t.word FROM unnest(typed) AS t(word) CROSS JOIN LATERAL (
    SELECT w.word FROM search_words w WHERE w.scope = its_scope AND w.word >= t.word COLLATE "C" ORDER BY w.word LIMIT 1
  ) AS next WHERE starts_with(next.word, t.word)
$$;--> statement-breakpoint
-- What was indexed for a generation that nobody searches any more, of all accounts, a piece at a time.
CREATE FUNCTION "core"."search_drop"(dropped integer, scopes_from text, scopes_to text, most integer) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = core, pg_temp AS $$
  WITH documents AS (
    DELETE FROM search_documents WHERE ctid = any(array(SELECT ctid FROM search_documents WHERE generation = dropped LIMIT most))
    RETURNING 1
  ), words AS (
    DELETE FROM search_words WHERE ctid = any(array(SELECT ctid FROM search_words WHERE scope >= scopes_from AND scope < scopes_to LIMIT most))
    RETURNING 1
  ) SELECT (SELECT count(*) FROM documents)::integer + (SELECT count(*) FROM words)::integer
$$;--> statement-breakpoint
REVOKE ALL ON FUNCTION "core"."search_similar_words", "core"."search_known_words", "core"."search_drop" FROM PUBLIC;--> statement-breakpoint
GRANT EXECUTE ON FUNCTION "core"."search_similar_words", "core"."search_known_words", "core"."search_drop" TO trivet_core;--> statement-breakpoint
-- Accounts that have something to be found, read while row-level security does not hold the owner to accounts.
ALTER TABLE "core"."resources" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "core"."files" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
INSERT INTO "core"."search_accounts" (account_id) SELECT account_id FROM "core"."resources" UNION SELECT account_id FROM "core"."files";--> statement-breakpoint
ALTER TABLE "core"."resources" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "core"."files" FORCE ROW LEVEL SECURITY;
