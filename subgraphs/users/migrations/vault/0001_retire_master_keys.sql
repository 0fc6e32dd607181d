CREATE TABLE "vault"."retired_master_keys" (
	"key_id" "bytea" PRIMARY KEY NOT NULL,
	"retired_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
-- A process that still wraps by a master key that was thrown away fails, instead of making keys that nobody can open later. What
-- names no key could be wrapped by any.
CREATE FUNCTION "vault"."refuse_retired_master_key"() RETURNS trigger LANGUAGE plpgsql SET search_path = vault, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT FROM retired_master_keys r
    WHERE substring(NEW.wrapped_key FROM 1 FOR 1) <> '\x02' OR r.key_id = substring(NEW.wrapped_key FROM 2 FOR 8)
  ) THEN
    RAISE EXCEPTION 'This key is wrapped by a master key that has retired.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;--> statement-breakpoint
CREATE TRIGGER "personal_keys_refuse_retired" BEFORE INSERT OR UPDATE ON "vault"."personal_keys" FOR EACH ROW EXECUTE FUNCTION "vault"."refuse_retired_master_key"();--> statement-breakpoint
REVOKE ALL ON FUNCTION "vault"."refuse_retired_master_key" FROM PUBLIC;
