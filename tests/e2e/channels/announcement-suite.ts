import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Person } from '../../support/person.ts';
import { type Channels, mailsTo, mailTo, verifiedPerson } from './channels.ts';

/** Until an announcement begins; long enough to take it back. */
const soonMs = 2_000;

/** What an account says in its own words. */
export function announcementSuite(channels: () => Channels): void {
  const upsert = async (person: Person, input: Readonly<Record<string, unknown>>) => {
    const { data } = await person.ask(
      'mutation ($input: TemplateUpsertInput!) { templateUpsert(input: $input) { template { version } userErrors { code message } } }',
      { input: { kind: 'ANNOUNCEMENT', locale: 'en', ...input } },
    );
    return data.templateUpsert;
  };

  it('says what it announces as its template has it, which puts in nothing that there is not', async () => {
    const { stack } = channels();
    const ida = await verifiedPerson(channels(), 'Ida');
    const accountId = await ida.account('Engines');
    const forms = await ida.ask(
      'query ($id: ID!) { account(id: $id) { notificationTemplateForms { kind variables { path } } } }',
      { id: accountId },
    );
    const { variables } = forms.data.account.notificationTemplateForms.find(
      ({ kind }: { kind: string }) => kind === 'ANNOUNCEMENT',
    );
    expect(variables).toContainEqual({ path: 'announcement.title' });
    const refused = await upsert(ida, { accountId, subject: 'News', body: '{{ announcement.author.password }}' });
    expect(refused).toMatchObject({ template: null, userErrors: [{ code: 'TEMPLATE_INVALID' }] });
    expect(refused.userErrors[0].message).toContain('announcement.author.password');

    const words = {
      subject: 'The engines say: {{ announcement.title }}',
      body: '# Hear, hear\n\n{{ announcement.body }}\n\n- In the words of {{ account.name }}',
    };
    expect(await upsert(ida, { accountId, ...words })).toEqual({ template: { version: 1 }, userErrors: [] });
    const [title, body] = [`Steam ${randomBytes(6).toString('hex')}`, `**Pressure** ${randomBytes(6).toString('hex')}`];
    for (const secret of [title, body]) stack.keepSecret(secret);
    const sent = await ida.ask(
      'mutation ($input: NotificationSendInput!) { notificationSend(input: $input) { userErrors { code } } }',
      { input: { accountId, title, body } },
    );
    expect(sent.data.notificationSend.userErrors).toEqual([]);
    const mail = await mailTo(channels(), ida, title);
    expect(mail.subject).toContain(`The engines say: ${title}`);
    expect(mail.text).toContain('Hear, hear');
    // What somebody has announced is no template.
    expect(mail.text).toContain(body);
    expect(mail.text).toContain('In the words of Engines');
  });

  it('tells nobody of what it announces for later and takes back', async () => {
    const { stack } = channels();
    const joe = await verifiedPerson(channels(), 'Joe');
    const accountId = await joe.account('Engines');
    const announce = async (title: string, more: object = {}): Promise<string> => {
      stack.keepSecret(title);
      const { data } = await joe.ask(
        'mutation ($input: NotificationSendInput!) { notificationSend(input: $input) { announcement { id } userErrors { code } } }',
        { input: { accountId, title, body: 'Of no more words.', ...more } },
      );
      expect(data.notificationSend.userErrors).toEqual([]);
      return data.notificationSend.announcement.id;
    };
    const random = () => randomBytes(6).toString('hex');
    // Soon enough to be told meanwhile, were it not taken back.
    const scheduledAt = new Date(Date.now() + soonMs);
    const [never, soon] = [`Never ${random()}`, `Soon ${random()}`];
    const id = await announce(never, { scheduledAt });
    const cancelled = await joe.ask(
      'mutation ($id: ID!) { notificationCancel(input: { id: $id }) { announcement { cancelledAt } userErrors { code } } }',
      { id },
    );
    expect(cancelled.data.notificationCancel).toEqual({
      announcement: { cancelledAt: expect.any(String) },
      userErrors: [],
    });
    // What is to be told right behind it is.
    await announce(soon, { scheduledAt: new Date(scheduledAt.getTime() + 1) });
    await mailTo(channels(), joe, soon);
    expect(Date.now()).toBeGreaterThanOrEqual(scheduledAt.getTime());
    const { data } = await joe.ask(
      `query ($id: ID!) {
        viewer { inbox { nodes { title } } }
        account(id: $id) { announcements { nodes { title recipientCount completedAt } } }
      }`,
      { id: accountId },
    );
    const told = data.viewer.inbox.nodes.map(({ title }: { title: string }) => title);
    expect([told.includes(soon), told.includes(never)]).toEqual([true, false]);
    expect(data.account.announcements.nodes).toContainEqual({ title: never, recipientCount: 0, completedAt: null });
    expect(mailsTo(channels(), joe).filter(({ subject }) => subject.includes(never))).toEqual([]);
  });
}
