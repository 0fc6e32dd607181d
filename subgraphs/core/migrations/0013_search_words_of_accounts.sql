ALTER TABLE "core"."search_words" DROP CONSTRAINT "search_words_pkey";
--> statement-breakpoint
ALTER TABLE "core"."search_words" ADD CONSTRAINT "search_words_pkey" PRIMARY KEY("scope","word","account_id");