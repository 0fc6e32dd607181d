import type { FakeSmtp } from '@trivet/notifications/testing';
import { uuidOf } from '../e2e/authorization-matrix/things.ts';
import { join } from '../support/members.ts';
import type { Person } from '../support/person.ts';
import type { Stack } from '../support/stack.ts';

/** What lets the parts send mails through a server of ours. */
export function mailEnvironment({ port, ca, credentials: { user, pass } }: FakeSmtp): Record<string, string> {
  return {
    MAIL_SENDER: 'none',
    // Of a router in a process of its own.
    MAILBOX: 'off',
    EMAIL_PROVIDERS: 'smtp',
    MAIL_FROM: 'Trivet <mail@example.com>',
    SMTP_URL: `smtps://${user}:${pass}@localhost:${port}`,
    SMTP_CA: ca,
  };
}

/** Somebody whose address is his, who has everything of his accounts mailed. */
export async function toldPerson(stack: Stack, name: string): Promise<Person> {
  const person = await stack.person(name);
  await stack.sql`update users.users set email_verified = true where id = ${uuidOf(person.id)}`;
  await person.ask(`mutation {
    notificationPreferenceUpdate(input: { category: ACTIVITY, channel: EMAIL, enabled: true }) { userErrors { code } }
  }`);
  return person;
}

/** An account of the first with the others in it. */
export async function sharedAccount(stack: Stack, [owner, ...others]: readonly [Person, ...Person[]]): Promise<string> {
  const account = await owner.account('Analytical Engines');
  for (const other of others) await join(stack, account, other, 'member');
  return account;
}

/** Nothing is too much for anybody: that people are told no more than so much an hour, and when, is a test of its own. */
export async function withoutThrottles({ sql }: Stack): Promise<void> {
  await sql`
    create function notifications.test_release() returns trigger language plpgsql as $$
    begin
      if new.status = 'queued' then new.released_at := new.created_at; end if;
      return new;
    end $$`;
  await sql`
    create trigger test_release before insert on notifications.deliveries
    for each row execute function notifications.test_release()`;
}
