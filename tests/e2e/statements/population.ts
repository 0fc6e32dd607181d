import { randomBytes } from 'node:crypto';
import { newId } from '@trivet/database';
import { globalId } from '@trivet/platform';
import type { Sql } from 'postgres';

/** An account of one person, with so many members in all; the others cannot sign in. */
export async function insertTeam(
  sql: Sql,
  ownerId: string,
  size: number,
): Promise<{ readonly accountId: string; readonly userIds: readonly string[] }> {
  const at = new Date();
  const account = { id: newId(), name: 'Team', created_at: at };
  const users = Array.from({ length: size - 1 }, (_, n) => ({
    id: newId(),
    display_name: `Member ${n}`,
    email: randomBytes(16),
    email_hash: randomBytes(32),
    created_at: at,
  }));
  const userIds = [ownerId, ...users.map(({ id }) => id)];
  const member = (userId: string, role: string) => ({
    id: newId(),
    account_id: account.id,
    user_id: userId,
    role,
    joined_at: at,
  });
  await sql`insert into users.accounts ${sql(account)}`;
  await sql`insert into users.users ${sql(users)}`;
  await sql`insert into users.members ${sql(userIds.map((id) => member(id, id === ownerId ? 'owner' : 'member')))}`;
  return { accountId: globalId('acc', account.id), userIds };
}

/** Accounts of one person, with resources that others have created. */
export async function insertAccounts(
  sql: Sql,
  ownerId: string,
  {
    accounts: count,
    resourcesEach,
    creators,
  }: { accounts: number; resourcesEach: number; creators: readonly string[] },
): Promise<void> {
  const at = new Date();
  const accounts = Array.from({ length: count }, (_, n) => ({ id: newId(), name: `Account ${n}`, created_at: at }));
  const members = accounts.map(({ id }) => ({
    id: newId(),
    account_id: id,
    user_id: ownerId,
    role: 'owner',
    joined_at: at,
  }));
  const resources = accounts.flatMap(({ id }, n) =>
    Array.from({ length: resourcesEach }, (_, k) => ({
      id: newId(),
      account_id: id,
      type: 'document',
      data: sql.json({ n, k }),
      version: 1,
      created_by_id: creators[(n * resourcesEach + k) % creators.length] ?? null,
      created_at: at,
      updated_at: at,
    })),
  );
  await sql`insert into users.accounts ${sql(accounts)}`;
  await sql`insert into users.members ${sql(members)}`;
  await sql`insert into core.resources ${sql(resources)}`;
}
