import { newId } from '@trivet/database';
import type { Role } from '@trivet/identity';
import { globalId, parseGlobalId } from '@trivet/platform';
import type { Person } from './person.ts';
import type { Stack } from './stack.ts';

/** By hand, which is quicker than by an invitation. Gives the member's id. */
export async function join({ sql }: Stack, account: string, person: Person, role: Role): Promise<string> {
  const id = newId();
  await sql`
    insert into users.members (id, account_id, user_id, role, joined_at)
    values (${id}, ${parseGlobalId('acc', account)}, ${parseGlobalId('usr', person.id)}, ${role}, now())`;
  return globalId('mbr', id);
}

/** Somebody else who makes things there: of what a person does himself he is not told. */
export async function colleagueIn(stack: Stack, account: string): Promise<Person> {
  const colleague = await stack.person('Colleague');
  await join(stack, account, colleague, 'member');
  return colleague;
}
