import { newId } from '@trivet/database';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { repeat, tally } from '../../tests/attempts.ts';
import { accountOf, join } from '../../tests/members-fixture.ts';
import { type Person, startUsers, type UsersStage } from '../../tests/users-fixture.ts';

const hour = 3_600_000;

let stage: UsersStage;
let ada: Person;
let grace: Person;
beforeAll(async () => {
  stage = await startUsers('throttled invitations', {
    environment: { INVITATION_LIMIT_ACCOUNT: '8/3600', INVITATION_LIMIT_PERSON: '5/3600' },
  });
  [ada, grace] = [await stage.person(), await stage.person()];
});
afterAll(() => stage?.stop());

async function invite(accountId: string, { viewer }: Person, email = `guest-${newId()}@example.com`) {
  const { data, errors } = await stage.ask(
    viewer,
    `mutation ($input: MemberInviteInput!) { memberInvite(input: $input) { invitation { id } userErrors { code } } }`,
    { input: { accountId, email, role: 'VIEWER' } },
  );
  const code = errors?.[0]?.extensions?.['code'] ?? data.memberInvite.userErrors[0]?.code ?? 'done';
  return { code: String(code), id: data?.memberInvite?.invitation?.id, extensions: errors?.[0]?.extensions };
}

async function resend(invitationId: string, { viewer }: Person): Promise<string> {
  const { data, errors } = await stage.ask(
    viewer,
    'mutation ($input: InvitationResendInput!) { invitationResend(input: $input) { userErrors { code } } }',
    { input: { invitationId } },
  );
  return String(errors?.[0]?.extensions?.['code'] ?? data.invitationResend.userErrors[0]?.code ?? 'done');
}

const invitations = async (accountId: string, person: Person, count: number) =>
  tally(await repeat(count, async () => (await invite(accountId, person)).code));

it('lets a person send so many invitations an hour, in all his accounts, and says when to come again', async () => {
  stage.host.clock.advance(hour);
  const [one, other] = [await accountOf(stage, ada), await accountOf(stage, ada)];
  expect(await invitations(one, ada, 3)).toEqual({ done: 3 });
  expect(await invitations(other, ada, 4)).toEqual({ done: 2, RATE_LIMITED: 2 });
  expect((await invite(one, ada)).extensions).toEqual({ code: 'RATE_LIMITED', retryAfterSeconds: 3600 });
  stage.host.clock.advance(hour);
  expect(await invitations(one, ada, 1)).toEqual({ done: 1 });
});

it('lets an account send so many, whoever does', async () => {
  stage.host.clock.advance(hour);
  const accountId = await accountOf(stage, ada);
  await join(stage, accountId, grace, 'admin');
  expect(await invitations(accountId, ada, 5)).toEqual({ done: 5 });
  expect(await invitations(accountId, grace, 5)).toEqual({ done: 3, RATE_LIMITED: 2 });
  // What the account may no more, she may elsewhere.
  expect(await invitations(await accountOf(stage, grace), grace, 2)).toEqual({ done: 2 });
});

it('counts what is sent again, and nothing that is not sent', async () => {
  stage.host.clock.advance(hour);
  const accountId = await accountOf(stage, ada);
  const { id } = await invite(accountId, ada, 'again@example.com');
  for (let count = 0; count < 9; count += 1)
    expect((await invite(accountId, ada, 'again@example.com')).code).toBe('ALREADY_INVITED');
  expect(tally(await repeat(6, () => resend(id, ada)))).toEqual({ done: 4, RATE_LIMITED: 2 });
});
