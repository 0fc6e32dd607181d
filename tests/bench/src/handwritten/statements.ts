/** What Trivet's repositories send, text by text: compare with `pg_stat_statements`. */
export const statements = {
  accountsByIds:
    'select "id", "name", "created_at" from "users"."accounts" where "users"."accounts"."id" = any($1::uuid[])',
  accountsList:
    'select "id", "name", "created_at" from "users"."accounts" where "users"."accounts"."id" = any($1::uuid[]) and "users"."accounts"."id" > $2 order by "users"."accounts"."id" limit $3',
  owners:
    'select "id", "account_id", "user_id", "role", "joined_at" from "users"."members" where "users"."members"."account_id" = any($1::uuid[]) and "users"."members"."role" = \'owner\' order by "users"."members"."id"',
  membersOfUsers:
    'select "id", "account_id", "user_id", "role", "joined_at" from "users"."members" where "users"."members"."user_id" = any($1::uuid[])',
  usersByIds:
    'select "id", "display_name", "email", "email_hash", "email_verified", "created_at" from "users"."users" where "users"."users"."id" = any($1::uuid[])',
  personalKeys:
    'select "user_id", "wrapped_key", "created_at" from "vault"."personal_keys" where "vault"."personal_keys"."user_id" = any($1::uuid[])',
  resourcesOfAccounts:
    'select "page"."id", "page"."account_id", "page"."type", "page"."data", "page"."version", "page"."created_by_id", "page"."created_at", "page"."updated_at", "page"."labels" from unnest($1::uuid[]) as requested(account_id) cross join lateral (select "id", "account_id", "type", "data", "version", "created_by_id", "created_at", "updated_at", "labels" from "core"."resources" where ("core"."resources"."account_id" = requested.account_id and true and "core"."resources"."id" < $2) order by "core"."resources"."id" desc limit $3) "page" order by "page"."account_id", "page"."id" desc',
  inbox:
    'select "id", "user_id", "account_id", "event_id", "kind", "title", "body", "created_at", "read_at" from "notifications"."notifications" where "notifications"."notifications"."user_id" = $1 and "notifications"."notifications"."archived_at" is null and "notifications"."notifications"."id" < $2 order by "notifications"."notifications"."id" desc limit $3',
  unreadCount:
    'select count(*)::int from (select "id" from "notifications"."notifications" where "notifications"."notifications"."user_id" = $1 and "notifications"."notifications"."read_at" is null limit $2) "unread"',
} as const;

/** Rows are arrays, in the order of the columns. */
export type AccountRow = readonly [id: string, name: string, createdAt: string];
export type MemberRow = readonly [id: string, accountId: string, userId: string, role: string, joinedAt: string];
export type UserRow = readonly [id: string, displayName: string | null, email: string, emailHash: string, ...unknown[]];
export type PersonalKeyRow = readonly [userId: string, wrappedKey: string, createdAt: string];
export type ResourceRow = readonly [
  id: string,
  accountId: string,
  type: string,
  /** As PostgreSQL writes it. */
  data: string,
  version: number,
  createdById: string | null,
  createdAt: string,
  updatedAt: string,
  labels: string,
];
export type NotificationRow = readonly [
  id: string,
  userId: string,
  accountId: string | null,
  eventId: string,
  kind: string,
  title: string,
  body: string,
  createdAt: string,
  readAt: string | null,
];
