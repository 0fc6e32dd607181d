import { request } from 'node:http';
import { beforeAll, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { mailsTo, mailTo, tokenIn } from '../../support/mails.ts';
import { colleagueIn } from '../../support/members.ts';
import { ask, type Person, story } from '../../support/person.ts';
import { showNumber } from '../../support/phone-number.ts';
import type { Stack } from '../../support/stack.ts';
import { newDevice } from '../authorization-matrix/things.ts';

/** What persons are sent, as the development mailbox shows it, and what they do by it. */
export function mailSuite(given: () => Stack): void {
  let stack: Stack;
  let ada: Person;
  beforeAll(async () => {
    stack = given();
    ada = await stack.person('Ada');
  });

  const asVisitor = async (field: string, type: string, input: object) => {
    const document = `mutation ($input: ${type}!) { ${field}(input: $input) { userErrors { code } } }`;
    const { data } = await ask(stack.url, document, { input });
    return data[field].userErrors;
  };
  const signIn = async (password: string) => {
    const { data } = await ask(stack.url, story['SignIn'] as string, { email: ada.email, password });
    const { accessToken, refreshToken, userErrors } = data.sessionCreate;
    for (const secret of [accessToken, refreshToken]) if (secret) stack.keepSecret(secret);
    return userErrors.length === 0;
  };

  it('verify an address, and bring who has lost his password in again, which ends his sessions', async () => {
    expect((await ada.ask('{ viewer { emailVerified } }')).data.viewer.emailVerified).toBe(false);
    await ada.verify();
    expect((await ada.ask('{ viewer { emailVerified } }')).data.viewer.emailVerified).toBe(true);

    expect(await asVisitor('passwordResetRequest', 'PasswordResetRequestInput', { email: ada.email })).toEqual([]);
    const token = tokenIn(await mailTo(stack.url, ada.email, 'Choose a new password'));
    const newPassword = 'staple battery';
    for (const secret of [token, newPassword]) stack.keepSecret(secret);
    expect(await asVisitor('passwordReset', 'PasswordResetInput', { token, newPassword })).toEqual([]);
    expect(await asVisitor('passwordReset', 'PasswordResetInput', { token, newPassword })).toEqual([
      { code: 'INVALID_TOKEN' },
    ]);
    expect([await signIn(ada.password), await signIn(newPassword)]).toEqual([false, true]);
    const { data } = await ask(stack.url, story['Refresh'] as string, { refreshToken: ada.refreshToken });
    expect(data.sessionRefresh.userErrors).toMatchObject([{ code: 'INVALID_REFRESH_TOKEN' }]);
    await mailTo(stack.url, ada.email, 'Your password was reset');
  });

  it('are sent to nobody who is not registered, and the answer is the same', async () => {
    const email = 'nobody@example.com';
    expect(await asVisitor('passwordResetRequest', 'PasswordResetRequestInput', { email })).toEqual([]);
    // What was asked for later has come.
    const grace = await stack.person('Grace');
    await mailTo(stack.url, grace.email, 'Verify your address');
    expect(await mailsTo(stack.url, email)).toEqual([]);
  });

  it('bring who is invited what his inviter was shown', async () => {
    const [host, guest] = [
      await stack.person('Host', { verified: true }),
      await stack.person('Guest', { verified: true }),
    ];
    const { data } = await host.ask(
      'mutation ($input: MemberInviteInput!) { memberInvite(input: $input) { invitationUrlToken } }',
      { input: { accountId: await host.account('Engines'), email: guest.email, role: 'VIEWER' } },
    );
    const token = tokenIn(await mailTo(stack.url, guest.email, 'An invitation to Engines'));
    stack.keepSecret(token);
    expect(data.memberInvite.invitationUrlToken).toBe(token);
    const { data: joined } = await guest.ask(
      'mutation ($token: String!) { invitationAccept(input: { token: $token }) { account { name } userErrors { code } } }',
      { token },
    );
    expect(joined.invitationAccept).toEqual({ account: { name: 'Engines' }, userErrors: [] });
  });

  it('tell of what happens in an account to who wants it, until he unsubscribes in one click, and not by who only looks', async () => {
    const bea = await stack.person('Bea', { verified: true });
    const account = await bea.account('Engines');
    const colleague = await colleagueIn(stack, account);
    await bea.ask(`mutation {
      notificationPreferenceUpdate(input: { category: ACTIVITY, channel: EMAIL, enabled: true }) { userErrors { code } }
    }`);
    await colleague.resource(account, 'invoice');
    const { unsubscribeUrl, text } = await mailTo(stack.url, bea.email, 'New invoice');
    expect(text).toContain('Hello Bea,');
    const link = `${stack.url}${new URL(unsubscribeUrl ?? '').pathname}`;
    const chosen = async () => {
      const { data } = await bea.ask('{ viewer { notificationPreferences { category channel enabled } } }');
      return data.viewer.notificationPreferences.find(
        ({ category, channel }: Record<string, string>) => category === 'ACTIVITY' && channel === 'EMAIL',
      ).enabled;
    };
    const page = await fetch(link);
    expect([page.status, page.headers.get('content-type'), await chosen()]).toEqual([
      200,
      'text/html; charset=utf-8',
      true,
    ]);
    expect(await page.text()).toContain('<form method="post">');
    // As mail programs do, by RFC 8058, in either form.
    const form = new FormData();
    form.set('List-Unsubscribe', 'One-Click');
    for (const body of [new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }), form]) {
      expect((await fetch(link, { method: 'POST', body })).status).toBe(200);
      expect(await chosen()).toBe(false);
    }
    expect((await fetch(`${link.slice(0, -4)}AAAA`, { method: 'POST' })).status).toBe(404);
    // What comes later is in the inbox, where the mail would have been before.
    await colleague.resource(account, 'receipt');
    await colleague.resource(account, 'order');
    await eventually(async () => {
      const { data } = await bea.ask('{ viewer { inbox(first: 1) { nodes { title } } } }');
      expect(data.viewer.inbox.nodes).toEqual([{ title: 'New order' }]);
    });
    await bea.ask('mutation { preferencesUpdate(input: { locale: "de-CH" }) { userErrors { code } } }');
    await eventually(async () => {
      const { data } = await bea.ask('{ viewer { inbox(first: 2) { nodes { title } } } }');
      expect(data.viewer.inbox.nodes).toEqual([{ title: 'Neu: order' }, { title: 'Neu: receipt' }]);
    });
    expect(await (await fetch(link)).text()).toContain('<html lang="de">');
    expect((await mailsTo(stack.url, bea.email)).map(({ subject }) => subject)).not.toContain('New receipt');
    const { data } = await bea.ask(
      'query ($id: ID!) { account(id: $id) { deliveries { nodes { channel status recipient { displayName } } } } }',
      { id: account },
    );
    const shown = data.account.deliveries.nodes;
    expect(shown).toContainEqual({ channel: 'EMAIL', status: 'SENT', recipient: { displayName: 'Bea' } });
    expect(shown).toHaveLength(4);
  });

  it('are shown by pages that run nothing, to this machine alone', async () => {
    const list = await fetch(`${stack.url}/mailbox`);
    expect([list.status, list.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(list.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
    const { id } = await mailTo(stack.url, ada.email, 'Verify your address');
    expect(await list.text()).toContain(`href="/mailbox/${id}"`);
    const mail = await fetch(`${stack.url}/mailbox/${id}`);
    expect(await mail.text()).toContain(ada.email);
    const html = await fetch(`${stack.url}/mailbox/${id}.html`);
    expect(html.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
    expect((await fetch(`${stack.url}/mailbox/none`)).status).toBe(404);
    // Under another name for this address, as a web page would use to read what is here.
    expect(await statusFor(stack.url, 'evil.example')).toBe(404);
  });

  it('are shown by a query beside text messages and pushes, to whoever asks', async () => {
    const cy = await stack.person('Cy', { verified: true });
    await newDevice(cy);
    await cy.ask(`mutation {
      notificationPreferenceUpdate(input: { category: ACTIVITY, channel: PUSH, enabled: true }) { userErrors { code } }
    }`);
    const account = await cy.account('Engines');
    await (await colleagueIn(stack, account)).resource(account, 'balance');
    const number = await showNumber(stack, cy);
    const shown = async (filter: string) => {
      const query = `{ developmentMailbox(first: 100, filter: { ${filter} }) { nodes { channel recipient subject } } }`;
      return (await ask(stack.url, query)).data.developmentMailbox.nodes;
    };
    await eventually(async () => {
      const ofCy = { recipient: cy.email, subject: expect.stringContaining('Verify') };
      expect(await shown(`recipient: "${cy.email.toUpperCase()}"`)).toContainEqual({ channel: 'EMAIL', ...ofCy });
      const ofNumber = { recipient: number, subject: expect.stringContaining('code') };
      expect(await shown(`recipient: "${number}"`)).toContainEqual({ channel: 'SMS', ...ofNumber });
      const ofDevice = { recipient: 'The secret phone (android)', subject: 'New balance' };
      expect(await shown('channel: PUSH')).toContainEqual({ channel: 'PUSH', ...ofDevice });
    });
  });
}

function statusFor(url: string, host: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  request(`${url}/mailbox/mails.json`, { headers: { host } }, (response) => {
    response.resume();
    resolve(response.statusCode ?? 0);
  })
    .on('error', reject)
    .end();
  return promise;
}
