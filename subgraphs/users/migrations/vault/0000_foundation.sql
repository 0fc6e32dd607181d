-- The schema itself is made by `migrate`, which alone may.
CREATE TABLE "vault"."personal_keys" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"wrapped_key" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
