import type { Viewer } from '@trivet/platform';
import { globalId } from '@trivet/platform';
import { type Person, type UsersStage, uuidOf } from './users-fixture.ts';

/** As the operator's command does; that is a test of its own. */
export async function makeAdministrator({ host }: UsersStage, { id }: Pick<Person, 'id'>): Promise<void> {
  await host.admin`insert into users.platform_administrators (user_id, granted_at) values (${id}, now())`;
}

export async function administrator(stage: UsersStage): Promise<Person> {
  const person = await stage.person({ displayName: 'Root' });
  await makeAdministrator(stage, person);
  return person;
}

type Act = 'userLock' | 'userUnlock' | 'userForceSignOut';

/** What comes of an act: `done`, a user error's code, or an error's. */
export async function control(
  stage: UsersStage,
  viewer: Viewer,
  { act, userId, reason = 'because' }: { readonly act: Act; readonly userId: string; readonly reason?: string },
): Promise<string> {
  const type = `${act.charAt(0).toUpperCase()}${act.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { ${act}(input: $input) { user { user { id } } userErrors { code } } }`;
  const { data, errors } = await stage.ask(viewer, document, { input: { userId: globalId('usr', userId), reason } });
  if (errors) return String(errors[0]?.extensions?.['code']);
  const { user, userErrors } = data[act];
  if (userErrors.length > 0) return userErrors[0].code;
  return uuidOf(user.user.id) === userId ? 'done' : 'another';
}
