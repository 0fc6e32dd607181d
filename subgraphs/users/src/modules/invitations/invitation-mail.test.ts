import { afterAll, beforeAll, expect, it } from 'vitest';
import { mailsTo, mailTo } from '../../tests/mails.ts';
import { accountOf } from '../../tests/members-fixture.ts';
import { newRegistration, type Person, startUsers, type UsersStage } from '../../tests/users-fixture.ts';

let stage: UsersStage;
let ada: Person;
beforeAll(async () => {
  stage = await startUsers('invitation mails');
  ada = await stage.person({ displayName: 'Ada' });
});
afterAll(() => stage?.stop());

async function change(field: string, type: string, input: object) {
  const { data } = await stage.ask(
    ada.viewer,
    `mutation ($input: ${type}!) { ${field}(input: $input) { ${field === 'invitationRevoke' ? '' : 'invitation { id } invitationUrlToken'} userErrors { code } } }`,
    { input },
  );
  expect(data[field].userErrors).toEqual([]);
  return data[field];
}

async function invite(email: string) {
  const accountId = await accountOf(stage, ada, 'Analytical Engines');
  const made = await change('memberInvite', 'MemberInviteInput', { accountId, email, role: 'VIEWER' });
  return { id: made.invitation.id, token: made.invitationUrlToken };
}

it('brings who is invited the token that his inviter was shown, and says who invites him to what', async () => {
  const { email } = newRegistration();
  const { token } = await invite(email);
  expect(await mailsTo(stage, email, 'invitation')).toEqual([
    {
      kind: 'invitation',
      recipient: { address: email, name: null, locale: null },
      token,
      accountName: 'Analytical Engines',
      inviterName: 'Ada',
    },
  ]);
});

it('says in which language who is invited wants to read, where he is a person here', async () => {
  const cem = await stage.person();
  await stage.ask(cem.viewer, 'mutation { preferencesUpdate(input: { locale: "de-AT" }) { userErrors { code } } }');
  await invite(cem.email);
  expect((await mailTo(stage, cem.email, 'invitation')).recipient).toEqual({
    ...{ address: cem.email, name: null, locale: 'de-AT' },
  });
});

it('brings the new token when it is sent again, and the old one no more', async () => {
  const { email } = newRegistration();
  const { id, token } = await invite(email);
  const resent = await change('invitationResend', 'InvitationResendInput', { invitationId: id });
  expect(resent.invitationUrlToken).not.toBe(token);
  // Two events, of which the first has nothing to say any more.
  const mails = await mailsTo(stage, email, 'invitation');
  expect(mails.map((mail) => mail.token)).toEqual([resent.invitationUrlToken]);
});

it('is not sent of an invitation that was taken back or is over', async () => {
  const [first, second] = [newRegistration(), newRegistration()];
  const { id } = await invite(first.email);
  await change('invitationRevoke', 'InvitationRevokeInput', { invitationId: id });
  expect(await mailsTo(stage, first.email, 'invitation')).toEqual([]);
  await invite(second.email);
  await mailTo(stage, second.email, 'invitation');
  stage.host.clock.advance(7 * 24 * 3_600_000);
  expect(await mailsTo(stage, second.email, 'invitation')).toEqual([]);
});
