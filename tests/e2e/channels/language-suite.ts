import { expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { colleagueIn } from '../../support/members.ts';
import type { Person } from '../../support/person.ts';
import { type Channels, happens, mailsTo, mailTo, verifiedPerson, verify, wants } from './channels.ts';

/** In which language somebody is written to, and how he has it ended. */
export function languageSuite(channels: () => Channels): void {
  it('are in the language of who reads them, from the first that he asks for in it', async () => {
    const cem = await channels().stack.person('Cem');
    const { data } = await cem.ask(`mutation {
      preferencesUpdate(input: { locale: "de-AT" }) { userErrors { code } }
      emailVerificationRequest { userErrors { code } }
    }`);
    expect(data.preferencesUpdate.userErrors).toEqual([]);
    await verify(channels(), cem, await mailTo(channels(), cem, 'Bestätigen Sie Ihre Adresse'));
    await wants(cem, 'EMAIL');
    const [german, english] = [cem, await verifiedPerson(channels(), 'Dee')];
    await wants(english, 'EMAIL');
    for (const [person, subject, text] of [
      [german, 'Neu: ', 'In Werkstätten wurde ein Eintrag vom Typ '],
      [english, 'New ', 'was created in Werkstätten'],
    ] as const) {
      const account = await person.account('Werkstätten');
      const type = await happens(channels(), await colleagueIn(channels().stack, account), account);
      const mail = await mailTo(channels(), person, type);
      expect(mail.subject).toContain(`${subject}${type}`);
      expect(mail.text).toContain(text);
    }
  });

  it('end by the link in their head, in one click and without a session, and by no other', async () => {
    const eve = await verifiedPerson(channels(), 'Eve');
    await wants(eve, 'EMAIL');
    const account = await eve.account('Engines');
    const colleague = await colleagueIn(channels().stack, account);
    const { unsubscribeUrl } = await mailTo(channels(), eve, await happens(channels(), colleague, account));
    const { pathname } = new URL(unsubscribeUrl ?? '');
    const token = pathname.slice('/unsubscribe/'.length);
    channels().stack.keepSecret(token);
    const click = async (path: string) => {
      const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
      return (await fetch(`${channels().stack.url}${path}`, { method: 'POST', body })).status;
    };
    const altered = (at: number) => {
      const bytes = Buffer.from(token, 'base64url');
      bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
      return bytes.toString('base64url');
    };
    const [category, person, signature] = [1, 5, 49];
    const refused = [altered(category), altered(person), altered(signature), 'A'.repeat(67), token.slice(0, -1)];
    for (const each of refused) expect(await click(`/unsubscribe/${each}`)).toBe(404);
    expect(await isTold(eve)).toBe(true);

    // Mail programs do it twice at times.
    for (let times = 0; times < 2; times += 1) {
      expect(await click(pathname)).toBe(200);
      expect(await isTold(eve)).toBe(false);
    }
    const before = mailsTo(channels(), eve).length;
    const type = await happens(channels(), colleague, account);
    await eventually(async () => {
      const { data } = await eve.ask('{ viewer { inbox { nodes { title } } } }');
      expect(data.viewer.inbox.nodes).toContainEqual({ title: `New ${type}` });
    });
    expect(mailsTo(channels(), eve)).toHaveLength(before);
  });
}

async function isTold(person: Person): Promise<boolean> {
  const { data } = await person.ask('{ viewer { notificationPreferences { category channel enabled } } }');
  const { notificationPreferences: preferences } = data.viewer;
  return preferences.find(
    ({ category, channel }: Record<string, string>) => category === 'ACTIVITY' && channel === 'EMAIL',
  ).enabled;
}
