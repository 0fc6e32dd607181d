import { newId } from '@trivet/database';
import type { Role } from '@trivet/identity';
import { globalId } from '@trivet/platform';
import { expect, vi } from 'vitest';
import { type Person, type UsersStage, uuidOf } from './users-fixture.ts';

/** An account of one person, by its id as clients see it. */
export async function accountOf(stage: UsersStage, owner: Person, name = 'Analytical Engines'): Promise<string> {
  const document = 'mutation ($name: String!) { accountCreate(input: { name: $name }) { account { id } } }';
  const { data } = await stage.ask(owner.viewer, document, { name });
  return data.accountCreate.account.id;
}

/** By hand, so that any role is one statement. Gives the id of the member. */
export async function join(stage: UsersStage, accountId: string, { id }: Person, role: Role): Promise<string> {
  const memberId = newId();
  await stage.host.admin`
    insert into users.members (id, account_id, user_id, role, joined_at)
    values (${memberId}, ${uuidOf(accountId)}, ${id}, ${role}, now())`;
  return globalId('mbr', memberId);
}

/** The id of somebody's membership. */
export async function memberOf({ host }: UsersStage, accountId: string, { id }: Person): Promise<string> {
  const [row] = await host.admin<[{ id: string }]>`
    select id from users.members where account_id = ${uuidOf(accountId)} and user_id = ${id}`;
  return globalId('mbr', row.id);
}

/** Who belongs to the account, as the table has it: roles by the persons' ids. */
export async function rolesIn({ host }: UsersStage, accountId: string): Promise<Readonly<Record<string, Role>>> {
  const rows = await host.admin<{ user_id: string; role: Role }[]>`
    select user_id, role from users.members where account_id = ${uuidOf(accountId)}`;
  return Object.fromEntries(rows.map(({ user_id, role }) => [user_id, role]));
}

/** What the log says of the account, of types that begin so, once the outbox is empty. */
export async function announcedIn({ host }: UsersStage, accountId: string, types: string) {
  await vi.waitFor(async () => {
    const [row] = await host.admin<[{ count: number }]>`select count(*)::int from users.outbox`;
    expect(row.count).toBe(0);
  });
  const events = await host.logged();
  return events.filter(({ type, stream }) => type.startsWith(types) && stream.account === uuidOf(accountId));
}

export const memberEvents = (stage: UsersStage, accountId: string) => announcedIn(stage, accountId, 'member.');

/** Holds the account's row while `work` runs, and until as many others wait for it as it says. */
export async function whileLocked<Result>(
  { host }: UsersStage,
  accountId: string,
  work: (sql: typeof host.admin, waiting: (count: number) => Promise<void>) => Promise<Result>,
): Promise<Result> {
  const waiting = (count: number) =>
    vi.waitFor(
      async () => {
        const [row] = await host.admin<[{ count: number }]>`
          select count(*)::int from pg_stat_activity
          where datname = current_database() and usename = 'trivet_users' and wait_event_type = 'Lock'`;
        expect(row.count).toBe(count);
      },
      { timeout: 5_000, interval: 10 },
    );
  return host.admin.begin(async (sql) => {
    await sql`select from users.accounts where id = ${uuidOf(accountId)} for update`;
    return work(sql as unknown as typeof host.admin, waiting);
  }) as Promise<Result>;
}
