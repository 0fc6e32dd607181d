import type { Viewer } from '@trivet/platform';
import { globalId } from '@trivet/platform';
import { type Person, type UsersStage, uuidOf } from './users-fixture.ts';

/** As the operator's command does; that is a test of its own. */
export async function makeAdministrator({ host }: UsersStage, { id }: Pick<Person, 'id'>): Promise<void> {
  await host.admin`insert into users.platform_administrators (user_id, granted_at) values (${id}, now())`;
}

/** As if he had shown a second factor in the session with which he asks. */
export async function showSecondFactor({ host }: UsersStage, viewer: Viewer): Promise<void> {
  if (viewer.kind !== 'user') throw new Error('A person shows it.');
  const { sessionId, userId } = viewer;
  // For longer than clocks of tests are put forward.
  await host.admin`
    insert into users.sessions (id, user_id, created_at, expires_at, second_factor_at)
    values (${sessionId}, ${userId}, now(), now() + interval '10 years', now())
    on conflict (id) do update set second_factor_at = now()`;
}

export async function administrator(stage: UsersStage): Promise<Person> {
  const person = await stage.person({ displayName: 'Root' });
  await makeAdministrator(stage, person);
  await showSecondFactor(stage, person.viewer);
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
