import { decodeGlobalId } from '@trivet/platform';
import type { Person } from './person.ts';
import type { Stack } from './stack.ts';

/** Makes an administrator of the platform, as the operator's command does, who has shown a second factor in his sessions. */
export async function makeAdministrator(stack: Stack, person: Pick<Person, 'id'>): Promise<void> {
  const { uuid = '' } = decodeGlobalId(person.id) ?? {};
  await stack.sql`insert into users.platform_administrators (user_id, granted_at) values (${uuid}, now())`;
  await showSecondFactor(stack, person);
}

/** As if he had shown one in all of his sessions: how that comes about is a test of its own. */
export async function showSecondFactor(stack: Stack, { id }: Pick<Person, 'id'>): Promise<void> {
  const { uuid = '' } = decodeGlobalId(id) ?? {};
  await stack.sql`update users.sessions set second_factor_at = now() where user_id = ${uuid}`;
}
